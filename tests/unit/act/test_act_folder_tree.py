"""A folder that is freed goes to the last, or nothing of it goes; what went in part is told as that ever after."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from written_runs import last_file, records_of

from cleanup.act import folder_tree
from cleanup.act.folder_tree import Stays, check_erasable, erase_tree
from cleanup.act.records import PartlyPurged, Purged, Purging
from cleanup.documents.run import write_history, write_run
from cleanup.model.run import Whereabouts
from cleanup.workflow import undoing
from support.moving import Mover, ends, in_trash, snapshot
from support.scripts import change

Tree = Callable[..., Path]


@pytest.fixture
def there(tmp_path: Path) -> Iterator[int]:
    opened = os.open(tmp_path, os.O_RDONLY)
    yield opened
    os.close(opened)


def test_a_folder_goes_whatever_is_in_it_and_nothing_behind_its_links(tree: Tree, there: int, tmp_path: Path) -> None:
    root = tree({"it": {"a": "1", "deep": {"b": "2", "empty": {}}, "zz": "3"}, "mine": {"c": "4"}}, tmp_path)
    change(root, "ln -s ../mine it/deep/link; mkfifo it/pipe; ln mine/c it/name")
    check_erasable(there, b"it")
    erase_tree(there, b"it")
    assert (os.listdir(root), (root / "mine/c").read_text()) == (["mine"], "4")


def test_a_folder_thousands_deep_goes_with_two_descriptors(tmp_path: Path, there: int) -> None:
    opened = there
    for _ in range(3000):
        os.mkdir(b"d", dir_fd=opened)
        deeper = os.open(b"d", os.O_RDONLY, dir_fd=opened)
        if opened != there:
            os.close(opened)
        opened = deeper
    os.close(opened)
    before = len(os.listdir("/proc/self/fd"))
    check_erasable(there, b"d")
    erase_tree(there, b"d")
    assert (os.listdir(tmp_path), len(os.listdir("/proc/self/fd"))) == ([], before)


@pytest.mark.root
@pytest.mark.parametrize("mark", ["i", "a"])
@pytest.mark.parametrize("what", ["it/deep/b", "it/deep", "it"])
def test_with_something_locked_in_it_nothing_goes(mover: Mover, tree: Tree, mark: str, what: str) -> None:
    root = tree({"it": {"a": "1", "deep": {"b": "2"}}, "plain": {"a": "1", "deep": {"b": "2"}}})
    mover.move(root / "it", root / "plain")
    (trashed,) = (mover.trash / "files").glob("it*")
    locked = trashed.parent / what.replace("it", trashed.name, 1)
    if subprocess.run(["chattr", f"+{mark}", locked], capture_output=True, check=False).returncode:
        pytest.skip("cannot lock a file here")
    try:
        before = snapshot(trashed)
        assert ends(mover.purge("last")) == {"it": "locked", "plain": "done"}
        assert snapshot(trashed) == before
        assert mover.now() == [Whereabouts.IN_TRASH, Whereabouts.PURGED]
    finally:
        subprocess.run(["chattr", f"-{mark}", locked], check=True)
    assert ends(mover.undo()) == {"it": "done"}


def test_with_a_mount_of_its_own_volume_in_it_nothing_goes(
    tmp_path: Path, tree: Tree, there: int, mount: Callable[..., Path]
) -> None:
    root = tree({"it": {"a": "1", "place": {}}, "mine": {"b": "2"}}, tmp_path)
    mount("--bind", root / "mine", root / "it/place")
    with pytest.raises(Stays) as stays:
        check_erasable(there, b"it")
    assert stays.value.code == "mount-point"
    assert (root / "it/a").exists()


@pytest.fixture
def half_freed(mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Mover:
    """After a purge in which the disk failed at the second of three files."""
    root = tree({"it": {"a": "1", "b": "2", "c": "3"}})
    mover.move(root / "it")
    real = folder_tree.remove

    def fail_once(folder: int, name: bytes) -> None:
        if name == b"b":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(folder, name)

    with monkeypatch.context() as patch:
        patch.setattr(folder_tree, "remove", fail_once)
        assert ends(mover.purge("last")) == {"it": "partly-freed"}
    return mover


def written(write: Callable[..., None], *arguments: Any) -> Any:
    stream = BytesIO()
    write(arguments[0], stream, *arguments[1:])
    return json.loads(stream.getvalue())


def test_what_is_half_freed_has_its_own_word(half_freed: Mover) -> None:
    said = [record for record in records_of(last_file(half_freed)) if isinstance(record, Purging | PartlyPurged)]
    assert said == [Purging("1"), PartlyPurged("1")]
    (past,) = undoing.look_back(half_freed.context, "last")
    assert past.now == (Whereabouts.PARTLY_FREED,)
    assert past.run is not None
    assert written(write_run, past.run, past.now)["results"][0]["now"] == "partly-freed"
    assert written(write_history, [past])["runs"][0]["now"]["partly-freed"] == 1


def test_what_is_half_freed_does_not_come_back(half_freed: Mover) -> None:
    (name,) = in_trash(half_freed.trash)
    left = snapshot(half_freed.trash / "files" / os.fsdecode(name))
    assert ends(half_freed.undo()) == {"it": "partly-freed"}
    assert snapshot(half_freed.trash / "files" / os.fsdecode(name)) == left
    assert half_freed.now() == [Whereabouts.PARTLY_FREED]


def test_the_rest_of_what_is_half_freed_goes_later(half_freed: Mover) -> None:
    assert ends(half_freed.purge("last")) == {"it": "done"}
    assert [type(record) for record in records_of(last_file(half_freed))][-2:-1] == [Purged]
    assert (in_trash(half_freed.trash), half_freed.now()) == (set(), [Whereabouts.PURGED])
    assert half_freed.undo().results == ()


def test_what_failed_before_its_first_file_is_whole_and_comes_back(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: int, name: bytes) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    root = tree({"it": {"a": "1"}})
    mover.move(root / "it")
    with monkeypatch.context() as patch:
        patch.setattr(folder_tree, "remove", fail)
        assert ends(mover.purge("last")) == {"it": "EIO"}
    assert ends(mover.undo()) == {"it": "done"}
    assert (root / "it/a").read_text() == "1"
