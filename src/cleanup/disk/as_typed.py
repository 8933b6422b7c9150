"""Paths as people type them: with a ``~`` that the shell left alone, or a slip of the pen."""

from __future__ import annotations

import os

from cleanup.language import tr
from cleanup.model.near import nearest
from cleanup.model.paths import HERE, as_given, quoted_for_shell


def as_typed(path: str) -> str:
    """The path with the home for a ``~`` alone or before a slash, as in shells, which leave it alone inside quotes.

    If something has this very name, it wins, so that a folder “~” can be named. Another user's home is never meant,
    since backups are called ``~name`` too. Looks at the disk.
    """
    path = as_given(path)
    if (path != "~" and not path.startswith(("~/", f"~{os.sep}"))) or os.path.lexists(path):
        return path
    return os.path.expanduser(path)


def hint_for_missing(path: str, otherwise: str) -> str:
    """What to do about a path that is missing: the name beside it that was probably meant. Looks at the disk."""
    if HERE.drives and not {"*", "?"}.isdisjoint(path.removeprefix("\\\\?\\")):
        return tr("Windows does not expand “*” and “?”; in PowerShell, type (Get-Item {path}).FullName",
                  path=quoted_for_shell(path))  # fmt: skip
    above, name = os.path.split(path.rstrip(os.sep))
    try:
        near = nearest(name, os.listdir(above or os.curdir))
    except OSError:
        near = None
    return otherwise if near is None else tr("Did you mean “{near}”?", near=os.path.join(above, near))
