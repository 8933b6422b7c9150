"""On any tree: an undo restores it exactly, no content is lost, one copy stays, and order changes nothing."""

from __future__ import annotations

import io
import os
import random
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanup.act.history import replay
from cleanup.act.journal import run_files
from cleanup.act.undo import RestoreOptions
from cleanup.disk.system import Listed
from cleanup.documents.plan import find_plan, write_plan
from cleanup.model.finding import Why
from cleanup.model.plan import Identity, Keeper, Kind, LeftAlone, Manifest, Plan, Step
from cleanup.model.run import State, Status
from cleanup.walk import piece
from cleanup.workflow import undoing
from support.moving import Mover, a_plan, a_step

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
    """All there is to know of a tree: names, kinds, modes, times of files, number of names, inodes, bytes."""
    found: dict[bytes, tuple[Any, ...]] = {}
    for folder, folders, files in os.walk(os.fsencode(root)):
        for name in [*folders, *files]:
            path = os.path.join(folder, name)
            seen = os.lstat(path)
            is_folder = stat.S_ISDIR(seen.st_mode)
            time = 0 if is_folder else seen.st_mtime_ns
            found[path] = (seen.st_mode, seen.st_ino, seen.st_nlink, seen.st_uid, time, _content(path, seen))
    return found


def _content(path: bytes, seen: os.stat_result) -> bytes:
    if stat.S_ISLNK(seen.st_mode):
        return os.readlink(path)
    if not stat.S_ISREG(seen.st_mode):
        return b""
    with open(path, "rb") as file:
        return file.read()


def contents(*places: Path) -> set[bytes]:
    """The distinct contents of all files below these places."""
    return {value[-1] for place in places for value in exactly(place).values() if stat.S_ISREG(value[0])}


@given(files=FILES, linked=LINKED)
@settings(quick, max_examples=50)
def test_what_the_rules_choose_keeps_a_copy_of_everything_and_comes_back_exactly(
    files: list[Any], linked: list[Any]
) -> None:
    with a_tree(files, linked) as (mover, root):
        before, held = exactly(root), contents(root)
        plan = mover.plan_of_duplicates(root)
        assert exactly(root) == before
        run = mover.carry_out(plan)
        assert {item.status for item in run.items} <= {Status.DONE}
        assert contents(root) == held, "a copy of each content stays outside the trash"
        for step in plan.steps:
            assert step.keeper is not None
            assert before[step.keeper.path] == (*before[step.keeper.path][:2], *exactly(root)[step.keeper.path][2:])
        assert all(result.status is Status.DONE for result in mover.undo().results) if plan.steps else True
        assert exactly(root) == before


@given(files=FILES, linked=LINKED, picks=st.lists(st.integers(0, 40), max_size=8))
@settings(quick, max_examples=50)
def test_whatever_a_person_names_comes_back_exactly(files: list[Any], linked: list[Any], picks: list[int]) -> None:
    with a_tree(files, linked) as (mover, root):
        before = exactly(root)
        paths = sorted(before)
        run = mover.move(*{paths[pick % len(paths)] for pick in picks})
        assert {item.code for item in run.items} <= {"", "inside"}
        assert contents(root, mover.home) >= {value[-1] for value in before.values() if stat.S_ISREG(value[0])}
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
                assert _content(step.keeper.path, kept) == before[step.path][-1]
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


def contents_of(found: dict[bytes, tuple[Any, ...]]) -> set[bytes]:
    return {value[-1] for value in found.values() if stat.S_ISREG(value[0])}


@given(files=FILES, linked=LINKED, seed=st.integers(0, 99))
@settings(quick, max_examples=25)
def test_the_order_of_the_listing_changes_nothing_of_a_plan(files: list[Any], linked: list[Any], seed: int) -> None:
    with a_tree(files, linked) as (mover, root), pytest.MonkeyPatch.context() as patch:
        expected = mover.plan_of_duplicates(root)
        listed = piece.listed_in

        def shuffled(folder: int | str) -> Listed:
            found = listed(folder)
            for names in found:
                random.Random(seed).shuffle(names)
            return found

        patch.setattr(piece, "listed_in", shuffled)
        plan = mover.plan_of_duplicates(root)
        assert (plan.steps, plan.left_alone) == (expected.steps, expected.left_alone)


@given(files=FILES, linked=LINKED, picks=st.lists(st.integers(0, 40), min_size=1, max_size=5), ends=CUTS)
@settings(quick, max_examples=25)
def test_a_journal_cut_anywhere_is_told_and_no_content_is_lost_after(
    files: list[Any], linked: list[Any], picks: list[int], ends: list[float]
) -> None:
    with a_tree(files, linked) as (mover, root):
        before = exactly(root)
        paths = sorted(before)
        mover.move(*{paths[pick % len(paths)] for pick in picks})
        mover.undo()
        mover.move(*{paths[pick % len(paths)] for pick in picks})
        (*_, file) = run_files(mover.own / "state")
        content = file.path.read_bytes()
        head = content.index(b"\n", 1)
        for part in ends:
            end = head + round(part * (len(content) - head))
            file.path.write_bytes(content[:end])
            told = replay(file).run
            assert told.damaged_lines <= 1
            assert {item.path for item in told.items} <= set(paths)
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
        paths = sorted(before)
        chosen = sorted({paths[pick % len(paths)] for pick in picks})
        mover.move(*chosen)
        first = {path for number, path in enumerate(chosen) if number in part}
        undoing.undo("last", first.__contains__, RestoreOptions(), mover.context)
        mover.undo()
        assert exactly(root) == before


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PATHS = st.lists(NAMES | HOSTILE, min_size=1, max_size=4).map(lambda parts: b"/" + b"/".join(parts))
NUMBERS = st.integers(0, 2**63 - 1)
# Years that documents can tell.
MOMENTS = st.integers(-62 * 10**18, 250 * 10**18)
IDENTITIES = st.builds(Identity, NUMBERS, NUMBERS, NUMBERS, MOMENTS)
MANIFESTS = st.builds(Manifest, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.integers(-(2**63), 2**63 - 1), WORDS)
STEPS = st.builds(
    Step, WORDS, PATHS, st.sampled_from(Kind), IDENTITIES, NUMBERS, NUMBERS, WORDS,
    st.builds(Why, st.sampled_from(["named by you", "the same bytes"])),
    keeper=st.none() | st.builds(Keeper, PATHS, IDENTITIES), manifest=st.none() | MANIFESTS,
)  # fmt: skip
DAYS = st.datetimes(timezones=st.just(UTC))
PLANS = st.builds(
    Plan, WORDS, DAYS, WORDS, WORDS, WORDS, st.none() | DAYS, st.lists(PATHS, max_size=3).map(tuple),
    st.lists(STEPS, max_size=5, unique_by=lambda step: step.id).map(tuple),
    st.lists(st.builds(LeftAlone, WORDS, NUMBERS), max_size=3, unique_by=lambda left: left.code).map(tuple),
)  # fmt: skip


@given(PLANS)
def test_a_plan_document_says_all_of_a_plan(plan: Plan) -> None:
    stream = io.BytesIO()
    write_plan(plan, stream)
    with tempfile.NamedTemporaryFile() as file:
        file.write(stream.getvalue())
        file.flush()
        found = find_plan(Path(file.name))
    expected = tuple(
        replace(step, identity=replace(step.identity, size=0, modified=0)) if step.kind is Kind.FOLDER else step
        for step in plan.steps
    )
    assert found == replace(plan, steps=expected)
    again = io.BytesIO()
    write_plan(found, again)
    if expected == plan.steps:
        assert again.getvalue() == stream.getvalue()
