"""A run, an undo, a purge, killed at every step that changes the disk: no byte is lost, and undo still works.

These take longer than others: each tries some hundred deaths.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from killing import Found, Person, Program, Ran, below, in_trash, is_empty, lonely_infos, settled, without

from cleanup.model.run import State

HOSTILE = b"\xff\n\x1b[31m[red]%2F {x}.trashinfo"
DEATHS = [("before", None), ("after", None), ("within", "write")]
"""When a step ends the process, and of which steps that can be."""


@dataclass(slots=True)
class Field:
    """A tree with a plan to move a handful of it: a copy of a file that stays, a folder that has its like, a link, a
    hostile name."""

    program: Program
    root: Path
    plan: Path
    before: Found
    moved: list[bytes]
    homes: Path
    in_steps: bool = False
    people: int = 0

    def newcomer(self) -> Person:
        """Somebody with an empty home."""
        self.people += 1
        home = self.homes / f"{self.people}"
        home.mkdir(parents=True)
        return Person(home)

    def run(self, person: Person, *arguments: str | bytes | Path, **how: Any) -> Ran:
        return self.program.run(person, *arguments, in_steps=self.in_steps, **how)

    def trash(self, person: Person, **how: Any) -> Ran:
        return self.run(person, "trash", "--yes", "-q", "--plan", self.plan, **how)

    def now(self, person: Person) -> Found:
        """All files of the tree, be they where they were or in the trash."""
        return sorted(below(self.root) + in_trash(person.trash))

    def is_whole(self, person: Person) -> bool:
        """Whether every file is somewhere, and no other; just killed between two steps of a rename, one is at both."""
        now = self.now(person)
        return set(now) == set(self.before) if self.in_steps else now == self.before


def draw(root: Path) -> None:
    """Make the tree, each time the same."""
    for folder in ("album", "twin"):
        (root / folder / "inner").mkdir(parents=True)
    for name, content in {
        b"original.jpg": b"twice" * 999, b"copy of original.jpg": b"twice" * 999, b"album/one": b"1",
        b"album/inner/two": b"22", b"twin/one": b"1", b"twin/inner/two": b"22", HOSTILE: b"hostile",
        b"stays.txt": b"not in the plan", b"other.txt": b"other",
    }.items():  # fmt: skip
        path = os.path.join(os.fsencode(root), name)
        Path(os.fsdecode(path)).write_bytes(content)
        os.chmod(path, 0o640)
        os.utime(path, ns=(10**18 + 1, 10**18 + 7 + len(content)))
    os.symlink("nowhere", root / "link")
    for name in ("link", "album/inner", "album", "twin/inner", "twin"):
        os.utime(root / name, ns=(10**18 + 1, 10**18 + 3), follow_symlinks=False)


@pytest.fixture
def field(program: Program, tmp_path: Path, cleanup: Callable[..., subprocess.CompletedProcess[bytes]]) -> Field:
    root = tmp_path / "tree"
    draw(root)
    assert cleanup("scan", root).returncode == 0
    plan = json.loads(cleanup("trash", "--dry-run", "-f", "json").stdout)
    moved = [os.path.join(os.fsencode(root), name) for name in (b"copy of original.jpg", HOSTILE, b"album", b"link")]
    copy, album = plan["steps"]
    hostile, link = json.loads(cleanup("trash", "--dry-run", "-f", "json", moved[1], moved[3]).stdout)["steps"]
    plan["steps"] = [copy, hostile, album, link]
    assert [step["proof"] for step in plan["steps"]] == ["same-bytes", "none", "same-tree", "none"]
    for number, step in enumerate(plan["steps"]):
        step["id"] = f"{number}"
        # One person's undo changes files behind the next one's back, whose journals know nothing of it.
        for each in (step, step["keeper"] or {}):
            each.pop("changed", None)
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    return Field(program, root, tmp_path / "plan.json", below(root), moved, tmp_path / "homes")


def deaths(steps: list[str]) -> Iterator[tuple[int, str]]:
    """Every step of a command, and when it ends the process."""
    for at, name in enumerate(steps, 1):
        for when, only in DEATHS:
            if only in {None, name}:
                yield at, when


def check_history(field: Field, person: Person, allowed: set[str]) -> None:
    """What is told of each item of every run is one of these places; and it is so."""
    for told in person.runs():
        for result in field.run(person, "history", told.run.id, "-f", "json").document["results"]:
            assert result["now"] in allowed, result
            assert result["code"] != "unfinished", result
            assert (result["status"] == "done") == (result["now"] != "not-moved"), result


def check_all_back(field: Field, person: Person) -> None:
    """Everything is where it was, as it was, and nothing else is anywhere."""
    assert below(field.root) == field.before
    assert is_empty(person.trash), list(person.trash.rglob("*"))
    assert settled(person, {State.RESTORED, State.NOT_MOVED})


def bring_back(field: Field, person: Person) -> None:
    """Undo all runs, the newest first."""
    for told in reversed(person.runs()):
        assert field.run(person, "undo", told.run.id).code == 0
    check_all_back(field, person)


def look_only(field: Field, person: Person) -> None:
    """Asking what happened changes nothing, not even what is to be put in order."""
    before = below(person.home)
    assert field.run(person, "history").code == 0
    for told in person.runs():
        assert field.run(person, "history", told.run.id, "-f", "json").code == 0
    assert below(person.home) == before


def trash_another(field: Field, person: Person) -> None:
    """The next run puts the one before it in order."""
    other = os.fsencode(field.root / "other.txt")
    ran = field.run(person, "trash", "--yes", other)
    assert ran.code == 0, ran.told
    assert field.now(person) == field.before
    assert lonely_infos(person.trash) == []
    assert settled(person, {State.IN_TRASH, State.NOT_MOVED, State.RESTORED})
    check_history(field, person, {"in-trash", "not-moved", "restored"})


def undo_at_once(field: Field, person: Person) -> None:
    """An undo is the next thing that happens: of a run without a journal there is none to speak of."""
    ran = field.run(person, "undo")
    assert ran.code == (0 if person.runs() else 4), ran.told


NEXT = [look_only, trash_another, undo_at_once]


@pytest.mark.parametrize("command", ["trash", "undo"])
@pytest.mark.parametrize("next_command", NEXT)
def test_a_run_or_an_undo_killed_at_any_step_loses_nothing_and_all_comes_back(
    field: Field, next_command: Callable[[Field, Person], None], command: str
) -> None:
    first = field.newcomer()
    ran = field.trash(first)
    assert ran.code == 0, ran.told
    assert sorted({path for path, _ in in_trash(first.trash)} & set(field.moved)) == sorted(field.moved)
    undone = field.run(first, "undo")
    check_all_back(field, first)
    assert {"open", "write", "fsync", "rename_without_replacing", "flush_volume"} <= set(ran.steps)
    for at, when in deaths(ran.steps if command == "trash" else undone.steps):
        person = field.newcomer()
        if command == "trash":
            killed = field.trash(person, at=at, when=when)
        else:
            assert field.trash(person).code == 0
            killed = field.run(person, "undo", at=at, when=when)
        assert killed.code == -9
        assert field.is_whole(person), (at, when)
        next_command(field, person)
        bring_back(field, person)


def someone_with_a_full_trash(field: Field) -> Person:
    """Somebody who has just moved the handful; the tree is made anew, for what a purge frees is gone for good."""
    shutil.rmtree(field.root)
    draw(field.root)
    person = field.newcomer()
    ran = field.run(person, "trash", "--yes", "-q", *field.moved)
    assert ran.code == 0, ran.told
    return person


def test_a_purge_killed_at_any_step_is_finished_and_never_offered_for_undo(field: Field) -> None:
    """What it had not begun with is brought back; what it had begun with is gone for good, and no half is left."""
    steps = field.run(someone_with_a_full_trash(field), "purge", "--yes").steps
    assert {"unlink", "rmdir"} <= set(steps)
    for at, when in deaths(steps):
        person = someone_with_a_full_trash(field)
        assert field.run(person, "purge", "--yes", at=at, when=when).code == -9
        begun = [item.path for item in person.items() if item.state in {State.PURGING, State.PURGED}]
        assert without(field.now(person), begun) == without(field.before, begun), (at, when)
        ran = field.run(person, "undo", "last", "-f", "json")
        assert ran.code == 0, ran.told
        assert not {exact_path(result) for result in ran.document["results"]} & set(begun)
        assert below(field.root) == without(field.before, begun), (at, when)
        assert is_empty(person.trash), (at, when)
        assert settled(person, {State.RESTORED, State.PURGED})
        check_history(field, person, {"restored", "purged"})


def test_a_purge_killed_at_any_step_is_finished_by_the_next_run(field: Field) -> None:
    """And a second purge frees the rest."""
    steps = field.run(someone_with_a_full_trash(field), "purge", "--yes").steps
    other = os.fsencode(field.root / "other.txt")
    for at, when in deaths(steps):
        person = someone_with_a_full_trash(field)
        run = person.runs()[0].run.id
        assert field.run(person, "purge", "--yes", at=at, when=when).code == -9
        assert field.run(person, "trash", "--yes", other).code == 0
        assert settled(person, {State.IN_TRASH, State.PURGED})
        check_history(field, person, {"in-trash", "purged"})
        assert lonely_infos(person.trash) == []
        assert field.run(person, "purge", "--yes", run).code == 0
        assert [path for path, _ in in_trash(person.trash)] == [other]
        assert field.run(person, "undo").code == 0
        assert below(field.root) == without(field.before, field.moved)


def exact_path(result: dict[str, Any]) -> bytes:
    """The path of a result of a document, byte for byte."""
    return base64.b64decode(result["path_bytes"]) if "path_bytes" in result else os.fsencode(result["path"])


def test_after_a_killed_undo_nothing_that_was_brought_back_is_told_as_gone(field: Field) -> None:
    """Before anything is put in order, too: this is when people look."""
    first = field.newcomer()
    field.trash(first)
    steps = field.run(first, "undo").steps
    seen = set()
    for at in (at for at, name in enumerate(steps, 1) if name == "rename_without_replacing"):
        person = field.newcomer()
        field.trash(person)
        field.run(person, "undo", at=at, when="after")
        results = field.run(person, "history", "last", "-f", "json").document["results"]
        seen |= {(os.path.lexists(exact_path(result)), result["now"]) for result in results}
        bring_back(field, person)
    assert seen == {(True, "restored"), (False, "in-trash")}


def test_what_a_killed_undo_brought_back_and_its_owner_took_elsewhere_leaves_no_note_in_the_trash(field: Field) -> None:
    """Nothing is under the unique name any more that the note is about: other programs would show it for ever."""
    first = field.newcomer()
    field.trash(first)
    steps = field.run(first, "undo").steps
    person = field.newcomer()
    field.trash(person)
    last = [at for at, name in enumerate(steps, 1) if name == "rename_without_replacing"][-1]
    field.run(person, "undo", at=last, when="after")
    assert below(field.root) == field.before
    (field.root / "link").rename(field.root / "taken elsewhere")
    assert field.run(person, "trash", "--yes", "-q", field.root / "other.txt").code == 0
    assert lonely_infos(person.trash) == []
    assert person.unknown() == []
    assert (field.root / "taken elsewhere").is_symlink()


def test_a_rename_in_two_steps_killed_at_any_of_them_loses_nothing(field: Field) -> None:
    """As on file systems that have no rename which never replaces: a file has two names for a moment."""
    field.in_steps = True
    first = field.newcomer()
    moves = field.trash(first).steps
    undoes = field.run(first, "undo").steps
    assert "link" in moves
    assert "link" in undoes
    for command, steps in (("trash", moves), ("undo", undoes)):
        renames = [at for at, name in enumerate(steps, 1) if name in {"link", "unlink", "rename_without_replacing"}]
        for at, when in ((at, when) for at in renames for when in ("before", "after")):
            person = field.newcomer()
            code = field.trash(person, **({"at": at, "when": when} if command == "trash" else {})).code
            if command == "undo":
                code = field.run(person, "undo", at=at, when=when).code
            assert code == -9
            assert field.is_whole(person), (command, at, when)
            trash_another(field, person)
            bring_back(field, person)
