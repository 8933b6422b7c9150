"""The review without a full-screen page: one question per group, for screen readers and simple terminals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from cleanup.language import tr, trn
from cleanup.model.reasons import in_local_time
from cleanup.model.rule import TIE
from cleanup.plan.choosable import KEPT
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from cleanup.report.numbers import moment, reason, size
from cleanup.report.safe import at_home, shown
from cleanup.report.style import PageStyle
from cleanup.report.words import THINGS, said_of, why_it_stays, why_not
from cleanup.review.plain_rules import PlainRules
from cleanup.review.shown import Shown

_DIGITS = 10
Signature = tuple[str, tuple[int, ...]]


class _Next(Enum):
    """What follows an answer: the next group, the one before, the end as asked for, or the end of the input."""

    ON = auto()
    BACK = auto()
    STOP = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class _Answered:
    """The state before a group was answered."""

    position: int
    changes: int
    alike: dict[Signature, int | None]


class Plain:
    """Asks about group after group, of each category the biggest first.

    Only what was answered is chosen; what was chosen so far is a plan whenever it ends.
    """

    def __init__(
        self,
        selection: Selection,
        style: PageStyle,
        ask: Callable[[str], str | None],
        say: Callable[[str], None],
    ) -> None:
        """Ask about what the rules choose from; ``ask`` gives a line for a question, or None when there are no more."""
        self.selection = selection
        self.style = style
        self.ask = ask
        self.say = say
        # What was answered for all groups alike: the folder whose copy stays, or None for single things.
        self._alike: dict[Signature, int | None] = {}
        self._rules = PlainRules(selection, style, ask, say)
        # How much was changed before the group that is asked about.
        self._began = 0

    def go(self) -> bool:
        """Ask until everything is answered; returns False if the input ended before."""
        selection = self.selection
        selection.leave_all(selection.groups.every)
        asked = self._asked()
        self.say(trn("{n} group to look at, biggest first.", "{n} groups to look at, biggest first.", len(asked)))
        self.say(_help())
        answered: list[_Answered] = []
        position = 0
        while position < len(asked):
            group = asked[position]
            before = _Answered(position, selection.changes, dict(self._alike))
            if not self._choosable(group) or self._as_before(group):
                position += 1
                continue
            self._began = selection.changes
            self._show(group, f"{position + 1:,}", f"{len(asked):,}")
            match self._answer(group):
                case _Next.ON:
                    answered.append(before)
                    position += 1
                case _Next.BACK:
                    position = self._go_back(answered, position)
                case _Next.STOP:
                    return True
                case _Next.END:
                    return False
        return True

    def _asked(self) -> list[int]:
        """The groups to ask about, category by category; what was asked in one is not asked again in the next."""
        groups = self.selection.groups
        numbers = sorted(Shown(groups, self.selection.asked()).numbers.tolist())
        return [number for number in numbers if groups.place(number)[0].category.name in self.selection.categories]

    def _go_back(self, answered: list[_Answered], position: int) -> int:
        """Undo the last answer with all that followed from it, and ask again."""
        if not answered:
            self.say(tr("Nothing to undo."))
            return position
        last = answered.pop()
        while self.selection.changes > last.changes:
            self.selection.undo()
        self._alike = last.alike
        self.say(tr("Undone."))
        self._tell()
        return last.position

    def _choosable(self, group: int) -> bool:
        """Whether anything in a group can be moved at all."""
        words = [self.selection.why_not(thing) for thing in self.selection.groups.in_order(group)]
        # Of several copies another one can stay than is marked.
        return "" in words or (len(words) > 1 and KEPT in words)

    def _show(self, group: int, number: str, count: str) -> None:
        groups = self.selection.groups
        findings, place = groups.place(group)
        things = groups.in_order(group)
        each = size(int(groups.sizes[things[0]]), binary=self.style.binary)
        self.say("")
        why = reason(findings.reason(place).why, int(findings.details[place]), binary=self.style.binary, local=True)
        self.say(tr("{number} of {count}: {category}, {size}, {why}", number=number, count=count,
                    category=findings.category.name, size=each, why=why))  # fmt: skip
        self._show_things(group)

    def _show_things(self, group: int) -> None:
        groups, selection = self.selection.groups, self.selection
        things = groups.in_order(group)
        for position, thing in enumerate(things, 1):
            mark = ""
            if len(things) > 1 and selection.copies.keeper(group) == thing:
                rule = why_it_stays(selection.copies.rule(group), lambda folder: at_home(folder, self.style.home))
                mark = "  " + tr("(stays: {why})", why=rule)
            elif selection.chosen[thing]:
                mark = "  " + tr("(goes)")
            elif (why := selection.why_not(thing)) and why != KEPT:
                mark = "  " + tr("(stays: {why})", why=why_not(why))
            day = f"{in_local_time(moment(int(groups.modified[thing]))):%Y-%m-%d}"
            self.say(f"  {position}  {at_home(groups.path(thing), self.style.home)}  {day}{mark}")

    def _answer(self, group: int) -> _Next:
        """Ask about one group until there is an answer."""
        several = len(self.selection.groups.things(group)) > 1
        question = (
            tr("Keep which? [number, Enter, s, a, n, x, f, r, m, u, q, ?]")
            if several
            else tr("Choose it? [y, s, a, n, m, u, q, ?]")
        )
        while True:
            line = self.ask(question + " ")
            if line is None:
                return _Next.END
            if (done := self._do(line.strip().lower(), group, several=several)) is not None:
                return done

    def _do(self, answer: str, group: int, *, several: bool) -> _Next | None:
        """Do what was answered; returns None if the group must be asked about again."""
        selection = self.selection
        match answer:
            case "q":
                return _Next.STOP
            case "u":
                return self._undo_here(group)
            case "g":
                return _Next.ON
            case "s":
                selection.skip(group)
                return _Next.ON
            case "n":
                selection.never_ask(group)
                return _Next.ON
            case "?":
                self.say(_help())
                return None
        if self._did_without_going_on(answer, group, several=several):
            return None
        things = self.selection.groups.in_order(group)
        number, alike = (answer[:-1], True) if answer.endswith("a") else (answer, False)
        if not several and answer in {"y", "ya", "a"}:
            return self._choose(group, things[0], alike=alike)
        if several and number == "":
            return self._keep(group, selection.copies.keeper(group), alike=alike)
        if several and (thing := _numbered(number, things)) is not None:
            return self._keep(group, thing, alike=alike)
        self.say(tr("“{answer}” is not an answer here.", answer=shown(answer)))
        self.say(_help())
        return None

    def _did_without_going_on(self, answer: str, group: int, *, several: bool) -> bool:
        """Do what leaves the question as it is, if that was answered."""
        things = self.selection.groups.in_order(group)
        if answer == "m":
            self._list_what_goes()
            return True
        thing = _numbered(answer[1:], things)
        match answer[:1]:
            case "r" if several and answer == "r":
                self._rules.pick(group, things[0])
            case "x" if several and thing is not None:
                self._turn(group, thing)
            case "f" if several and thing is not None:
                self._rules.keep_folder(thing)
            case _:
                return False
        self._tell_of(group)
        return True

    def _undo_here(self, group: int) -> _Next | None:
        """Take back what was done to this group since it was asked about; else go back to the one before."""
        if self.selection.changes == self._began:
            return _Next.BACK
        while self.selection.changes > self._began:
            self.selection.undo()
        self.say(tr("Undone."))
        self._tell_of(group)
        return None

    def _turn(self, group: int, thing: int) -> None:
        """Let one copy go that stayed, or stay that went."""
        selection = self.selection
        if why := selection.leave(thing) if selection.chosen[thing] else selection.choose(group, thing):
            self.say(tr("Not possible: {reason}.", reason=why_not(why)))

    def _tell_of(self, group: int) -> None:
        self._show_things(group)
        self._tell()

    def _list_what_goes(self) -> None:
        for thing in np.flatnonzero(self.selection.chosen).tolist():
            self.say(f"  {at_home(self.selection.groups.path(thing), self.style.home)}")
        self._tell()

    def _choose(self, group: int, thing: int, *, alike: bool) -> _Next:
        self.selection.choose(group, thing)
        if alike:
            self._alike[_signature(self.selection.groups, group)] = None
        self._tell()
        return _Next.ON

    def _keep(self, group: int, thing: int, *, alike: bool) -> _Next | None:
        if thing == self.selection.copies.keeper(group) and self.selection.copies.rule(group) != TIE:
            self.selection.choose_all(np.asarray([group], dtype=np.int64))
        elif why := self.selection.keep(group, thing):
            self.say(tr("Not possible: {reason}.", reason=why_not(why)))
            return None
        if alike:
            self._alike[_signature(self.selection.groups, group)] = int(self.selection.groups.folder_of[thing])
        self._tell()
        return _Next.ON

    def _as_before(self, group: int) -> bool:
        """Do as was answered for all groups like this one, if there was such an answer."""
        groups = self.selection.groups
        signature = _signature(groups, group)
        if signature not in self._alike:
            return False
        folder = self._alike[signature]
        things = groups.in_order(group)
        if folder is None:
            return not self.selection.choose(group, things[0])
        here = [thing for thing in things if int(groups.folder_of[thing]) == folder]
        keeper = self.selection.copies.keeper(group)
        return not self.selection.keep(group, keeper if keeper in here else here[0])

    def _tell(self) -> None:
        amounts = self.selection.amounts()
        chosen = size(amounts.worth, binary=self.style.binary)
        self.say(tr("Chosen so far: {files}, {size}", files=said_of(THINGS, self.selection.kinds()), size=chosen))


def _numbered(typed: str, things: list[int]) -> int | None:
    """The thing of this number, if there is one."""
    number = typed.strip()
    if number.isdecimal() and number.isascii() and len(number) < _DIGITS and 0 < int(number) <= len(things):
        return things[int(number) - 1]
    return None


def _signature(groups: Groups, group: int) -> Signature:
    """What makes groups alike: the category, and for copies their folders."""
    findings, _ = groups.place(group)
    things = groups.things(group)
    folders = tuple(sorted(groups.folder_of[things].tolist())) if len(things) > 1 else ()
    return findings.category.name, folders


def _help() -> str:
    return "\n".join(
        [
            tr("Enter   keep the copy that is marked, and choose the others"),
            tr("2       keep number 2, and choose the others"),
            tr("a, 2a   the same, and for all groups in the same folders"),
            tr("y, ya   choose a single file; with a, all of its category"),
            tr("s       skip          n  never ask again"),
            tr("x2      number 2 alone goes or stays; then g goes on as it is"),
            tr("f2      everything in the folder of number 2 stays; copies elsewhere go"),
            tr("r       let a rule say which copies stay, here or in all groups"),
            tr("m       list all that goes so far"),
            tr("u       undo the last answer               q  stop, and be asked about moving"),
        ]
    )
