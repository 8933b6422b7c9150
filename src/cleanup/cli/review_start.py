"""What a review begins with: a terminal, and the marks from last time, from a plan, or from the rules."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np

from cleanup import api
from cleanup.cli.review_plans import Review
from cleanup.disk.as_typed import as_typed
from cleanup.disk.system import is_terminal
from cleanup.language import Marked, number, said, tr, trn
from cleanup.model.errors import CleanupError, UsageProblem
from cleanup.model.ids import LAST
from cleanup.model.kept_plan import KeptPlan
from cleanup.model.plan import Plan
from cleanup.plan.marks import mark_as
from cleanup.plan.selection import Selection
from cleanup.report.commands import command, scan_again
from cleanup.report.numbers import ago
from cleanup.report.safe import shortened, shown
from cleanup.report.words import THINGS, said_of
from cleanup.store.marks import kept_marks
from cleanup.store.plans import drop_old_plans, is_file_name, is_nameless
from cleanup.store.plans import plan_named as kept_plan
from cleanup.workflow.asking import options_as_typed
from cleanup.workflow.environment import Context
from cleanup.workflow.find_plan import is_plan
from cleanup.workflow.kept_plans import plans_of_scan
from cleanup.workflow.reviewing import marks_of

# Short enough for the sentence with it to fit on 80 columns.
_NAME = 30


def check_terminal(scan: str) -> None:
    """Raise UsageProblem if no full-screen page can be shown; ``scan`` is how the scan was asked for."""
    named = () if scan == LAST else (scan,)
    plan, plain = command("plan", *named), command("review", "--plain", *named)
    # The page reads from standard input and is drawn on standard error.
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise UsageProblem(
            tr("The review needs a terminal, and there is none here."),
            tr("Choose by rules instead ({plan}), or answer questions: {plain}", plan=plan, plain=plain),
        )
    if os.environ.get("TERM", "") in {"dumb", "unknown"}:
        raise UsageProblem(
            tr("This terminal cannot show a full-screen page."), tr("Answer questions instead: {plain}", plain=plain)
        )


def plan_named(name: str, context: Context) -> Plan | None:
    """The plan in the document with this name, or the kept one; None if it is neither.

    Raises DocumentProblem for one that cannot be used.
    """
    path = Path(as_typed(name)) if is_file_name(name) else kept_plan(context.state, name)
    return api.load_plan(path, context=context) if path is not None and is_plan(path) else None


def begin_empty(task: Review) -> None:
    """Choose nothing to begin with."""
    none = np.zeros(0, dtype=np.int64)
    task.selection.begin_with(none, none)


def marks_of_last_time(task: Review, plans_key: str) -> str:
    """Choose what was marked when a review of this scan was last left or saved; gives what to say about that, or "".
    Removes what was kept for longer than a month. ``plans_key`` is the key that opens a kept plan.
    """
    context, scan = task.session.context, task.selection.groups.scan.id
    with suppress(CleanupError, OSError):
        drop_old_plans(context.state)
        kept = plans_of_scan(scan, context)
        marks = kept_marks(context.state, scan)
        if marks is not None and (not kept or kept[0].created_at is None or kept[0].created_at <= marks.left_at):
            mark_as(task.selection, marks)
            return _are_back(ago(context.clock() - marks.left_at), kept, plans_key)
        if not kept:
            return ""
        last = api.load_plan(kept[0].path, context=context)
        task.selection.begin_with(*marks_of(task.selection, last))
        when = ago(context.clock() - last.created_at)
        if is_nameless(kept[0].name):
            return _are_back(when, kept[1:], plans_key)
        back = tr("“{name}” is back, as saved {when}.", name=shortened(shown(kept[0].name), _NAME), when=when)
        return _with_what_else_there_is(back, kept[1:], plans_key)
    return ""


def _are_back(when: str, others: list[KeptPlan], plans_key: str) -> str:
    back = tr("Your marks are back, as you left them {when}.", when=when)
    return _with_what_else_there_is(back, others, plans_key)


def _with_what_else_there_is(back: str, others: list[KeptPlan], plans_key: str) -> str:
    if named := sum(not is_nameless(plan.name) for plan in others):
        return f"{back} {trn('{key}: {n} more plan.', '{key}: {n} more plans.', named, key=plans_key)}"
    return f"{back} {tr('--none starts without.')}"


def marks_of_plan(task: Review, name: str) -> str:
    """What to say of marks that are those of a plan."""
    plan = shortened(shown(os.path.basename(name)), _NAME)
    return tr("Marked as in the plan “{plan}”: {things}.", plan=plan, things=said_of(THINGS, task.selection.kinds()))


def what_is_marked(task: Review, tab: Marked) -> str:
    """What is marked to begin with, and what waits for a person, in words; ``tab`` says how many are on which tab."""
    marked = task.selection.amounts().things
    by_tab = _folders_by_tab(task.selection)
    folders = sum(by_tab.values())
    look = trn("{n} folder wants a look", "{n} folders want a look", folders)
    if len(by_tab) > 1:
        tabs = ", ".join(said(tab, key=key, n=number(n)) for key, n in by_tab.items())
        look = tr("{look} ({tabs})", look=look, tabs=tabs)
    if not marked:
        return tr("Nothing is marked yet; {look}.", look=look) if folders else tr("Nothing is marked yet.")
    if task.choice.every_copy or task.choice.categories is not None:
        return trn("{n} file is marked by your rules.", "{n} files are marked by your rules.", marked)
    if not folders:
        return trn("{n} plain copy is marked.", "{n} plain copies are marked.", marked)
    return trn("{n} plain copy is marked; {look}.", "{n} plain copies are marked; {look}.", marked, look=look)


def _folders_by_tab(selection: Selection) -> dict[int, int]:
    """How many folder lines each tab of the page begins with, by the tab's key; only tabs that have any."""
    groups, asked = selection.groups, selection.asked()
    found: dict[int, int] = {}
    key = 0
    for place in range(len(groups.scan.findings)):
        mine = np.zeros(len(groups), dtype=np.bool_)
        mine[groups.of_category(place)] = True
        mine &= asked
        key += bool(mine.any())
        if n := len(selection.by_folder.with_groups(mine)):
            found[key] = n
    return found


def is_empty(task: Review) -> bool:
    """Say so if there is nothing to review."""
    if task.selection.asked().any():
        return False
    print(tr("There is nothing to choose in this scan."))
    scan = task.selection.groups.scan
    for again, _ in scan_again(scan.roots, "", *options_as_typed(scan.options)):
        print(tr("Next:  {command}", command=again))
    return True


def what_changed(count: int) -> str:
    return trn(
        "{n} has changed since the scan, or is gone; it stays.",
        "{n} have changed since the scan, or are gone; they stay.",
        count,
    )
