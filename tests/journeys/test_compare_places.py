"""Is everything of an old place elsewhere too: each answer, each exit code, and what could make a wrong “all”."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.scripts import change

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Tree = Callable[..., Path]


@pytest.fixture
def root(tree: Tree) -> Path:
    big = "b" * 200_000
    return tree({
        "old": {"f": "one", "deep": {"big": big, "two": "22"}, "empty": ""},
        "new": {"other name": "one", "x": {"big copy": big}},
        "more": {"two": "22"},
    })  # fmt: skip


@pytest.fixture
def told(cleanup: Run, root: Path) -> Callable[..., tuple[int, dict[str, Any]]]:
    """The exit code and the document of a comparison."""

    def ask(*new: str, old: str = "old") -> tuple[int, dict[str, Any]]:
        places = [part for each in new for part in ("--against", root / each)]
        done = cleanup("compare", root / old, *places, "-f", "json")
        return done.returncode, json.loads(done.stdout)

    return ask


def only(document: dict[str, Any], root: Path) -> dict[str, int]:
    return {os.path.relpath(each["path"], root): each["files"] for each in document["only"]}


def test_all_is_elsewhere(told: Callable[..., Any], root: Path, cleanup: Run) -> None:
    code, document = told("new", "more")
    assert (code, document["verdict"]) == (0, "all-elsewhere")
    assert document["totals"]["files"] == 4
    assert (document["elsewhere"]["files"], document["empty_files"], document["only"]) == (3, 1, [])
    page = cleanup("compare", root / "old", "--against", root / "new", root / "more")
    assert page.returncode == 0
    assert b" ".join(page.stdout.split()).startswith(b"All 4 files of ")
    assert b"verified byte for byte" in b" ".join(page.stdout.split())


def test_what_is_only_there_is_told_folder_by_folder(told: Callable[..., Any], root: Path) -> None:
    code, document = told("new")
    assert (code, document["verdict"], only(document, root)) == (1, "only-in-old", {"old/deep/two": 1})
    change(root, "mkdir -p old/a/b; echo 5 > old/a/1; echo 66 > old/a/b/2; echo 777 > old/a/b/3; touch old/a/nothing")
    assert only(told("new")[1], root) == {"old/a": 3, "old/deep/two": 1}
    code, document = told("more", old="old/a")
    assert (code, only(document, root)) == (1, {"old/a": 3})


@pytest.mark.parametrize("name", [".hidden", "node_modules/x", ".git/objects", "a\nb", "w\udcffx"])
def test_hidden_and_protected_files_count(told: Callable[..., Any], root: Path, name: str) -> None:
    path = root / "old" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("nowhere else")
    assert told("new", "more")[0] == 1
    (root / "new" / "copy").write_text("nowhere else")
    assert told("new", "more")[0] == 0


@pytest.mark.parametrize("script", ["printf X | dd of=new/x/'big copy' bs=1 seek=100000 conv=notrunc status=none",
                                    "printf X | dd of=new/x/'big copy' bs=1 conv=notrunc status=none",
                                    "printf onf > new/'other name'"])  # fmt: skip
def test_one_byte_is_enough(told: Callable[..., Any], root: Path, script: str) -> None:
    assert told("new", "more")[0] == 0
    # No cache is believed: the time of the change is set back.
    change(root, f"touch -r new/x/'big copy' ref; {script}; touch -r ref new/x/'big copy'")
    assert told("new", "more")[0] == 1


def test_a_hard_link_and_another_view_are_no_copies(told: Callable[..., Any], root: Path) -> None:
    change(root, "echo linked > old/l; ln old/l new/l")
    code, document = told("new", "more")
    assert (code, only(document, root)) == (1, {"old/l": 1})
    change(root, "cp new/l new/true copy 2> /dev/null || cp new/l new/copy")
    assert told("new", "more")[0] == 0


def test_two_mounts_of_one_place_are_one(root: Path, cleanup: Run, mount: Callable[..., Path]) -> None:
    (root / "view").mkdir()
    mount("--bind", root / "old", root / "view")
    done = cleanup("compare", root / "old", "--against", root / "view")
    assert (done.returncode, b"same place" in done.stderr) == (2, True)
    # A part of it shows the very files too.
    (root / "part").mkdir()
    mount("--bind", root / "old" / "deep", root / "part")
    done = cleanup("compare", root / "old", "--against", root / "part", "-f", "json")
    assert (done.returncode, json.loads(done.stdout)["elsewhere"]["files"]) == (3, 0)


def test_a_drive_in_the_old_place_was_not_looked_at(
    told: Callable[..., Any], root: Path, mount: Callable[..., Path]
) -> None:
    (root / "old" / "on").mkdir()
    mount("-t", "tmpfs", "none", root / "old" / "on")
    code, document = told("new", "more")
    assert (code, document["verdict"]) == (3, "not-all-seen")
    assert [each["path"] for each in document["unseen"]] == [str(root / "old")]


def test_what_cannot_be_read_or_is_no_file_is_not_all(told: Callable[..., Any], root: Path) -> None:
    os.mkfifo(root / "old" / "deep" / "pipe")
    assert told("new", "more")[0] == 3
    (root / "old" / "deep" / "pipe").unlink()
    trash = root / "old" / ".Trash-0"
    for part in ("files", "info"):
        (trash / part).mkdir(parents=True)
    (trash / "files" / "gone").write_text("nowhere else")
    assert told("new", "more")[1]["verdict"] == "not-all-seen"


def test_our_own_folders_are_no_gap(home: Path, tree: Tree, cleanup: Run) -> None:
    old = tree({"a": "a", "b": "b"})
    (home / "copy of a").write_text("a")
    assert cleanup("scan", home).returncode == 0
    done = cleanup("compare", old, "--against", home, "-f", "json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["verdict"], document["unseen_in_new"]) == (1, "only-in-old", [])


@pytest.mark.parametrize("trash", [".Trash-1000", "home of once/.local/share/Trash"])
def test_a_trash_is_no_gap_in_the_new_place_and_one_in_the_old(
    told: Callable[..., Any], root: Path, trash: str
) -> None:
    """Also that of a home which is nobody's here: it is known by what it holds."""
    for place in ("old", "new"):
        (root / place / trash / "files").mkdir(parents=True)
        (root / place / trash / "info").mkdir()
        (root / place / trash / "files" / "two").write_text("22")
    code, document = told("new")
    assert (code, document["unseen_in_new"]) == (3, [])
    assert [each["path"] for each in document["unseen"]] == [str((root / "old" / trash).parent)]
    (root / "old" / trash).rename(root / ".Trash-1000")
    code, document = told("new")
    assert (code, document["verdict"], document["only_in_old"]["files"]) == (1, "only-in-old", 1)


