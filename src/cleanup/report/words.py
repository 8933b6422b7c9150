"""What pages say of things: how many there are, why one stays, why one is not chosen."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable

from cleanup.language import mark, mark_count, said, said_count, tr, trn
from cleanup.model.plan import Kind, Step
from cleanup.model.rule import BY_HAND, RULES, TIE, Rule, why_kept
from cleanup.model.run import Item
from cleanup.report.numbers import files
from cleanup.report.safe import shown

_COUNTED = {
    "held": mark_count("{n} copy in a folder whose files stay", "{n} copies in folders whose files stay"),
    "tie": mark_count("{n} copy that no rule tells from another", "{n} copies that no rule tells from others"),
    "holds-keeper": mark_count("{n} folder that holds what stays", "{n} folders that hold what stays"),
    "kept-by-you": mark_count("{n} file protected by you", "{n} files protected by you"),
    "never-ask": mark_count("{n} file you decided about", "{n} files you decided about"),
    "other-names": mark_count("{n} file with other names elsewhere", "{n} files with other names elsewhere"),
    "protected": mark_count("{n} file of programs or the system", "{n} files of programs or the system"),
    "hidden": mark_count("{n} hidden file", "{n} hidden files"),
    "changed": mark_count("{n} folder that changed", "{n} folders that changed"),
}
_REASONS = {
    "held": mark("it lies in a folder whose files stay"),
    "kept": mark("it is the copy that stays"),
    "last-copy": mark("one copy always stays, and no other can"),
    "holds-keeper": mark("it holds something that stays"),
    "kept-by-you": mark("it is protected by you (--protect)"),
    "never-ask": mark("you decided that it stays; see: cleanup decisions list"),
    "other-names": mark("it has another name elsewhere, so nothing would come free"),
    "protected": mark("it belongs to a program or the system"),
    "hidden": mark("it is hidden"),
    "changed": mark("it changed since the scan, or is gone"),
}


def things(moved: Iterable[Step | Item]) -> str:
    """A number of things in words: files, unless there are folders or links among them."""
    return number_of(Counter(thing.kind for thing in moved))


def number_of(kinds: Counter[Kind]) -> str:
    """A number of things in words, counted by their kind."""
    if kinds.keys() <= {Kind.FILE}:
        return files(kinds.total())
    if kinds.keys() == {Kind.FOLDER}:
        return trn("{n} folder", "{n} folders", kinds.total())
    return trn("{n} thing", "{n} things", kinds.total())


def why_it_stays(rule: str, path: Callable[[bytes], str]) -> str:
    """What a rule says, as it is written in plans; ``path`` writes a folder so that it can be shown."""
    name, _, folder = rule.partition(":")
    if name in RULES:
        return why_kept(Rule(name), path(os.fsencode(folder)) if folder else "")
    return {TIE: why_kept(None), BY_HAND: tr("chosen by you")}.get(rule, shown(rule))


def left_alone(code: str, count: int) -> str:
    """A number of things that stay, and why; "" for a code from elsewhere."""
    return said_count(_COUNTED[code], count) if code in _COUNTED else ""


def why_not(code: str) -> str:
    """Why one thing cannot be chosen."""
    return said(_REASONS[code]) if code in _REASONS else code
