"""On any tree: an undo restores it exactly, no content is lost, one copy stays, and order changes nothing."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanup.act.history import replay
from cleanup.act.journal import run_files
from cleanup.act.undo import RestoreOptions
from cleanup.model.plan import Keeper, Step
from cleanup.model.run import State, Status
from cleanup.workflow import undoing
from support.moving import Mover, a_plan, a_step, content_of, snapshot

NAMES = st.binary(min_size=1, max_size=10).filter(lambda name: name not in {b".", b".."} and not set(name) & {0, 47})
HOSTILE = st.sampled_from(
    [b"-rf", b"\x1b[2J", b"\xe2\x80\xaegpj", b"%2F", b"a\nb", b" ", b"=1+1", b"[red]", b"\xff\xfe"]
)
# Files named as folders are that have a meaning.
MEANING = st.sampled_from([b".Trash", b".Trash-0", b"$RECYCLE.BIN", b"Trash", b".git", b"files", b"info"])
FOLDERS = st.lists(st.sampled_from([b"a", b"b\n", b"\xffc"]), max_size=3)
CONTENTS = st.sampled_from([b"", b"x", b"same", b"Same", b"x" * 70_000])
MODES = st.sampled_from([0o600, 0o644, 0o444, 0o755])
TIMES = st.integers(0, 4 * 10**18)
FILES = st.lists(st.tuples(FOLDERS, NAMES | HOSTILE | MEANING, CONTENTS, MODES, TIMES), max_size=12)
LINKED = st.lists(st.tuples(st.integers(0, 20), FOLDERS), max_size=3)
CUTS = st.lists(st.floats(0, 1), min_size=1, max_size=3)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def a_tree(files: list[Any], linked: list[Any]) -> Iterator[tuple[Mover, Path]]:
    """A home and a tree of these files, some with more names, a dangling link, and an empty folder."""
    with tempfile.TemporaryDirectory() as place:
        home, root = Path(place, "home"), Path(place, "tree")
        home.mkdir()
        root.mkdir()
        made = []
        for folders, name, content, mode, time in files:
            path = os.path.join(os.fsencode(root), *folders, name)
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "xb") as file:
                    file.write(content)
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                continue
            os.chmod(path, mode)
            os.utime(path, ns=(time, time))
            made.append(path)
        for number, (which, folders) in enumerate(linked):
            folder = os.path.join(os.fsencode(root), *folders)
            if made and os.path.isdir(folder):
                os.link(made[which % len(made)], folder + b"/link %d" % number)
        (root / "dangling").symlink_to("nowhere")
        (root / "empty" / "inside").mkdir(parents=True)
        yield Mover(home), root


def exactly(root: Path) -> dict[bytes, tuple[Any, ...]]:
    """All there is to know of a tree by path: see ``snapshot``."""
    return {os.path.join(os.fsencode(root), name): value for name, value in snapshot(root).items()}


def contents_of(found: dict[bytes, tuple[Any, ...]]) -> set[bytes]:
    """The distinct contents of all files."""
    return {value[-1] for value in found.values() if stat.S_ISREG(value[0])}


def contents(*places: Path) -> set[bytes]:
    """The distinct contents of all files below these places."""
    return set().union(*(contents_of(exactly(place)) for place in places))


def picked(before: dict[bytes, tuple[Any, ...]], picks: list[int]) -> list[bytes]:
    """Some of the paths of a tree, each once."""
    paths = sorted(before)
    return sorted({paths[pick % len(paths)] for pick in picks})


@given(files=FILES, linked=LINKED)
@settings(quick, max_examples=50)
def test_what_the_rules_choose_keeps_a_copy_of_everything_and_comes_back_exactly(
    files: list[Any], linked: list[Any]
) -> None:
    with a_tree(files, linked) as (mover, root):
        before = exactly(root)
        plan = mover.plan_of_duplicates(root)
        assert exactly(root) == before
        run = mover.carry_out(plan)
        assert {item.status for item in run.items} <= {Status.DONE}
        assert contents(root) == contents_of(before), "a copy of each content stays outside the trash"
        for step in plan.steps:
            assert step.keeper is not None
            assert before[step.keeper.path] == exactly(root)[step.keeper.path]
        assert all(result.status is Status.DONE for result in mover.undo().results) if plan.steps else True
        assert exactly(root) == before


@given(files=FILES, linked=LINKED, picks=st.lists(st.integers(0, 40), max_size=8))
@settings(quick, max_examples=50)
def test_whatever_a_person_names_comes_back_exactly(files: list[Any], linked: list[Any], picks: list[int]) -> None:
    with a_tree(files, linked) as (mover, root):
        before = exactly(root)
        run = mover.move(*picked(before, picks))
        assert {item.code for item in run.items} <= {"", "inside"}
        assert contents(root, mover.home) >= contents_of(before)
        mover.undo()
        assert exactly(root) == before
        assert list((mover.trash / "files").iterdir()) == [] if picks else True
        assert list((mover.trash / "info").iterdir()) == [] if picks else True


SPELLINGS = (
    "{path}",
    "{path}",
    "{path}",
    "{folder}//{name}",
    "{folder}/./{name}",
    "{root}/../{top}/{below}",
    "/{path}",
)


# What a step names: anything, a file as long as its copy that stays, or something around the copy of the last one.
AIMS = st.sampled_from(["anything", "as long", "as long", "the copy that stays", "its other name", "a folder above it"])
Pick = tuple[str, int, int, str | None, int]
PICKS = st.lists(
    st.tuples(AIMS, st.integers(0, 40), st.integers(0, 40), st.sampled_from([None, *SPELLINGS]), st.integers(0, 9)),
    max_size=10,
)


@given(files=FILES, linked=LINKED, picks=PICKS)
@settings(quick, max_examples=150)
def test_no_nonsense_in_a_plan_loses_a_content_or_a_copy_that_stays(
    files: list[Any], linked: list[Any], picks: list[Pick]
) -> None:
    """Copies that stay as steps, in folders that are steps, circles, repeats, parents and children, odd spellings."""
    with a_tree(files, linked) as (mover, root):
        before = exactly(root)
        plan = a_plan(*nonsense(root, sorted(before), picks))
        run = mover.carry_out(plan)
        assert contents(root, mover.trash / "files") == contents_of(before)
        steps = {step.id: step for step in plan.steps}
        for item in run.items:
            step = steps[item.step]
            if item.status is Status.DONE and step.keeper is not None:
                kept = os.lstat(step.keeper.path)
                assert kept.st_ino == step.keeper.identity.inode, "its copy has to be where it was"
                assert content_of(step.keeper.path) == before[step.path][-1]
        assert {item.step for item in run.items} == set(steps), "each step has its result"
        mover.undo()
        assert exactly(root) == before


def nonsense(root: Path, paths: list[bytes], picks: list[Pick]) -> Iterator[Step]:
    kept = paths[0]
    for number, (aim, which, other, spelling, lie) in enumerate(picks):
        step = replace(a_step(_aimed(aim, which, paths, kept)), id=str(number))
        if spelling is not None:
            alike = [path for path in paths if os.lstat(path).st_size == step.identity.size and path != step.path]
            kept = (alike or paths)[other % len(alike or paths)] if aim == "as long" else paths[other % len(paths)]
            identity = a_step(kept).identity
            if lie == 0:
                identity = replace(identity, modified=identity.modified + 1)
            step = replace(step, keeper=Keeper(spelled(spelling, kept, root), identity), category="duplicates")
        yield step


def _aimed(aim: str, which: int, paths: list[bytes], kept: bytes) -> bytes:
    files = [path for path in paths if os.path.isfile(path)]
    names = [path for path in files if os.path.samestat(os.lstat(path), os.lstat(kept))]
    above = [path for path in paths if kept.startswith(path + b"/")]
    among = {"as long": files, "the copy that stays": [kept], "its other name": names, "a folder above it": above}
    found = among.get(aim) or paths
    return found[which % len(found)]


def spelled(spelling: str, path: bytes, root: Path) -> bytes:
    text = os.fsdecode(path)
    values = {"path": text, "folder": os.path.dirname(text), "name": os.path.basename(text), "root": str(root)}
    values |= {"top": root.name, "below": os.path.relpath(text, root)}
    for key, value in values.items():
        spelling = spelling.replace("{" + key + "}", value, 1)
    return os.fsencode(spelling)


@given(files=FILES, linked=LINKED, picks=st.lists(st.integers(0, 40), min_size=1, max_size=5), ends=CUTS)
@settings(quick, max_examples=25)
def test_a_journal_cut_anywhere_is_told_and_no_content_is_lost_after(
    files: list[Any], linked: list[Any], picks: list[int], ends: list[float]
) -> None:
    with a_tree(files, linked) as (mover, root):
        before = exactly(root)
        mover.move(*picked(before, picks))
        mover.undo()
        mover.move(*picked(before, picks))
        (*_, file) = run_files(mover.own / "state")
        content = file.path.read_bytes()
        head = content.index(b"\n", 1)
        for part in ends:
            end = head + round(part * (len(content) - head))
            file.path.write_bytes(content[:end])
            told = replay(file).run
            assert told.damaged_lines <= 1
            assert {item.path for item in told.items} <= set(before)
        announced = {item.step: item.path for item in told.items if item.state is not State.NOT_MOVED}
        undone = mover.undo()
        assert {result.item.step for result in undone.results} == set(announced)
        assert all(result.status is Status.DONE for result in undone.results)
        assert all(os.path.lexists(path) for path in announced.values()), "what was announced comes back"
        assert contents(root, mover.trash / "files") == contents_of(before)


@given(files=FILES, linked=LINKED, picks=st.lists(st.integers(0, 40), max_size=6), part=st.sets(st.integers(0, 5)))
@settings(quick, max_examples=25)
def test_an_undo_in_two_parts_is_an_undo(files: list[Any], linked: list[Any], picks: list[int], part: set[int]) -> None:
    with a_tree(files, linked) as (mover, root):
        before = exactly(root)
        chosen = picked(before, picks)
        mover.move(*chosen)
        first = {path for number, path in enumerate(chosen) if number in part}
        undoing.undo("last", first.__contains__, RestoreOptions(), mover.context)
        mover.undo()
        assert exactly(root) == before
