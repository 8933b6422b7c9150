"""What the files of a folder belong to: an inbox, a whole, a copy of another place."""

from __future__ import annotations

from dataclasses import dataclass

from cleanup.language import Marked

_PAPERS = (
    b".doc", b".docx", b".eml", b".msg", b".odp", b".ods", b".odt", b".pdf", b".ppt", b".pptx", b".rtf", b".xls",
    b".xlsx",
)  # fmt: skip


def is_paper(name: bytes) -> bool:
    """Whether a file is a text, a table or slides, by the ending of its name."""
    return name.lower().endswith(_PAPERS)


@dataclass(frozen=True, slots=True)
class Whole:
    """Files that belong together, such as a program, a project or a library.

    ``rule`` is the name of the rule that recognises it, ``top`` the folder it begins with, and ``why`` what it is, in
    words. A copy ``stands`` in a whole if it can be the one that stays for a loose copy elsewhere; not if the owner of
    the whole may remove it at any time, as a package manager does. ``papers`` are parts of it too, unless only sounds,
    pictures, drawings and the like are: a letter in a folder with a map is nobody's layer.
    """

    rule: str
    top: bytes
    why: Marked
    stands: bool = True
    papers: bool = True


@dataclass(frozen=True, slots=True)
class Belonging:
    """What applies to the files directly in a folder.

    ``inbox`` is the inbox that the folder is or is in, b"" for none; the files are ``loose`` if it is the inbox itself,
    and not a folder inside it. ``place_copied`` is the folder named as a copy of another place ("Backup laptop", "old")
    that the folder is or is in, b"" for none.
    """

    inbox: bytes = b""
    loose: bool = False
    whole: Whole | None = None
    place_copied: bytes = b""


FILED = Belonging()
"""A folder where somebody put files, and nothing else is known of it."""


def filed_anywhere(_: bytes) -> Belonging:
    """Every folder is one where somebody filed things."""
    return FILED
