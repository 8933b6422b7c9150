"""Whole ways through ``import cleanup``: a home and folders that are handed in, and no variables."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cleanup
from cleanup import Context, Status, Whereabouts
from support.kinds import Tree


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """A home beside that of the test, where all the rest is too."""
    home = tmp_path / "their home"
    home.mkdir()
    return Context.inside(home, home / ".own")


@pytest.fixture
def root(context: Context, tree: Tree) -> Path:
    return tree({"a": "the same", "b": "the same", "c": "other"}, context.home / "tree")


def test_scan_plan_trash_undo_history_purge(context: Context, root: Path, home: Path) -> None:
    found = cleanup.scan(root, context=context)
    assert found.savings.by_category["duplicates"].findings == 1
    assert not cleanup.plan(context=context).steps, "which of two equal files is one too many, nothing tells"
    plan = cleanup.plan(keep=["first-path"], context=context)
    assert (plan.scan, [step.path for step in plan.steps]) == (found.id, [os.fsencode(root / "b")])
    run = cleanup.trash(plan, context=context)
    assert [item.status for item in run.items] == [Status.DONE]
    assert sorted(os.listdir(root)) == ["a", "c"]
    assert cleanup.undo(context=context).results[0].status is Status.DONE
    assert sorted(os.listdir(root)) == ["a", "b", "c"]
    (past,) = cleanup.history(context=context)
    assert (past.id, past.now) == (run.id, (Whereabouts.RESTORED,))
    again = cleanup.trash(root / "c", context=context)
    (there,) = cleanup.to_purge(context=context)
    assert there.id == again.id
    assert cleanup.purge(context=context).results[0][1].status is Status.DONE
    assert not os.listdir(context.home / ".local/share/Trash/files")
    assert os.listdir(home) == []


def test_neither_file_nor_variables_count_unless_asked_for(
    context: Context, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANUP_ONLY", "empty-files")
    context.config.mkdir(parents=True)
    context.settings_file.write_text("only = ['large']\nlarge = '5B'\n")
    assert cleanup.scan(root, context=context).options["large"] == "100MB"
    settings = cleanup.load_settings(context, {}, {})
    found = cleanup.scan([root], context=context, settings=settings, skip="stale")
    assert (found.options["only"], found.options["large"], found.options["skip"]) == (["large"], "5B", ["stale"])
    assert [finding.category for finding in found.each_finding()] == ["large"] * 3


def test_a_scan_that_is_not_remembered_is_not_the_last_one(context: Context, root: Path) -> None:
    cleanup.scan(root, context=context, remember=False)
    with pytest.raises(cleanup.DocumentProblem):
        cleanup.plan(context=context)


def test_what_cannot_be_used_is_named_as_python_has_it(context: Context, root: Path) -> None:
    with pytest.raises(cleanup.UsageProblem, match="min_size: “tiny” is not a size"):
        cleanup.scan(root, context=context, min_size="tiny")
    with pytest.raises(TypeError, match="there is no option 'larg'"):
        cleanup.scan(root, context=context, larg="1")  # type: ignore[call-arg]
    with pytest.raises(cleanup.UsageProblem, match="choose: “nonsense” is not a category"):
        cleanup.plan(cleanup.scan(root, context=context), context=context, choose=["nonsense"])


def test_the_clock_and_the_names_are_those_handed_in(context: Context, root: Path) -> None:
    moment = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    theirs = Context(
        context.home, context.cache, context.state, context.config, clock=lambda: moment, host="desk", user="ada"
    )
    found = cleanup.scan(root, context=theirs)
    assert (found.started_at, found.host, found.user) == (moment, "desk", "ada")
    with pytest.raises(cleanup.DocumentProblem, match="made on desk by ada"):
        cleanup.plan(found, context=context)


def test_a_listener_hears_and_can_stop(context: Context, root: Path) -> None:
    class Impatient(cleanup.Listener):
        def __init__(self) -> None:
            self.stages: list[str] = []

        def stage(self, name: str, files: int | None = None, size: int | None = None) -> None:
            self.stages.append(name)

        def stopped(self) -> bool:
            return True

    listener = Impatient()
    found = cleanup.scan(root, context=Context.inside(context.home, context.home / ".own", listener))
    assert not found.complete
    assert listener.stages[0] == "walk"
