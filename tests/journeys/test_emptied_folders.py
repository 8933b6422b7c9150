"""With --with-emptied, folders that a plan leaves empty move after all else; only if empty then, and undo is exact."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.kinds import Run, Tree
from support.moving import snapshot

PHOTO, SONG, FILM, NOTE = (letter * 9000 for letter in "psfn")
DRAWN: Any = {
    "kept": {"p": PHOTO, "s": SONG, "f": FILM, "n": NOTE},
    "trip": {"raw": {"p": PHOTO, "deep": {"s": SONG}}, "nothing": {}},
    "album": {"f": FILM},
    "mixed": {"n": NOTE, "other": "mine"},
}
Planned = Callable[..., dict[str, Any]]


@pytest.fixture
def root(home: Path, own: Path, tree: Tree) -> Path:
    root = tree(DRAWN, home / "data")
    (root / "trip" / "raw").chmod(0o750)
    (root / "album").chmod(0o711)
    return root


@pytest.fixture
def rule(root: Path, cleanup: Run) -> list[str]:
    assert cleanup("scan", root, "-q").returncode == 0
    return ["--keep", f"in:{root / 'kept'}", "--only", "duplicates"]


@pytest.fixture
def planned(root: Path, rule: list[str], cleanup: Run) -> Planned:
    def plan(*options: str | Path) -> dict[str, Any]:
        done = cleanup("plan", *rule, "-f", "json", *options)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return plan


def emptied(plan: dict[str, Any], root: Path) -> list[str]:
    return [os.path.relpath(step["path"], root) for step in plan["steps"] if step["proof"] == "empty"]


def modes(root: Path) -> dict[str, tuple[int, int]]:
    """The mode and inode of each folder."""
    return {
        str(path.relative_to(root)): (path.stat().st_mode, path.stat().st_ino)
        for path in sorted(root.rglob("*"))
        if path.is_dir()
    }


def test_none_goes_unless_asked_for(root: Path, rule: list[str], planned: Planned, cleanup: Run) -> None:
    plan = planned()
    assert [step["type"] for step in plan["steps"]] == ["file"] * 4
    said = "2 folders will be empty then (--with-emptied takes them too)"
    assert said in cleanup("plan", *rule).stdout.decode()
    only_one = cleanup("plan", *rule, "--under", root / "album").stdout.decode()
    assert "empty then" not in only_one
    assert "1 folder will be empty then (--with-emptied takes it too)" in (
        cleanup("plan", *rule, "--protect", "**/album/").stdout.decode()
    )
    assert cleanup("trash", *rule, "--yes").returncode == 0
    assert (root / "trip" / "raw" / "deep").is_dir()
    assert (root / "album").is_dir()


def test_the_topmost_are_the_last_steps_and_undo_is_exact(
    root: Path, rule: list[str], planned: Planned, cleanup: Run
) -> None:
    plan = planned("--with-emptied")
    assert [step["type"] for step in plan["steps"]] == ["file"] * 4 + ["folder"] * 2
    assert len({step["id"] for step in plan["steps"]}) == 6
    assert emptied(plan, root) == ["album", "trip"]
    assert {step["category"] for step in plan["steps"][4:]} == {"empty-folders"}
    assert "empty then" not in cleanup("plan", *rule, "--with-emptied").stdout.decode()
    before, folders = snapshot(root), modes(root)
    assert cleanup("trash", *rule, "--with-emptied", "--dry-run").returncode == 0
    assert snapshot(root) == before
    done = cleanup("trash", *rule, "--with-emptied", "--yes")
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(root)) == ["kept", "mixed"]
    assert os.listdir(root / "mixed") == ["other"]
    assert cleanup("undo").returncode == 0
    assert snapshot(root) == before
    assert modes(root) == folders


def test_what_comes_meanwhile_keeps_its_folder_alone(root: Path, rule: list[str], tmp_path: Path, cleanup: Run) -> None:
    assert cleanup("plan", *rule, "--with-emptied", "-o", tmp_path / "plan.json").returncode == 0
    (root / "trip" / "raw" / "new").write_text("new")
    done = cleanup("trash", "--plan", tmp_path / "plan.json", "--yes", "-f", "json")
    assert done.returncode == 3
    left = [item for item in json.loads(done.stdout)["results"] if item["status"] != "done"]
    assert [(os.path.basename(item["path"]), item["code"]) for item in left] == [("trip", "not-empty")]
    assert (root / "trip" / "raw" / "new").read_text() == "new"
    assert not (root / "album").exists()


def test_a_file_that_stays_keeps_its_folder(root: Path, rule: list[str], tmp_path: Path, cleanup: Run) -> None:
    cleanup("plan", *rule, "--with-emptied", "-o", tmp_path / "plan.json")
    (root / "album" / "f").write_text("changed since")
    done = cleanup("trash", "--plan", tmp_path / "plan.json", "--yes", "-f", "json")
    codes = {os.path.basename(item["path"]): item.get("code") for item in json.loads(done.stdout)["results"]}
    assert (codes["f"], codes["album"]) == ("changed", "not-empty")
    assert (root / "album" / "f").read_text() == "changed since"
    assert not (root / "trip").exists()


def test_before_its_files_a_folder_is_not_empty(root: Path, rule: list[str], tmp_path: Path, cleanup: Run) -> None:
    cleanup("plan", *rule, "--with-emptied", "-o", tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_bytes())
    plan["steps"].reverse()
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    done = cleanup("trash", "--plan", tmp_path / "plan.json", "--yes", "-f", "json")
    assert done.returncode == 3
    assert (root / "album").is_dir()
    assert not (root / "album" / "f").exists()
    assert (root / "trip" / "raw" / "deep").is_dir()
    left = {item["code"] for item in json.loads(done.stdout)["results"] if item["status"] != "done"}
    assert left == {"not-empty"}


def test_an_edited_plan_takes_nothing_but_folders(root: Path, rule: list[str], tmp_path: Path, cleanup: Run) -> None:
    """Neither a file that is called empty, nor a folder whose files are not in the plan any more."""
    cleanup("plan", *rule, "--with-emptied", "-o", tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_bytes())
    plan["steps"] = [
        {**step, "category": "large", "proof": "empty", "keeper": None} if step["path"].endswith("/n") else step
        for step in plan["steps"]
        if not step["path"].endswith(("/f", "/p", "/s"))
    ]
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    before = snapshot(root)
    assert cleanup("trash", "--plan", tmp_path / "plan.json", "--yes").returncode == 3
    assert snapshot(root) == before


def test_a_file_comes_back_with_its_folder(root: Path, rule: list[str], cleanup: Run) -> None:
    before, folders = snapshot(root), modes(root)
    cleanup("trash", *rule, "--with-emptied", "--yes")
    assert cleanup("undo", "--only", "p").returncode == 0
    assert sorted(os.listdir(root / "trip" / "raw")) == ["deep", "p"]
    assert not (root / "album").exists()
    assert {name: folders[name] for name in modes(root)} == modes(root)
    assert cleanup("undo").returncode == 0
    assert snapshot(root) == before
    assert modes(root) == folders


def test_one_folder_comes_back_with_what_was_in_it_and_the_rest_later(
    root: Path, rule: list[str], cleanup: Run
) -> None:
    before, folders = snapshot(root), modes(root)
    assert cleanup("trash", *rule, "--with-emptied", "--yes").returncode == 0
    assert cleanup("undo", "--only", str(root / "trip")).returncode == 0
    assert (root / "trip" / "raw" / "deep" / "s").read_text() == SONG
    assert not (root / "album").exists()
    assert cleanup("undo").returncode == 0
    assert snapshot(root) == before
    assert modes(root) == folders


def test_purge_frees_both(root: Path, rule: list[str], own: Path, cleanup: Run) -> None:
    assert cleanup("trash", *rule, "--with-emptied", "--yes").returncode == 0
    assert os.listdir(own / "data" / "Trash" / "files")
    assert cleanup("purge", "--yes").returncode == 0
    assert [os.listdir(own / "data" / "Trash" / each) for each in ("files", "info")] == [[], []]
    assert sorted(os.listdir(root)) == ["kept", "mixed"]


@pytest.mark.parametrize(
    ("place", "marker"),
    [("Music", ""), (".hidden", ""), ("code", "Cargo.toml"), ("marked", ".stfolder/"), ("linked", "link")],
)
def test_some_folders_stay_beside_one_that_goes(
    place: str, marker: str, home: Path, own: Path, tree: Tree, cleanup: Run
) -> None:
    """What every home has, hidden ones, those of wholes, and those in which something else is."""
    tree({"kept": {"p": PHOTO, "s": SONG}, "plain": {"p": PHOTO}, place: {"sub": {"s": SONG}}}, home)
    if marker.endswith("/"):
        (home / place / "sub" / marker).mkdir()
    elif marker == "link":
        (home / place / "sub" / "link").symlink_to(home / "kept")
    elif marker:
        (home / place / marker).write_text("[package]")
        (home / place / "src").mkdir()
    cleanup("scan", home, "--all", "-q")
    done = cleanup(
        "plan", "--keep", f"in:{home / 'kept'}", "--only", "duplicates", "--in-wholes", "--with-emptied", "-f", "json"
    )
    found = emptied(json.loads(done.stdout), home)
    assert "plain" in found
    assert place not in found
    assert f"{place}/sub" not in found or place == "Music"


def test_a_setting_and_python_say_it_too(root: Path, rule: list[str], cleanup: Run, home: Path) -> None:
    import cleanup as program

    (home / "settings.toml").write_text("with-emptied = true\n")
    done = cleanup("plan", *rule, "-f", "json", "--config", home / "settings.toml")
    assert emptied(json.loads(done.stdout), root) == ["album", "trip"]
    plan = program.plan(keep=[f"in:{root / 'kept'}"], choose=["duplicates"], with_emptied=True)
    assert [os.path.basename(step.path) for step in plan.steps][-2:] == [b"album", b"trip"]
