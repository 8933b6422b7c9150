"""How the paths of a system are written, split and compared. Pure: nothing here touches the disk.

Paths inside the program are absolute and in the system's own spelling. They are stored as bytes, as ``os.fsencode``
makes them (UTF-8 on Windows), and are text while a system call or a person needs them; every function here takes
either. ``PathRules`` knows one kind of system; the functions in this module follow the rules of the current one.
"""

from __future__ import annotations

import ntpath
import os
import re
from collections.abc import Iterator
from typing import AnyStr, NamedTuple

_SEPARATING = r"\\(?![\[\]!#\\ ])"
_DRIVE = r"^(!?)[A-Za-z]:(?=/)"
# A prefix that only says how to read a path, with either separator: before a drive, or before a server.
_HOW_TO_READ = r"(?i)^[\\/]{2}[?.][\\/](?:(?=[A-Za-z]:)|(UNC[\\/]))"


class PathRules(NamedTuple):
    """The rules of one kind of system: ``separator`` between names, and whether it has ``drives``.

    With drives, names ignore case and the shell is PowerShell.
    """

    separator: str
    drives: bool

    def top(self, path: AnyStr) -> AnyStr:
        r"""Where an absolute path begins: ``/``, ``C:\`` or ``\\server\share\``; empty if it is relative."""
        if not self.drives:
            return path[:1] if path[:1] == _like("/", path) else path[:0]
        drive, rest = ntpath.splitdrive(path)
        return drive + rest[:1] if drive and rest[:1] == _like(self.separator, path) else path[:0]

    def is_whole(self, path: AnyStr) -> bool:
        """Whether a path begins at the root of a file system, so that it means the same everywhere."""
        return bool(self.top(path))

    def is_plain(self, path: AnyStr) -> bool:
        """Whether a path is absolute and normalised: no empty name, no dots as names, no NUL, no separator at its end.

        The root itself is not plain, since it has no name in it.
        """
        separator, dot, nul = _like(self.separator, path), _like(".", path), _like("\0", path)
        top = self.top(path)
        names = path[len(top) :].split(separator)
        if not top or nul in path or not all(names) or dot in names or dot + dot in names:
            return False
        # Windows takes both separators, and drops dots and spaces at the end of a name.
        slash, dropped = _like("/", path), _like(". ", path)
        return not self.drives or (slash not in path and all(name[-1:] not in dropped for name in names))

    def split(self, path: AnyStr) -> tuple[AnyStr, AnyStr]:
        """The folder of a path, and its last name; the name of the root is empty."""
        separator = _like(self.separator, path)
        top = self.top(path)
        folder, _, name = path[len(top) :].rpartition(separator)
        return top + folder.rstrip(separator), name

    def joined(self, folder: AnyStr, name: AnyStr) -> AnyStr:
        """The path of a name in a folder."""
        return self.ended(folder) + name

    def ended(self, folder: AnyStr) -> AnyStr:
        """The path of a folder with a separator at its end, as the paths of everything in it begin."""
        separator = _like(self.separator, folder)
        return folder if folder.endswith(separator) else folder + separator

    def parts(self, path: AnyStr) -> tuple[AnyStr, ...]:
        """The names in a path from the root on; the first one is the root itself, if the path is absolute."""
        top = self.top(path)
        separator = _like(self.separator, path)
        names: list[AnyStr] = [top]
        names += path[len(top) :].split(separator)
        return tuple(name for name in names if name)

    def above(self, path: AnyStr) -> Iterator[AnyStr]:
        """All folders above an absolute path, nearest first."""
        folder, name = self.split(path)
        while name:
            yield folder
            folder, name = self.split(folder)

    def from_top(self, path: AnyStr) -> list[AnyStr]:
        """All folders above an absolute path, the root first, and the path itself at the end."""
        found: list[AnyStr] = [path]
        found += self.above(path)
        found.reverse()
        return found

    def folded(self, path: AnyStr) -> AnyStr:
        """A path in the form for comparison: if these are equal, two paths are the same to the system.

        Ignoring case makes a few letters equal that a disk distinguishes (s and ſ). Paths are compared to see what is
        protected; device and inode say whether two files are one.
        """
        if not self.drives:
            return path
        if isinstance(path, bytes):
            return _folded(path.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
        return _folded(path)

    def is_inside(self, path: AnyStr, folder: AnyStr) -> bool:
        """Whether an absolute path is this folder or inside it, judging by the paths alone."""
        path, folder = self.folded(path), self.folded(folder)
        return path == folder or path.startswith(self.ended(folder))

    def below(self, path: AnyStr, folder: AnyStr) -> AnyStr:
        """The part of a path after a folder above it."""
        return path[len(self.ended(folder)) :]

    def for_patterns(self, path: AnyStr) -> AnyStr:
        """A path in the form that .gitignore patterns are matched with: without its root, and with slashes."""
        return _like("/", path).join(path[len(self.top(path)) :].split(_like(self.separator, path)))

    def as_pattern(self, written: str) -> str:
        r"""A pattern as it is typed here, converted to .gitignore's form: ``C:\Users\*.tmp`` is ``/Users/*.tmp``.

        With drives, no name has a ``*`` or ``?`` in it, and a backslash separates names, except before the other
        special letters of patterns. The drive is dropped.
        """
        return re.sub(_DRIVE, r"\1", re.sub(_SEPARATING, "/", written)) if self.drives else written

    def usual(self, path: AnyStr) -> AnyStr:
        """The usual spelling of an absolute path: one separator between names, no dots."""
        separator, dot = _like(self.separator, path), _like(".", path)
        if separator + separator not in path and separator + dot not in path and path[-1:] != separator:
            # The usual case.
            return path
        names: list[AnyStr] = []
        top = self.top(path)
        for name in path[len(top) :].split(separator):
            if name == dot + dot:
                del names[-1:]
            elif name and name != dot:
                names.append(name)
        return top + separator.join(names)

    def as_given(self, path: str) -> str:
        r"""A path as typed, without a ``\\?\`` before it and without any ``"``, which no name contains: ``cmd`` leaves
        one behind from ``"C:\folder\"``.
        """
        if not self.drives:
            return path
        return re.sub(_HOW_TO_READ, lambda found: "\\\\" if found[1] else "", path.strip('"'))

    @property
    def goes_on(self) -> str:
        """What the system's shell takes at the end of a line for a command that goes on in the next one."""
        return "`" if self.drives else "\\"

    def quoted_for_shell(self, text: str) -> str:
        """A word quoted for the system's shell: PowerShell if there are drives, otherwise a POSIX shell."""
        if not self.drives:
            from shlex import quote

            return quote(text)
        plain = text and all(letter.isalnum() or letter in "\\:._-/" for letter in text)
        return text if plain else "'" + text.replace("'", "''") + "'"


def _like(text: str, path: AnyStr) -> AnyStr:
    """ASCII text as the type of a path: text or bytes."""
    return text if isinstance(path, str) else text.encode("ascii")


def _folded(text: str) -> str:
    """Each letter in upper case if that is one letter, as NTFS compares names."""
    if text.isascii():
        return text.upper()
    return "".join(upper if len(upper := letter.upper()) == 1 else letter for letter in text)


POSIX = PathRules("/", drives=False)
WINDOWS = PathRules("\\", drives=True)
HERE = WINDOWS if os.sep == WINDOWS.separator else POSIX

_ELSEWHERE = POSIX if HERE.drives else WINDOWS


def rules_of(path: AnyStr) -> PathRules:
    """The rules of a path in a document: those of this system, unless it is absolute only by the others.

    Paths by other rules are only ever shown.
    """
    return _ELSEWHERE if not HERE.is_whole(path) and _ELSEWHERE.is_whole(path) else HERE


SEPARATOR = HERE.separator.encode()

top = HERE.top
is_whole = HERE.is_whole
is_plain = HERE.is_plain
split = HERE.split
joined = HERE.joined
ended = HERE.ended
parts = HERE.parts
above = HERE.above
from_top = HERE.from_top
folded = HERE.folded
is_inside = HERE.is_inside
below = HERE.below
for_patterns = HERE.for_patterns
as_pattern = HERE.as_pattern
usual = HERE.usual
as_given = HERE.as_given
quoted_for_shell = HERE.quoted_for_shell
