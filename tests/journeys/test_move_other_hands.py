"""Root and other users' hands: nothing that another user planted is believed, and no file of another's goes to root.

Others of this kind that were tried and are right: setuid files, setgid folders and a default access control list
through trash and undo; a folder of root's with another's file in it; an output on a device, a link, a bound or a locked
file. A pipe that is named as output or document is waited for, as by any program.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from xxhash import xxh3_64_hexdigest

from cleanup.act.records import parse_line
from cleanup.workflow.environment import current_folders

pytestmark = pytest.mark.root
Run = Callable[..., subprocess.CompletedProcess[bytes]]
Mount = Callable[..., Path]
NOBODY = 65534


def give(*paths: Path, owner: int = NOBODY) -> None:
    """Let these and all that is in them belong to another user."""
    for path in paths:
        subprocess.run(["chown", "-R", f"{owner}:{owner}", path], check=True)


@pytest.fixture
def root_home(open_place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of root's where others can reach it, and two files of root's that are the same beside it."""
    if os.geteuid() != 0:
        pytest.skip("needs to be root")
    for use in ("CACHE", "STATE", "CONFIG", "DATA"):
        monkeypatch.delenv(f"XDG_{use}_HOME", raising=False)
    # A folder of root's in which others may make files, and change only their own.
    open_place.chmod(0o1777)
    home = open_place / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    files = open_place / "files"
    files.mkdir()
    for name in ("a", "b"):
        (files / name).write_text("same")
    return home


def state_of(home: Path) -> Path:
    return home / ".local" / "state" / "cleanup"


PLANTED = {
    "a state folder of another user's": "chown -R 65534 home/.local",
    "a state folder that others may write in": "chmod -R o+w home/.local/state",
    "a list that lets another user write": "setfacl -R -m u:65534:rwx home/.local/state/cleanup",
    "a link of another user's": "cd home/.local; mv state real; ln -s real state; chown -h 65534 state",
}  # fmt: skip


@pytest.mark.parametrize("script", PLANTED.values(), ids=PLANTED.keys())
@pytest.mark.parametrize("command", ["history", "undo", "purge --yes", "trash --yes files/b", "report last"])
def test_state_that_others_could_have_written_is_not_believed(
    command: str, script: str, root_home: Path, open_place: Path, cleanup: Run
) -> None:
    assert cleanup("trash", "--yes", "-q", open_place / "files" / "a").returncode == 0
    if subprocess.run(["sh", "-ec", script], cwd=open_place, check=False).returncode == 127:
        pytest.skip("setfacl is not here")
    done = cleanup(*command.split(), cwd=open_place)
    assert done.returncode == 4, done.stdout
    assert b"not trusted" in done.stderr
    assert os.fsencode(open_place) in done.stderr
    assert os.listdir(open_place / "files") == ["b"]


def test_a_journal_of_another_users_is_told_and_nothing_is_done_by_it(
    root_home: Path, open_place: Path, cleanup: Run
) -> None:
    assert cleanup("trash", "--yes", "-q", open_place / "files" / "a").returncode == 0
    (journal,) = (state_of(root_home) / "runs").iterdir()
    give(journal)
    for command in ("undo", "purge --yes"):
        assert cleanup(*command.split()).returncode == 4
    done = cleanup("trash", "--yes", "-q", open_place / "files" / "b")
    assert done.returncode == 0
    assert os.fsencode(journal) in done.stderr
    assert b"belongs to nobody" in done.stderr


