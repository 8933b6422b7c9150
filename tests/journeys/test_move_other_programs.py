"""Other programs see our items in the trash with the right paths, and we leave theirs alone (trash-cli, gio)."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from support.kinds import Mount, Run, Tree


class TrashCli:
    """The programs of trash-cli, which see the home trash and one volume: not those of other tests, nor real ones.

    They look into the trashes of all volumes of the mount table, and ``trash-empty`` erases in them. So they get a
    table of their own, in a mount namespace of their own.
    """

    def __init__(self, proc: Path, volume: Path) -> None:
        self._proc = proc
        self._volume = volume
        (proc / "self").mkdir(parents=True)
        for table in (proc / "mounts", proc / "self" / "mounts"):
            table.write_text(f"none {volume} tmpfs rw 0 0\n")
        (proc / "filesystems").write_text("\ttmpfs\n")

    def __call__(self, *command: str | Path, typed: bytes = b"") -> bytes:
        """What one of them says; skips where it is not installed."""
        if shutil.which(command[0]) is None:
            pytest.skip(f"needs {command[0]} (trash-cli)")
        script = 'mount --bind "$0" /proc && exec "$@"'
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script, self._proc, *command],
            input=typed, capture_output=True, check=False, timeout=60, cwd=self._proc,
            env={**os.environ, "TRASH_VOLUMES": str(self._volume)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def listed(self) -> set[bytes]:
        """The origins that trash-list shows."""
        lines = self("trash-list").splitlines()
        assert all(datetime.fromisoformat(line[:19].decode()) for line in lines)
        return {line[20:] for line in lines}

    def empty_of_old(self) -> None:
        """Erase what has lain in the trash for 30 days; newer versions ask."""
        self("trash-empty", "30", typed=b"y\n")


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def call(tmp_path: Path, volume: Path) -> TrashCli:
    """trash-cli; skips where it is not installed or cannot be kept apart."""
    if os.geteuid() != 0:
        pytest.skip("needs to be root to keep trash-cli away from other volumes")
    cli = TrashCli(tmp_path / "proc", volume)
    cli("trash-list")
    return cli


@pytest.fixture
def trash(home: Path) -> Path:
    return home / ".local" / "share" / "Trash"


@pytest.fixture
def root(tree: Tree) -> Path:
    return tree({"plain": "1", "a b%2F[x]ü 写": "2", "folder": {"in it": "3"}, "n" * 255: "4", ".hidden": "5"})


def everything(root: Path) -> list[Path]:
    return sorted(root.iterdir())


def test_trash_list_shows_the_right_paths(call: TrashCli, root: Path, cleanup: Run) -> None:
    paths = everything(root)
    assert cleanup("trash", *paths, "--yes").returncode == 0
    assert call.listed() == set(map(os.fsencode, paths))
    assert cleanup("undo").returncode == 0
    assert call.listed() == set()
    assert everything(root) == paths


@pytest.mark.root
def test_trash_list_shows_the_right_paths_on_other_volumes(
    call: TrashCli, volume: Path, mount: Mount, cleanup: Run
) -> None:
    drive = mount("-t", "tmpfs", "none", volume)
    (drive / "folder").mkdir()
    (drive / "folder" / "x y").write_text("1")
    assert cleanup("trash", drive / "folder" / "x y", "--yes").returncode == 0
    assert call.listed() == {os.fsencode(drive / "folder" / "x y")}
    assert call("trash-restore", drive / "folder" / "x y", typed=b"0\n")
    assert (drive / "folder" / "x y").read_text() == "1"


def test_trash_restore_brings_our_items_back_and_then_they_are_not_ours(
    call: TrashCli, root: Path, cleanup: Run, trash: Path
) -> None:
    paths = everything(root)
    cleanup("trash", *paths, "--yes")
    for path in paths:
        call("trash-restore", path, typed=b"0\n")
    assert everything(root) == paths
    assert (root / "folder" / "in it").read_text() == "3"
    assert os.listdir(trash / "files") == []
    done = cleanup("undo")
    assert done.returncode == 3
    assert b"not in the trash any more" in done.stdout
    assert everything(root) == paths


def test_trash_empty_leaves_young_ones_and_takes_old_ones_with_their_info(
    call: TrashCli, root: Path, cleanup: Run, trash: Path
) -> None:
    cleanup("trash", root / "plain", root / "folder", "--yes")
    call.empty_of_old()
    assert len(os.listdir(trash / "files")) == len(os.listdir(trash / "info")) == 2
    (info,) = (path for path in (trash / "info").iterdir() if path.name.startswith("plain"))
    long_ago = (datetime.now() - timedelta(days=31)).isoformat(timespec="seconds")
    head, _, _ = info.read_text().partition("DeletionDate=")
    info.write_text(f"{head}DeletionDate={long_ago}\n")
    call.empty_of_old()
    assert [name.split(".")[0] for name in os.listdir(trash / "files")] == ["folder"]
    done = cleanup("undo")
    assert done.returncode == 3
    assert (root / "folder" / "in it").exists()
    assert not (root / "plain").exists()


def test_what_trash_put_brought_there_is_left_alone(call: TrashCli, root: Path, cleanup: Run, trash: Path) -> None:
    (root / "theirs").write_text("theirs")
    call("trash-put", root / "theirs")
    (root / "plain").with_name("theirs").write_text("ours")
    assert cleanup("trash", root / "theirs", "--yes").returncode == 0
    assert call.listed() == {os.fsencode(root / "theirs")}
    assert len(os.listdir(trash / "files")) == 2
    assert cleanup("purge", "--yes").returncode == 0
    assert [(trash / "files" / name).read_text() for name in os.listdir(trash / "files")] == ["theirs"]
    done = cleanup("undo")
    assert (done.returncode, b"nothing to bring back" in b" ".join(done.stdout.split())) == (0, True)
    assert os.listdir(trash / "info") == ["theirs.trashinfo"]
    call("trash-restore", root / "theirs", typed=b"0\n")
    assert (root / "theirs").read_text() == "theirs"


def gio(*arguments: str | bytes, runtime: Path) -> list[bytes]:
    """The lines that gio says in a session of its own; skips where it, or its trash, is not installed."""
    if shutil.which("gio") is None or shutil.which("dbus-run-session") is None:
        pytest.skip("needs gio and dbus-run-session")
    runtime.mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(
        ["dbus-run-session", "--", "gio", *arguments], capture_output=True, check=False, timeout=60,
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
    )  # fmt: skip
    if b"not supported" in done.stderr:
        pytest.skip("needs gvfs, for gio to see a trash")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_gio_lists_the_right_paths_and_restores_there(root: Path, cleanup: Run, trash: Path, tmp_path: Path) -> None:
    cleanup("trash", root / "plain", root / "folder", "--yes")
    lines = gio("trash", "--list", runtime=tmp_path / "runtime")
    listed = {origin: name for name, _, origin in (line.partition(b"\t") for line in lines)}
    assert set(listed) == {os.fsencode(root / "plain"), os.fsencode(root / "folder")}
    gio("trash", "--restore", listed[os.fsencode(root / "plain")], runtime=tmp_path / "runtime")
    assert (root / "plain").exists()
    assert len(os.listdir(trash / "info")) == 1
    assert cleanup("undo").returncode == 3
    assert (root / "folder").exists()
