"""What can be typed in a review by questions and answers: the words, what each does, and how they are understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from cleanup.language import Marked, mark, said, tr

_TYPED = re.compile(r"([^\W\d_]+|[?<>/])\s*(.*)", re.DOTALL)
_DIGITS = 10
_COLUMN = 12


class Takes(Enum):
    """What may follow a word: nothing, the number of a copy or of a place in the list, or words."""

    NOTHING = auto()
    NUMBER = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A word to type, other ways to type it, and its help line with what it is for; ``""`` if it needs none.

    ``actions`` are those of the full-screen page that it stands for.
    """

    word: str
    others: tuple[str, ...]
    told: str
    purpose: Marked
    actions: tuple[str, ...] = ()
    takes: Takes = Takes.NOTHING


_NONE: tuple[str, ...] = ()
HERE = (
    Answer("next", _NONE, mark("Enter"), mark("leave it as it is, and go to the next")),
    Answer("yes", ("y", "mark"), "y, yes", mark("it goes; of copies all but one, of a folder all its copies"),
           ("mark",)),
    Answer("no", ("n", "unmark"), "n, no", mark("nothing of it goes")),
    Answer("keep", ("k", "K"), "2, k2", mark("number 2 stays, the others go; k alone: a folder’s copies stay"),
           ("keep",), Takes.NUMBER),
    Answer("x", _NONE, "x2", mark("number 2 alone goes, or stays"), ("mark",), Takes.NUMBER),
    Answer("folder", ("f",), "f2", mark("all in the folder of 2 stays, copies elsewhere go; f: in this one"),
           ("keep_folder",), Takes.NUMBER),
    Answer("rule", ("r",), "r, rule", mark("let a rule say which copies stay, here or in all groups"), ("rule",)),
    Answer("skip", ("s",), "s, skip", mark("nothing of it goes, whatever is done to many at once"), ("skip",)),
    Answer("never", _NONE, "never", mark("the same, and never ask about it again"), ("never_ask",)),
    Answer("again", _NONE, "again", mark("take skip and never back"), ("mark",)),
    Answer("groups", ("z",), "z, groups", mark("ask about the groups of a folder one by one, or no more"),
           ("fold", "open", "close")),
)  # fmt: skip
"""About the current one."""
MANY = (
    Answer("all", ("a",), "a, all", mark("all that is listed goes, but one copy of each group"), ("all_shown",)),
    Answer("none", _NONE, "none", mark("nothing that is listed goes"), ("none_shown",)),
    Answer("invert", ("i",), "invert", mark("what goes stays, what stays goes; of each group one stays"),
           ("invert",)),
    Answer("to", ("v",), "to 9", mark("all from here to place 9 goes, but one copy of each group"),
           ("from_here",), Takes.NUMBER),
    Answer("undo", ("u",), "u, undo", mark("take the last decision back"), ("undo",)),
    Answer("redo", ("U",), "redo", mark("do again what was taken back"), ("redo",)),
    Answer("steps", ("H",), "steps", mark("all decisions so far; go back to any of them"), ("steps",)),
)  # fmt: skip
"""About many at once, and taken back."""
LIST = (
    Answer("back", ("b",), "b, back", mark("go to the one before"), ("group", "move", "page")),
    Answer("go", ("g", "G"), "g9", mark("go to place 9 of the list"), ("end",), Takes.NUMBER),
    Answer("list", ("l",), "l, list", mark("name what comes next"), ("fold_all",), Takes.NUMBER),
    Answer("marks", ("m",), "m, marks", mark("list only what goes, of all categories; and back"), ("marked",)),
    Answer("category", ("cat", "categories"), "category", mark("list another category, or all; by its number"),
           ("category",), Takes.NUMBER),
    Answer(">", _NONE, "", mark("the next category"), ("next_category",)),
    Answer("<", _NONE, "", mark("the category before"), ("next_category",)),
    Answer("places", ("tree",), "places", mark("list only what is in one folder"),
           ("folders",)),
    Answer("/", ("find",), "/words", mark("find: words, *.mp4, >10M, 2024-06; / alone lists all again"),
           ("filter", "show_all"), Takes.WORDS),
    Answer("sort", ("S",), "sort", mark("sort the list"), ("order",)),
)  # fmt: skip
"""What is listed, and where one is in it."""
LOOK = (
    Answer("details", ("d",), "d2, details", mark("more about number 2, and how a text begins"), _NONE, Takes.NUMBER),
    Answer("compare", ("c",), "c2", mark("number 2 and the copy that stays, fact by fact"), ("compare",), Takes.NUMBER),
    Answer("copies", _NONE, "copies", mark("name all copies, where there are many")),
    Answer("open", _NONE, "open 2", mark("open number 2 with its own program"), ("open_file",), Takes.NUMBER),
    Answer("show", ("o",), "show 2", mark("open its folder"), ("open_folder",), Takes.NUMBER),
)  # fmt: skip
"""What to know before a decision."""
END = (
    Answer("trash", ("t",), "t, trash", mark("move what is marked to the trash; asks first"), ("move_to_trash",)),
    Answer("save", ("p",), "p, save", mark("save the plan under a name, and go on"), ("save",), Takes.WORDS),
    Answer("plans", ("P",), "plans", mark("go on with a plan that was saved"), ("open_plan",)),
    Answer("rescan", ("R",), "rescan", mark("scan these folders again; the marks stay"), ("scan_again",)),
    Answer("leave", ("q", "quit", "exit"), "q, quit", mark("leave; nothing moves, your marks are kept"), ("leave",)),
    Answer("forget", _NONE, "forget", mark("leave, and forget the marks"), ("leave",)),
    Answer("help", ("?", "h"), "?", mark("these words"), ("help",)),
)  # fmt: skip
"""How to end."""
ANSWERS = (*HERE, *MANY, *LIST, *LOOK, *END)
_NAMES = {name: answer for answer in ANSWERS for name in (answer.word, *answer.others)}


def understood(line: str) -> tuple[str, str] | None:
    """The word that was typed, in whichever form, and what follows it; None if it is no answer."""
    typed = line.strip()
    if not typed:
        return "next", ""
    if typed[:1].isascii() and typed[:1].isdecimal():
        return ("keep", typed) if numbered(typed) is not None else None
    match = _TYPED.fullmatch(typed)
    answer = match and (_NAMES.get(match[1]) or _NAMES.get(match[1].lower()))
    if not match or not answer:
        return None
    rest = match[2]
    if answer.takes is Takes.NOTHING and rest:
        return None
    if answer.takes is Takes.NUMBER and rest and numbered(rest) is None:
        return None
    return answer.word, rest


def numbered(typed: str) -> int | None:
    """The number that was typed, if it is within range."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS
    return int(typed) if is_number else None


def help_lines() -> list[str]:
    """Everything that can be typed, one line each."""
    sections = [
        (tr("About the current one"), HERE),
        (tr("Many at once"), MANY),
        (tr("The list"), LIST),
        (tr("Look"), LOOK),
        (tr("The end"), END),
    ]
    lines = []
    for title, answers in sections:
        lines.append(f"{title}:")
        lines += [f"  {said(Marked(each.told)):{_COLUMN}}{said(each.purpose)}" for each in answers if each.told]
    return lines
