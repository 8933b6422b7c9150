"""How to add an optional library to the program, depending on how this copy was installed. Changes nothing."""

from __future__ import annotations

import os
import sys
import sysconfig
from dataclasses import dataclass

from cleanup.language import tr
from cleanup.model.paths import parts, quoted_for_shell

PILLOW, ZSTANDARD = "pillow", "zstandard"
_IN_DEBIAN = {PILLOW: "python3-pil", ZSTANDARD: "python3-zstandard"}


@dataclass(frozen=True, slots=True)
class Installed:
    """How a program is installed: which Python runs it, and where its libraries are.

    ``apart``: in an environment of its own. ``frozen``: with a Python of its own that takes nothing more. ``managed``:
    pip may add nothing, since the system's packages do (PEP 668).
    """

    python: str
    prefix: str
    apart: bool = False
    frozen: bool = False
    managed: bool = False
    debian: bool = False


def here() -> Installed:
    """How this program is installed. Looks at the disk."""
    return Installed(
        sys.executable or "python3",
        sys.prefix,
        apart=sys.prefix != sys.base_prefix,
        frozen=bool(getattr(sys, "frozen", False)),
        managed=os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")),
        debian=os.path.exists("/etc/debian_version"),
    )


def how_to_add(library: str, installed: Installed | None = None) -> str:
    """What to type to get a library, or a sentence if nothing helps."""
    found = installed or here()
    above, name = parts(found.prefix)[-3:-1], parts(found.prefix)[-1]
    if found.frozen:
        return tr("the folder without Python cannot have it; cleanup installed with pipx can")
    if found.apart and above == ("pipx", "venvs"):
        return f"pipx inject {quoted_for_shell(name)} {library}"
    if found.apart and above == ("uv", "tools"):
        return f"uv pip install --python {quoted_for_shell(found.prefix)} {library}"
    if not found.apart and found.managed and found.debian:
        return f"sudo apt install {_IN_DEBIAN[library]}"
    return f"{quoted_for_shell(found.python)} -m pip install {library}"
