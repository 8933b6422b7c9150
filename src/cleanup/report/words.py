"""What pages say of things: how many there are, why one stays, why one is not chosen."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable

from cleanup.language import tr, trn
from cleanup.model.plan import Kind, Step
from cleanup.model.rule import BY_HAND, RULES, TIE, Rule, why_kept
from cleanup.model.run import Item
from cleanup.report.numbers import files
from cleanup.report.safe import shown


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
    words = {
        "held": ("{n} copy in a folder whose files stay", "{n} copies in folders whose files stay"),
        "tie": ("{n} copy that no rule tells from another", "{n} copies that no rule tells from others"),
        "holds-keeper": ("{n} folder that holds what stays", "{n} folders that hold what stays"),
        "kept-by-you": ("{n} file protected by you", "{n} files protected by you"),
        "never-ask": ("{n} file you decided about", "{n} files you decided about"),
        "other-names": ("{n} file with other names elsewhere", "{n} files with other names elsewhere"),
        "protected": ("{n} file of programs or the system", "{n} files of programs or the system"),
        "hidden": ("{n} hidden file", "{n} hidden files"),
        "changed": ("{n} folder that changed", "{n} folders that changed"),
    }
    return trn(*words[code], count) if code in words else ""


def why_not(code: str) -> str:
    """Why one thing cannot be chosen."""
    words = {
        "held": tr("it lies in a folder whose files stay"),
        "kept": tr("it is the copy that stays"),
        "last-copy": tr("one copy always stays, and no other can"),
        "holds-keeper": tr("it holds something that stays"),
        "kept-by-you": tr("it is protected by you (--protect)"),
        "never-ask": tr("you decided that it stays; see: cleanup decisions list"),
        "other-names": tr("it has another name elsewhere, so nothing would come free"),
        "protected": tr("it belongs to a program or the system"),
        "hidden": tr("it is hidden"),
        "changed": tr("it changed since the scan, or is gone"),
    }
    return words.get(code, code)