def test_unreadable_without_rights(root: Path, cleanup_as_nobody: Run, open_place: Path) -> None:
    change(root, f"cp -r old new more {open_place}; chmod -R go+rX {open_place}; chmod 000 {open_place}/old/f")
    new = ["--against", open_place / "new", open_place / "more"]
    done = cleanup_as_nobody("compare", open_place / "old", *new, "-f", "json")
    assert (done.returncode, json.loads(done.stdout)["not_read"]) == (3, 1)


@pytest.mark.parametrize(("old", "new"), [("old", "."), (".", "old")])
def test_one_inside_the_other(told: Callable[..., Any], root: Path, old: str, new: str) -> None:
    """What is in the inner one is of the inner one alone."""
    code, document = told(new, old=old)
    if old == "old":
        assert (code, document["totals"]["files"], document["unseen"]) == (0, 4, [])
        change(root, "rm -r more")
        assert told(new, old=old)[0] == 1
    else:
        # Of the outer one, only what is not in the inner one.
        assert (document["totals"]["files"], document["unseen"]) == (3, [])
        assert code == 0


def test_a_plan_moves_what_is_elsewhere_and_nothing_else(root: Path, cleanup: Run) -> None:
    change(root, "echo only > old/only; ln -s f old/link")
    places = ["--against", root / "new", root / "more"]
    done = cleanup("compare", root / "old", *places, "--plan", root / "p.json")
    assert done.returncode == 1
    plan = json.loads((root / "p.json").read_bytes())
    assert {step["proof"] for step in plan["steps"]} == {"same-bytes"}
    assert len(plan["steps"]) == 3
    # A copy that changes before the move does not let its file go.
    (root / "more" / "two").write_text("2X")
    done = cleanup("trash", "--plan", root / "p.json", "--yes")
    assert done.returncode == 3
    left = {str(path.relative_to(root)) for path in (root / "old").rglob("*") if not path.is_dir()}
    assert left == {"old/only", "old/empty", "old/link", "old/deep/two"}
    assert cleanup("undo").returncode in {0, 3} or cleanup("undo", "--yes").returncode in {0, 3}
    assert (root / "old" / "f").read_text() == "one"


WRONG = ["", "old", "old --against", "nowhere --against new", "old --against new/other", "old --against old"]


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_usage(root: Path, cleanup: Run, arguments: str) -> None:
    done = cleanup("compare", *arguments.split(), cwd=root)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


@pytest.mark.parametrize("columns", ["40", "80"])
def test_the_page_fits(root: Path, cleanup: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    change(root, "mkdir -p old/a/'very long name of a folder that goes on and on'; cd old/a/very*; echo 1 > 1")
    page = cleanup("compare", root / "old", "--against", root / "new").stdout.decode()
    assert "only in" in " ".join(page.split())
    assert max(map(len, page.partition("Next:")[0].splitlines())) <= int(columns)
