"""The page of a plan: how much would move, from where and to where, what stays, what comes free and when."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from rich.cells import cell_len
from rich.text import Text

from cleanup.language import number, tr, trn
from cleanup.model.paths import below, ended, is_inside, parts, split
from cleanup.model.plan import Destination, Plan, Step, promised
from cleanup.report.numbers import ago, reason
from cleanup.report.part import Part, fitting, room_of
from cleanup.report.safe import shown
from cleanup.report.sheet import GAP, Sheet, draw, joined
from cleanup.report.style import PageStyle
from cleanup.report.words import TO_MOVE, few_folders, kinds_to_move, left_alone, said_of, why_it_stays

_FOLDERS_SHOWN = 5
_LEAST_PATH = 20
# A blank line and two lines of words, which follow if no commands do.
_FOR_A_QUESTION = 3


def draw_plan(
    plan: Plan,
    destinations: tuple[Destination, ...],
    style: PageStyle,
    *,
    on_terminal: bool,
    changed: int = 0,
    left_empty: int = 0,
    by_rules: bool = False,
    commands: tuple[tuple[str, str], ...] = (),
) -> str:
    """Draw the page of a plan, with the commands to type next; a question is up to the caller.

    ``changed`` is how many of the things have changed since the scan, ``left_empty`` how many folders become empty, and
    ``by_rules`` whether an option moves these too.
    """
    return draw(
        lambda sheet: _PlanPage(plan, destinations, sheet, changed, left_empty, by_rules, commands).lines(),
        style,
        on_terminal=on_terminal,
    )


@dataclass(frozen=True, slots=True)
class _PlanPage:
    plan: Plan
    destinations: tuple[Destination, ...]
    sheet: Sheet
    changed: int
    left_empty: int
    by_rules: bool
    commands: tuple[tuple[str, str], ...]

    def lines(self) -> list[Text]:
        if self.sheet.style.headline_only:
            return self._headline()
        first = self._headline()
        facts = [*self._by_rule(), *self._where_from(), *self._where_to(), *self._left_alone(), *self._left_empty()]
        last = [facts, self.sheet.next_commands(list(self.commands))]
        if not self.plan.steps:
            return joined([first, *last])
        biggest = self._biggest()
        room = room_of(self.sheet) - len(joined([first, biggest.title, *last]))
        if not self.commands:
            room -= _FOR_A_QUESTION
        style = self.sheet.style
        most = len(biggest.rows) if style.full or style.listed else fitting([biggest], room)[0]
        return joined([first, biggest.lines(most), *last])

    def _headline(self) -> list[Text]:
        if not self.plan.steps:
            return [Text(tr("There is nothing to move"), style="bold")]
        kinds = kinds_to_move(self.destinations)
        if not kinds:
            return [Text(tr("Nothing of this can move"), style="bold yellow")]
        amounts = promised(self.destinations)
        text = said_of(TO_MOVE, kinds, size=self.sheet.size(amounts.worth))
        aside = any(each.aside for each in self.destinations)
        lines = self._by_own_rules() + self.sheet.wrapped(text, "bold")
        lines += self.sheet.wrapped(self.sheet.free_later(amounts.reclaimable, aside=aside), "dim")
        if self.plan.scanned_at is not None:
            when = ago(self.sheet.style.now - self.plan.scanned_at)
            folders = few_folders(self.plan.roots, self.sheet.style.home)
            lines += self.sheet.wrapped(
                tr("From the scan {scan} of {folders}, {when}; each file is checked again before it moves.",
                   scan=shown(self.plan.scan), folders=folders, when=when),
                "dim",
            )  # fmt: skip
        if self.changed:
            text = trn("{n} of them has changed or is gone, and stays.",
                       "{n} of them have changed or are gone, and stay.", self.changed)  # fmt: skip
            lines += self.sheet.wrapped(text, "yellow")
        return lines

    def _by_own_rules(self) -> list[Text]:
        """Say that copies go which are not plainly one too many, because somebody asked for that."""
        if not self.plan.rules:
            return []
        rules = " ".join(f"--keep {self._written(rule)}" for rule in self.plan.rules)
        text = tr("All copies are chosen but one of each, safe or not, as you asked: {rules}", rules=rules)
        return self.sheet.wrapped(text, "yellow")

    def _written(self, rule: str) -> str:
        """A keep rule as somebody typed it, with its folder shortened."""
        name, colon, folder = rule.partition(":")
        return shown(name) + colon + (self.sheet.path(os.fsencode(folder), _LEAST_PATH) if folder else "")

    def _biggest(self) -> Part:
        most, going = self.sheet.style.most, self._going()
        # As in the headline: what comes free, unless nothing does.
        frees = promised(self.destinations).reclaimable > 0

        def amount(step: Step) -> int:
            return step.bytes_occupied if frees else step.worth

        steps = nsmallest(most, going, key=lambda step: (-amount(step), step.path))
        rows = [
            [
                self.sheet.row(step.path, self.sheet.size(amount(step)), "bold green"),
                *self.sheet.wrapped(self._why(step), "dim", 2, 0),
            ]
            for step in steps
        ]
        more = len(going) - len(rows)
        return Part([Text(tr("Biggest"), style="bold")], rows, more, f"--show {len(going)}")

    def _going(self) -> Sequence[Step]:
        """The steps that have somewhere to go; all of them if none has, since then they are what to report."""
        refused = {step for each in self.destinations for step in each.refused}
        return [step for step in self.plan.steps if step.id not in refused] or self.plan.steps

    def _why(self, step: Step) -> str:
        if step.keeper is not None:
            room = self.sheet.width - 2
            sentence = tr("stays: {path}", path=GAP)
            if step.keeper.rule:
                with_rule = tr("stays: {path} ({why})", path=GAP, why=self._rule(step.keeper.rule))
                sentence = with_rule if room - cell_len(with_rule) >= _LEAST_PATH else sentence
            return self.sheet.with_path(sentence, step.keeper.path, room)
        why = reason(step.why, step.detail, binary=self.sheet.style.binary, local=True)
        if step.manifest is not None and step.manifest.others:
            things = step.manifest.folders + step.manifest.others
            return trn("{why}; {n} item in it", "{why}; {n} items in it", things, why=why)
        return why

    def _rule(self, rule: str) -> str:
        return why_it_stays(rule, lambda folder: self.sheet.path(folder, 30))

    def _by_rule(self) -> list[Text]:
        """How many groups each rule decided."""
        rules: Counter[str] = Counter()
        seen: set[int] = set()
        for keeper in (step.keeper for step in self.plan.steps):
            if keeper is not None and hash(keeper.path) not in seen:
                seen.add(hash(keeper.path))
                rules[keeper.rule] += 1
        parts = [
            tr("{why} ({n})", why=self._rule(rule), n=number(count)) for rule, count in rules.most_common() if rule
        ]
        return self.sheet.listed(tr("Why copies stay:") + " ", parts, "") if parts else []

    def _where_from(self) -> list[Text]:
        folders: Counter[bytes] = Counter()
        for folder, count in Counter(split(step.path)[0] for step in self.plan.steps).items():
            folders[_folder_shown(folder, self.plan.roots)] += count
        if not folders:
            return []
        parts = [
            tr("{folder} ({n})", folder=self.sheet.path(folder, self.sheet.width // 2), n=number(count))
            for folder, count in folders.most_common(_FOLDERS_SHOWN)
        ]
        if len(folders) > _FOLDERS_SHOWN:
            parts.append("…")
        return self.sheet.listed(tr("From:") + " ", parts, "")

    def _where_to(self) -> list[Text]:
        lines = []
        for each in self.destinations:
            if each.problem:
                text = trn(
                    "{n} item on {volume} cannot move: {problem}",
                    "{n} items on {volume} cannot move: {problem}",
                    each.amounts.things,
                    volume=self.sheet.path(each.volume, 30),
                    problem=shown(each.problem),
                )
                lines += self.sheet.wrapped(text, "bold yellow")
            else:
                text = tr("To: {trash}", trash=GAP)
                if len(self.destinations) > 1:
                    text = tr("To: {trash} ({size})", trash=GAP, size=self.sheet.size(each.amounts.size))
                lines.append(Text(self.sheet.with_path(text, each.trash, self.sheet.width)))
            if each.unsure and not each.problem:
                text = trn("{n} item may be refused; that is tried before anything moves: {why}",
                           "{n} items may be refused; that is tried before anything moves: {why}",
                           each.amounts.things, why=shown(each.unsure))  # fmt: skip
                lines += self.sheet.wrapped(text, "yellow", 2)
            if each.note:
                lines += self.sheet.wrapped(shown(each.note), "yellow", 2)
            if each.sharing and not each.problem:
                note = tr("That volume can have snapshots and shared blocks: less may come free than shown here.")
                lines += self.sheet.wrapped(note, "dim", 2)
        return lines

    def _left_empty(self) -> list[Text]:
        if not self.left_empty:
            return []
        if self.by_rules:
            text = trn("{n} folder will be empty then (--with-emptied takes it too)",
                       "{n} folders will be empty then (--with-emptied takes them too)",
                       self.left_empty)  # fmt: skip
        else:
            text = trn("{n} folder is left empty: scan again, then “cleanup trash --only empty-folders”",
                       "{n} folders are left empty: scan again, then “cleanup trash --only empty-folders”",
                       self.left_empty)  # fmt: skip
        return self.sheet.wrapped(text, "dim")

    def _left_alone(self) -> list[Text]:
        if not self.plan.left_alone:
            return []
        parts = [left_alone(left.code, left.files) for left in self.plan.left_alone]
        return self.sheet.listed(tr("Left alone:") + " ", [part for part in parts if part], "dim")


def _folder_shown(folder: bytes, roots: tuple[bytes, ...]) -> bytes:
    """The folder directly below a scanned folder that contains this one or is it; otherwise the scanned
    one, or itself.
    """
    for root in roots:
        if is_inside(folder, root):
            names = parts(below(folder, root))
            return ended(root) + names[0] if names else root
    return folder