@pytest.mark.parametrize("what", ["plan", "scan", "settings"])
def test_a_document_of_another_users_is_not_believed(
    what: str, root_home: Path, open_place: Path, cleanup: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, document = open_place / "files", open_place / "document.json"
    if what == "settings":
        document = root_home / ".config" / "cleanup" / "config.toml"
        document.parent.mkdir(parents=True)
        document.write_text("protect = []\n")
        commands = [["scan", files]]
    else:
        assert cleanup("scan", files, "-q", "-f", "json", "-o", open_place / "scan.json").returncode == 0
        if what == "plan":
            assert cleanup("plan", open_place / "scan.json", "-o", document).returncode == 0
            commands = [["trash", "--plan", document, "--dry-run"]]
        else:
            shutil.copy(open_place / "scan.json", document)
            commands = [["report", document], ["plan", document], ["trash", "--scan", document, "--dry-run"]]
    for command in commands:
        assert cleanup(*command, "-q").returncode == 0
    give(document)
    for command in commands:
        done = cleanup(*command, "-q")
        assert done.returncode == 4, command
        assert b"belongs to nobody" in done.stderr


def test_root_moves_its_own_files_and_nobody_elses(root_home: Path, open_place: Path, cleanup: Run) -> None:
    files = open_place / "files"
    (files / "folder").mkdir()
    (files / "folder" / "theirs").write_text("x")
    give(files / "b", files / "folder" / "theirs")
    done = cleanup("trash", "--yes", "-f", "json", files / "a", files / "b", files / "folder")
    ends = {Path(each["path"]).name: each["code"] for each in json.loads(done.stdout)["results"]}
    assert ends == {"a": None, "b": "other-owner", "folder": "other-owner"}
    assert done.returncode == 3
    assert sorted(os.listdir(files)) == ["b", "folder"]


def test_one_owners_file_stays_when_another_owner_has_it_too(root_home: Path, open_place: Path, cleanup: Run) -> None:
    files = open_place / "files"
    for name in ("theirs", "their second", "their third"):
        (files / name).write_text("same")
        give(files / name)
    assert cleanup("scan", files, "-q").returncode == 0
    groups = json.loads(cleanup("report", "last", "-f", "json").stdout)["findings"]
    seen = {Path(file["path"]).name: (file["owner"]["id"], file["keep"]) for file in groups[0]["files"]}
    assert [seen[name][0] for name in ("a", "b", "theirs", "their second")] == ["0", "0", "65534", "65534"]
    # Each owner has one that stays.
    assert sorted(owner for owner, keep in seen.values() if keep) == ["0", "65534"]
    plan = json.loads(cleanup("plan", "-f", "json").stdout)
    assert [(Path(step["path"]).name, step["owner"], step["keeper"]["owner"]) for step in plan["steps"]] == [
        ("b", {"id": "0", "name": "root"}, {"id": "0", "name": "root"}),
    ]
    assert plan["left_alone"] == {"other-owner": 2}
    plan["steps"][0]["keeper"] |= {
        "path": str(files / "theirs"),
        "inode": (files / "theirs").stat().st_ino,
        "changed": next(file["changed"] for file in groups[0]["files"] if file["path"].endswith("/theirs")),
        "modified": next(file["modified"] for file in groups[0]["files"] if file["path"].endswith("/theirs")),
    }
    (open_place / "plan.json").write_text(json.dumps(plan))
    done = cleanup("trash", "--plan", open_place / "plan.json", "--yes", "-f", "json")
    assert [each["code"] for each in json.loads(done.stdout)["results"]] == ["other-owner"]
    done = cleanup("trash", "--yes", "--scan", "last", "-q")
    assert done.returncode == 0
    assert sorted(os.listdir(files)) == ["a", "their second", "their third", "theirs"]


def test_root_leaves_nothing_in_the_home_of_another(root_home: Path, open_place: Path, cleanup: Run) -> None:
    own = open_place / "own"
    own.mkdir()
    give(root_home)
    # Root's real home is not for tests: its folders are named.
    named = {**os.environ, **{f"XDG_{use}_HOME": str(own / use) for use in ("CACHE", "STATE", "CONFIG")}}
    assert cleanup("scan", open_place / "files", "-q", env=named).returncode == 0
    assert os.listdir(root_home) == []
    assert current_folders()[0] == root_home
    assert all(not folder.is_relative_to(root_home) for folder in current_folders()[1:])


@pytest.mark.parametrize(("owner", "used"), [(0, True), (NOBODY, False)])
def test_a_shared_trash_is_used_only_where_root_made_it(
    owner: int, used: bool, root_home: Path, open_place: Path, cleanup: Run, mount: Mount
) -> None:
    (open_place / "drive").mkdir()
    drive = mount("-t", "tmpfs", "-o", "mode=1777", "none", open_place / "drive")
    (drive / "x").write_text("x")
    (drive / ".Trash").mkdir()
    give(drive / ".Trash", owner=owner)
    (drive / ".Trash").chmod(0o1777)
    assert cleanup("trash", "--yes", "-q", drive / "x").returncode == 0
    assert (drive / ".Trash" / "0").exists() is used
    assert (drive / ".Trash-0").exists() is not used
    assert cleanup("undo", "-q").returncode == 0
    assert (drive / "x").exists()


def test_a_drive_that_belongs_to_another_has_no_trash_for_root(
    root_home: Path, open_place: Path, cleanup: Run, mount: Mount
) -> None:
    (open_place / "drive").mkdir()
    drive = mount("-t", "tmpfs", "-o", f"mode=755,uid={NOBODY}", "none", open_place / "drive")
    (drive / "x").write_text("x")
    done = cleanup("trash", "--yes", "-f", "json", drive / "x")
    assert done.returncode == 3
    assert json.loads(done.stdout)["results"][0]["code"] == "no-trash"
    assert os.listdir(drive) == ["x"]


@pytest.mark.parametrize("kind", ["file", "folder"])
@pytest.mark.parametrize("mover", ["freedesktop", "quarantine", "bin", "unheard of"])
def test_no_record_erases_anything_outside_a_trash(mover: str, kind: str, home: Path, own: Path, cleanup: Run) -> None:
    precious = home / "precious" / "thing"
    if kind == "folder":
        precious.mkdir(parents=True)
        (precious / "gold").write_text("gold")
    else:
        precious.parent.mkdir()
        precious.write_text("gold")
    unwanted = home / "unwanted"
    unwanted.mkdir() if kind == "folder" else unwanted.write_text("gold")
    assert cleanup("trash", "--yes", "-q", unwanted).returncode == 0
    (journal,) = (own / "state" / "cleanup" / "runs").iterdir()
    seen = precious.lstat()
    changed = []
    for line in journal.read_bytes().split(b"\n"):
        record = parse_line(line.strip(b"\0")) if line.strip(b"\0") else None
        if record is None or type(record).__name__ not in {"Intent", "Done"}:
            changed.append(line)
            continue
        content = json.loads(line.partition(b" ")[2])
        if content["type"] == "intent":
            content["mover"] = mover
            content["place"] |= {"folder": encoded(precious.parent), "name": encoded(Path("thing")), "info": ""}
            content["identity"] |= {"inode": seen.st_ino, "modified": seen.st_mtime_ns if kind == "file" else 0}
        changed.append(line_again(content))
    # Cut off in the middle of a purge: the next command goes on with it.
    changed[-2:] = [line_again({"type": "purging", "step": "1"}), b""]
    journal.write_bytes(b"\n".join(changed))
    (home / "other").write_text("other")
    for command in (["trash", "--yes", "-q", home / "other"], ["purge", "--yes", journal.name[7:-8]], ["undo"]):
        cleanup(*command)
    assert precious.exists()
    assert (precious / "gold" if kind == "folder" else precious).read_text() == "gold"
    assert not (home / "other").exists() or cleanup("history").returncode == 0


def encoded(path: Path) -> str:
    return base64.b64encode(os.fsencode(path)).decode()


def line_again(content: dict[str, object]) -> bytes:
    """A line of a journal, with a checksum that fits."""
    text = json.dumps(content).encode()
    return xxh3_64_hexdigest(text).encode() + b" " + text
