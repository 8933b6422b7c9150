"""Which scan a review is about, in words, and how it looks at the disk."""

from __future__ import annotations

from functools import partial

from cleanup.cli.plan_names import name_of_its_own, problem_with
from cleanup.cli.review_plans import Review, plans_to_pick
from cleanup.language import tr
from cleanup.model.ids import ending
from cleanup.report.numbers import ago
from cleanup.report.words import few_folders
from cleanup.review.probe import Probe
from cleanup.workflow.reviewing import Moved, changed_things, open_file, open_folder, preview


def probe_of(task: Review) -> Probe:
    """How a review learns anything about the disk."""
    groups, state = task.selection.groups, task.session.context.state
    return Probe(
        partial(changed_things, groups, state),
        Moved(groups, state),
        partial(preview, groups),
        partial(problem_with, task.output, state),
        partial(open_file, groups),
        partial(open_folder, groups),
        partial(plans_to_pick, task),
    )


def name_to_save(task: Review) -> str:
    """Where a plan is saved unless another name is typed."""
    named = task.output and task.output.path
    if named and str(named).isprintable():
        return str(named)
    return name_of_its_own(task.selection.groups.scan, task.session.context)


def about(task: Review) -> str:
    """Which scan it is about, and how old that is."""
    scan = task.selection.groups.scan
    when = ago(task.session.context.clock() - scan.started_at)
    folders = few_folders(scan.roots, task.session.style.home)
    return tr("scan {id}, {when}, of {folders}", id=ending(scan.id), folders=folders, when=when)
