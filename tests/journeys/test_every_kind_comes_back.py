"""What each finder points at goes and comes back with all that belongs to it: owner, rights, lists, notes, times."""

from __future__ import annotations

import os
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cleanup.model.choice import Choice
from cleanup.model.plan import Plan
from cleanup.model.run import Status
from cleanup.model.way import TO_TRASH, Way
from cleanup.workflow import moving, planning
from support.disks import ext4_image
from support.kinds import Mount
from support.looking import scan
from support.messy import make_messy_home
from support.moving import Mover, content_of, ends

pytestmark = pytest.mark.root
GROUP = 23456
Everything = dict[str, tuple[Any, ...]]


@pytest.fixture
def messy(home: Path) -> Path:
    """A messy home in which nothing has the group, the rights, the lists and the times of a new file."""
    make_messy_home(home)
    number = 0
    for folder, folders, files in os.walk(home, topdown=False):
        for name in sorted([*folders, *files]):
            path, number = os.path.join(folder, name), number + 1
            is_link = os.path.islink(path)
            os.lchown(path, -1, GROUP + number % 3)
            if not is_link:
                os.chmod(path, (0o750 if os.path.isdir(path) else 0o640) | number % 2)
                os.setxattr(path, "user.note", b"\0\xff%d" % number)
                for rule in ("u:7:rx", *(["d:u:8:rwx"] if os.path.isdir(path) else [])):
                    subprocess.run(["setfacl", "-m", rule, path], check=True)
            os.utime(path, ns=(10**18 + number, 10**18 + 7 * number + 123_456_789), follow_symlinks=False)
    return home


def everything(root: Path) -> Everything:
    """Of each thing below a folder all that an undo owes: kind and rights, owner, group, time, notes and lists,
    content. The times of folders are those of the last name that came or went, and not compared."""
    found: Everything = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in {".own", "Trash"}]
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            seen = os.lstat(path)
            notes = {
                note: os.getxattr(path, note, follow_symlinks=False)
                for note in os.listxattr(path, follow_symlinks=False)
            }
            time = 0 if stat.S_ISDIR(seen.st_mode) else seen.st_mtime_ns
            found[os.path.relpath(path, root)] = (
                seen.st_mode, seen.st_uid, seen.st_gid, time, notes, content_of(os.fsencode(path)),
            )  # fmt: skip
    return found


def plan_of_all(home: Path, mover: Mover) -> Plan:
    """Whatever can be chosen of all findings, named or by hand."""
    later = datetime.now(UTC) + timedelta(days=400)
    found = scan([home], home / ".own", now=later, everything=False, large=200_000, stale=10**18 * 2)
    # Of a project whose own files go as stale ones, nothing would prove the build folders any more.
    named = tuple(each.category.name for each in found.findings if each.category.name != "stale")
    return planning.plan_of_scan(found, Choice(categories=named, every_copy=True), mover.context)


KINDS = {
    "duplicates", "duplicate-folders", "extracted-archives", "large", "empty-files", "empty-folders", "broken-links",
    "leftovers", "build-folders",
}  # fmt: skip


def there_and_back(home: Path, way: Way = TO_TRASH) -> dict[str, str]:
    """How each piece of mess ended on its way there, once all of it is back; what went must be gone meanwhile."""
    mover = Mover(home)
    before = everything(home)
    plan = plan_of_all(home, mover)
    assert {step.category for step in plan.steps} >= KINDS
    run = moving.carry_out(plan, mover.context, way)
    done = {item.path for item in run.items if item.status is Status.DONE}
    assert done == {step.path for step in plan.steps if not os.path.lexists(step.path)}
    assert set(ends(mover.undo()).values()) == {"done"}
    after = everything(home)
    assert {path: after.get(path) for path in before} == before
    return {os.path.relpath(os.fsdecode(item.path), home): item.code or item.status.value for item in run.items}


def test_from_the_trash_all_comes_back_with_what_belongs_to_it(messy: Path) -> None:
    assert set(there_and_back(messy).values()) == {"done"}


def test_from_a_quarantine_too(messy: Path) -> None:
    assert set(there_and_back(messy, Way(messy.parent / "aside")).values()) == {"done"}


def test_from_a_quarantine_on_another_volume_files_come_back_and_folders_and_links_do_not_go(
    messy: Path, tmp_path: Path, mount: Mount
) -> None:
    (tmp_path / "aside").mkdir()
    aside = mount("-o", "loop", ext4_image(tmp_path / "image"), tmp_path / "aside")
    results = there_and_back(messy, Way(aside / "q"))
    files = {path for path in results if (messy / path).is_file() and not (messy / path).is_symlink()}
    assert len(files) > 5
    assert {path: "done" if path in files else "other-volume" for path in results} == results
