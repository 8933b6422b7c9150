"""What is written for macOS, against Apple's own headers and the list of symbols of its library.

Both come with the compiler of the package ``ziglang``; nothing is run.
"""

from __future__ import annotations

import ctypes
import importlib.util
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.act.system import apple_attributes
from cleanup.disk.system import apple

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("ziglang") is None, reason="needs the package ziglang"),
]
SOURCE = Path(__file__).parents[3] / "src/cleanup/disk/_native.c"
Compile = Callable[..., subprocess.CompletedProcess[str]]
TARGETS = ("aarch64-macos", "x86_64-macos")
HEADERS = (
    "stddef.h",
    "stdio.h",
    "fcntl.h",
    "sys/attr.h",
    "sys/mount.h",
    "sys/param.h",
    "sys/resource.h",
    "sys/stat.h",
    "sys/acl.h",
)
NUMBERS = {name: value for name, value in vars(apple).items() if name.isupper() and isinstance(value, int)}
# Written down where they are used.
NUMBERS |= {"SF_DATALESS": 0x40000000, "UF_HIDDEN": 0x8000, "RENAME_EXCL": 4, "RENAME_SWAP": 2}
NUMBERS |= {name: value for name, value in vars(apple_attributes).items() if name.startswith(("ACL_", "ATTR_"))}
NUMBERS |= {"UF_NODUMP": stat.UF_NODUMP, "SF_ARCHIVED": stat.SF_ARCHIVED, "SF_NOUNLINK": stat.SF_NOUNLINK}
NUMBERS["SF_RESTRICTED"] = 0x80000
LAYOUTS = {"struct attrlist": apple.AttrList, "struct statfs": apple.StatFs}


@pytest.fixture
def compile_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compile:
    monkeypatch.setenv("ZIG_GLOBAL_CACHE_DIR", str(tmp_path / "zig"))
    monkeypatch.setenv("ZIG_LOCAL_CACHE_DIR", str(tmp_path / "zig-here"))

    def run(target: str, source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "check.c"
        file.write_text(source)
        return subprocess.run(
            [sys.executable, "-m", "ziglang", "cc", "-target", target, *arguments, file, "-o", tmp_path / "made"],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip

    return run


def _claims() -> str:
    lines = [f"#include <{header}>" for header in HEADERS]
    lines += [f'_Static_assert((unsigned)({name}) == {value}u, "{name}");' for name, value in NUMBERS.items()]
    for name, layout in LAYOUTS.items():
        lines.append(f'_Static_assert(sizeof({name}) == {ctypes.sizeof(layout)}, "{name}");')
        for field, *_ in layout._fields_:
            lines.append(f'_Static_assert(offsetof({name}, {field}) == {getattr(layout, field).offset}, "{field}");')
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("target", TARGETS)
def test_numbers_and_layouts_are_apples(target: str, compile_for: Compile) -> None:
    done = compile_for(target, _claims(), "-c")
    assert done.returncode == 0, done.stderr


def test_a_wrong_number_would_be_seen(compile_for: Compile) -> None:
    done = compile_for(TARGETS[0], _claims().replace("(F_FULLFSYNC) == 51u", "(F_FULLFSYNC) == 52u"), "-c")
    assert "F_FULLFSYNC" in done.stderr


@pytest.mark.parametrize("target", TARGETS)
def test_the_symbols_are_in_its_library(target: str, compile_for: Compile) -> None:
    names = ["setiopolicy_np", "fgetattrlist", "renameatx_np", *apple_attributes.CALLS]
    names.append("getfsstat" if target.startswith("aarch64") else "getfsstat$INODE64")
    lines = [f'extern int s{number}(void) __asm("_{name}");' for number, name in enumerate(names)]
    source = "\n".join(lines) + f"\nint main(void) {{ return {'+'.join(f's{n}()' for n in range(len(names)))}; }}\n"
    done = compile_for(target, source)
    assert done.returncode == 0, done.stderr
    missing = compile_for(target, source.replace("_setiopolicy_np", "_no_such_call"))
    assert missing.returncode != 0


@pytest.mark.parametrize("target", TARGETS)
def test_the_compiled_loops_are_made_for_it(target: str, compile_for: Compile) -> None:
    import sysconfig

    # pyconfig.h is this system's; the part of Python's interface that is used is the same.
    done = compile_for(
        target, SOURCE.read_text(), "-c", "-I", sysconfig.get_path("include"), "-DPy_LIMITED_API=0x030B0000"
    )
    assert done.returncode == 0, done.stderr
