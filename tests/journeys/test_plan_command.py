"""``cleanup plan``: the page and the document, edits by hand, and what of it moves."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pages import steady
from syrupy.assertion import SnapshotAssertion

from cleanup.cli.app import run
from cleanup.cli.formats import plan_formats
from support.kinds import Run, Tree
from support.moving import snapshot as exactly

Document = dict[str, Any]
YEAR = 365 * 86_400


@pytest.fixture
def root(home: Path, tree: Tree) -> Path:
    """Copies told apart by age, by name and by nothing, and a big file; all whole blocks of any usual file system."""
    one, two, three, big = (letter * 65536 for letter in ("1", "2", "3", "4"))
    root = tree(
        {
            "inbox": {"film.mp4": one, "film (1).mp4": one, "x": two, "y": two, "report.odt": three},
            "photos": {"report.odt": three, "report (1).odt": three},
            "huge.iso": big * 20,
        },
        home / "tree",
    )
    for number, path in enumerate(sorted(root.rglob("*.odt"))):
        os.utime(path, ((10 + number) * YEAR,) * 2)
    for name in ("x", "y", "film.mp4"):
        os.utime(root / "inbox" / name, (40 * YEAR,) * 2)
    os.utime(root / "inbox" / "film (1).mp4", (41 * YEAR,) * 2)
    assert run(["scan", str(root), "--large", "1MB", "-q"]) == 0
    return root


def made(cleanup: Run, *options: str | Path) -> Document:
    """The plan document of these options."""
    done = cleanup("plan", "-f", "json", *options)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr
    return dict(json.loads(done.stdout))


def chosen(cleanup: Run, root: Path, *options: str | Path) -> dict[str, str]:
    """What would move, and by which rule the other copy stays."""
    steps = made(cleanup, *options)["steps"]
    return {os.path.relpath(step["path"], root): (step["keeper"] or {"rule": ""})["rule"] for step in steps}


def lasting(document: Document) -> Document:
    """A plan without the moment it was made."""
    return document | {"plan": {key: value for key, value in document["plan"].items() if key != "created_at"}}


USUAL = {
    "inbox/film (1).mp4": "original-name", "inbox/y": "tie", "photos/report.odt": "oldest",
    "photos/report (1).odt": "oldest",
}  # fmt: skip


# The page and the document


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_page(
    columns: int, root: Path, cleanup: Run, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    pages = []
    for options in (
        [],
        ["-o", "my plan.json"],
        ["--keep", f"in:{root / 'photos'}", "--keep", "newest", "--top", "1"],
        ["--only", "large", "--only", "duplicates", "--protect", "*.odt", "--strict"],
        ["--older-than", "1970-01-02"],
    ):
        done = cleanup("plan", *options, cwd=root)
        assert (done.returncode, done.stderr) == (0, b"")
        # A command that is to be typed is not broken.
        assert [line for line in done.stdout.decode().splitlines() if len(line) > columns and "--" not in line] == []
        pages.append(f"$ cleanup plan {' '.join(options).replace(str(root), 'ROOT')}\n{steady(done.stdout)}")
    assert "\n".join(pages) == snapshot


def test_the_document_is_the_same_on_the_screen_and_in_a_file(root: Path, cleanup: Run, tmp_path: Path) -> None:
    shown = made(cleanup)
    page = cleanup("plan", "-o", tmp_path / "beside the page.json")
    alone = cleanup("plan", "-f", "json", "-o", tmp_path / "alone.json")
    assert b"4 files to move" in page.stdout
    assert alone.stdout == b""
    for name in ("beside the page.json", "alone.json"):
        assert lasting(json.loads((tmp_path / name).read_bytes())) == lasting(shown)
    assert {os.path.relpath(step["path"], root): step["keeper"]["rule"] for step in shown["steps"]} == USUAL
    dry = json.loads(cleanup("trash", "--dry-run", "-f", "json").stdout)
    assert lasting(dry) == lasting(shown)


def test_a_plan_changes_nothing(root: Path, cleanup: Run, home: Path, tmp_path: Path) -> None:
    def contents() -> dict[bytes, Any]:
        # Beside a database that is read, SQLite may put two files of its own.
        return {path: told for path, told in exactly(home).items() if not path.endswith((b".db-shm", b".db-wal"))}

    before = contents()
    made(cleanup)
    cleanup("plan", "-o", tmp_path / "plan.json")
    assert contents() == before


def test_quiet_is_the_first_lines(root: Path, cleanup: Run, tmp_path: Path) -> None:
    done = cleanup("plan", "-q", "-o", tmp_path / "plan.json")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("All copies are chosen but one of each, safe or not, as you asked: ")
    assert lines[2].startswith("4 files to move")
    assert len(lines) <= 6
    assert len(json.loads((tmp_path / "plan.json").read_bytes())["steps"]) == 4
    assert cleanup("plan", "-q", "-f", "json").stdout.startswith(b'{"schema_version":1,"kind":"plan"')


def test_folders_that_are_left_empty_are_told_and_can_go_then(home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    """None that holds something else, was scanned itself, or belongs to every home."""
    photo, song, film, note = (letter * 9000 for letter in "psfn")
    tree(
        {"kept": {"p": photo, "s": song, "f": film, "n": note},
         "one": {"in it": {"p": photo}}, "two": {"s": song}, "three": {"f": film, "other": "o"}, "Music": {"n": note}},
        home,
    )  # fmt: skip
    cleanup("scan", home)
    said = "2 folders will be empty then (--with-emptied takes them too)"
    rule = ["--keep", f"in:{home / 'kept'}"]
    assert said in cleanup("plan", *rule).stdout.decode()
    assert "empty then" not in cleanup("plan", *rule, "--under", home / "three").stdout.decode()
    named = cleanup("trash", "--dry-run", home / "two" / "s").stdout.decode()
    assert "1 folder is left empty: scan again, then “cleanup trash --only empty-folders”" in named
    (home / "three" / ".hidden").mkdir()
    (home / "three" / ".hidden" / "x").write_text("x")
    assert b"left empty" not in cleanup("trash", "--dry-run", home / "three" / ".hidden" / "x").stdout
    cleanup("trash", "--yes", *rule)
    cleanup("scan", home)
    assert cleanup("trash", "--yes", "--only", "empty-folders").returncode == 0
    assert sorted(os.listdir(home)) == ["Music", "kept", "three"]


def test_what_to_type_next(root: Path, cleanup: Run, tmp_path: Path) -> None:
    page = cleanup("plan").stdout.decode()
    assert re.search(r"cleanup plan [0-9a-f]{4} -o plan.json", page)
    assert re.search(r"cleanup review [0-9a-f]{4} ", page)
    page = cleanup("plan", "-o", tmp_path / "plan.json").stdout.decode()
    assert " cleanup trash --plan " in page
    assert "plan -o" not in page
    nothing = cleanup("plan", "--older-than", "1969-01-01").stdout.decode()
    assert "There is nothing to move" in nothing
    assert "Next:" not in nothing


def test_the_command_that_the_page_names_can_be_typed(root: Path, cleanup: Run, tmp_path: Path) -> None:
    name = b"it's \xff mine \x1b[31m[red].json"
    done = cleanup("plan", "-o", "it's mine.json", cwd=tmp_path)
    command = next(line for line in done.stdout.decode().splitlines() if "--plan" in line)
    words = command.removeprefix("Next:").split("  move them")[0].strip()
    typed = subprocess.run(["sh", "-c", f'set -- {words}; printf %s "$4"'], capture_output=True, check=True)
    assert typed.stdout == b"it's mine.json"
    assert b"\x1b" not in cleanup("plan", "-o", name, cwd=tmp_path).stdout
    assert (tmp_path / os.fsdecode(name)).stat().st_size


@pytest.mark.parametrize("form", plan_formats())
def test_a_file_of_another_program_is_never_written_over(form: str, root: Path, cleanup: Run, tmp_path: Path) -> None:
    """What else is one of another program: ``unit/cli/test_whole_files.py``."""
    file, content = tmp_path / "plan.json", b'{"schema_version": 1, "kind": "plan"}\n'
    file.write_bytes(content)
    done = cleanup("plan", "-f", form, "-o", file)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"stays as it is" in done.stderr
    assert file.read_bytes() == content


def test_an_own_plan_and_an_empty_file_are_written_over(root: Path, cleanup: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.touch()
    for _ in range(2):
        assert cleanup("plan", "-o", file).returncode == 0
        assert len(json.loads(file.read_bytes())["steps"]) == 4
    assert os.listdir(tmp_path).count("plan.json") == 1
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


# Rules


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], USUAL),
        (["--strict"], {path: rule for path, rule in USUAL.items() if rule != "tie"}),
        (["--only", "large"], {"huge.iso": ""}),
        (["--only", "large", "--only", "duplicates"], USUAL | {"huge.iso": ""}),
        (["--under", "photos"], {"photos/report.odt": "oldest", "photos/report (1).odt": "oldest"}),
        (["--protect", "report*", "--protect", "**/inbox/y"], {"inbox/film (1).mp4": "original-name"}),
        (["--protect", "inbox/"], {"photos/report.odt": "oldest", "photos/report (1).odt": "oldest"}),
        (["--older-than", "1990-01-01"], {"photos/report.odt": "oldest", "photos/report (1).odt": "oldest"}),
        (["--keep", "in:photos"], {"inbox/film (1).mp4": "original-name", "inbox/y": "tie",
                                   "inbox/report.odt": "original-name"}),
        (["--keep", "newest", "--only", "duplicates", "--under", "photos"],
         {"photos/report (1).odt": "newest"}),
    ],
)  # fmt: skip
def test_what_is_chosen(options: list[str], expected: dict[str, str], root: Path, cleanup: Run) -> None:
    given = [option.replace("photos", str(root / "photos")) for option in options]
    assert chosen(cleanup, root, *given) == expected


@pytest.mark.usefixtures("by_default")
def test_rules_of_the_settings_file_say_which_copy_stays_and_choose_no_more(
    cleanup: Run, root: Path, home: Path
) -> None:
    settings = home / ".config" / "cleanup" / "config.toml"
    settings.parent.mkdir(parents=True)
    going = dict.fromkeys(("inbox/film (1).mp4", "photos/report (1).odt"), "original-name")
    assert chosen(cleanup, root) == going
    settings.write_text('keep = ["in:~/tree/photos"]\nprotect = ["film*"]\n')
    assert made(cleanup)["left_alone"] == {"held": 1, "kept-by-you": 1, "worth-a-look": 2}
    assert cleanup("trash", "--yes").returncode == 0
    assert sorted(path.name for path in (root / "photos").iterdir()) == ["report (1).odt", "report.odt"]
    assert len(list((root / "inbox").iterdir())) == 5


CONTRADICTIONS = {
    "oldest newest": "“oldest” and “newest” contradict each other",
    "in:photos in:inbox/../photos": "named twice",
    "in:nowhere": "There is no folder",
    "not-in:nowhere": "There is no folder",
    "in:huge.iso": "not a folder",
    "tie": "is not a keep rule",
    "by-hand": "is not a keep rule",
}


@pytest.mark.usefixtures("by_default")
@pytest.mark.parametrize("rules", CONTRADICTIONS)
@pytest.mark.parametrize("place", ["options", "settings file"])
def test_rules_that_cannot_be_are_one_clear_sentence(
    rules: str, place: str, root: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    if place == "options":
        arguments = [word for rule in rules.split() for word in ("--keep", rule)]
    else:
        arguments = []
        (home / ".config" / "cleanup").mkdir(parents=True)
        (home / ".config" / "cleanup" / "config.toml").write_text(f"keep = {json.dumps(rules.split())}\n")
    capsys.readouterr()
    assert run(["plan", *arguments]) == (2 if place == "options" else 4)
    out, error = capsys.readouterr()
    assert out == ""
    assert CONTRADICTIONS[rules].lower() in error.lower()
    assert ("--keep:" if place == "options" else "in the settings file:") in error
    assert len(error.splitlines()) == 2


# The scan


def test_a_scan_by_its_id_and_from_a_document(root: Path, cleanup: Run, tmp_path: Path) -> None:
    first = made(cleanup)["plan"]["scan"]
    (root / "inbox" / "film (1).mp4").unlink()
    assert cleanup("scan", root, "-f", "json", "-o", tmp_path / "scan.json").returncode == 0
    assert set(chosen(cleanup, root)) == set(USUAL) - {"inbox/film (1).mp4"}
    assert set(chosen(cleanup, root, "last")) == set(USUAL) - {"inbox/film (1).mp4"}
    assert set(chosen(cleanup, root, tmp_path / "scan.json")) == set(USUAL) - {"inbox/film (1).mp4"}
    assert set(chosen(cleanup, root, first)) == set(USUAL)


def test_a_scan_whose_files_are_gone(root: Path, cleanup: Run, tmp_path: Path) -> None:
    """A plan is made all the same; each file is looked at when it should move, and nothing else is touched."""
    shutil.rmtree(root)
    plan = tmp_path / "plan.json"
    done = cleanup("plan", "-o", plan)
    assert (done.returncode, done.stderr) == (0, b"")
    moved = cleanup("trash", "--plan", plan, "--yes", "-f", "json")
    assert moved.returncode == 3
    assert {result["code"] for result in json.loads(moved.stdout)["results"]} <= {"gone", "keeper-gone"}


# Edits by hand


def test_the_plan_is_carried_out_as_it_was_edited(root: Path, cleanup: Run, tmp_path: Path) -> None:
    """As people do it: a line is taken out."""
    before, file = exactly(root), tmp_path / "plan.json"
    cleanup("plan", "-o", file)
    lines = [line for line in file.read_text().splitlines() if 'report.odt","type' not in line]
    file.write_text("\n".join(lines) + "\n")
    assert len(json.loads(file.read_bytes())["steps"]) == 3
    done = cleanup("trash", "--plan", file, "--yes")
    assert (done.returncode, done.stderr) == (0, b"")
    left = {os.path.relpath(path, root) for path in root.rglob("*") if path.is_file()}
    assert left == {"inbox/film.mp4", "inbox/x", "inbox/report.odt", "photos/report.odt", "huge.iso"}
    assert cleanup("undo").returncode == 0
    assert exactly(root) == before


def test_the_page_of_an_edited_plan_tells_what_is_left_in_it(root: Path, cleanup: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    document = made(cleanup)
    document["steps"] = [step for step in document["steps"] if "film" in step["path"]]
    document["steps"][0]["keeper"]["rule"] = "because I say so \x1b[31m"
    file.write_text(json.dumps(document, indent=2))
    done = cleanup("trash", "--plan", file, "--dry-run")
    assert b"\n1 file to move, 65.5 kB\n" in done.stdout
    assert b"because I say so" in done.stdout
    assert b"\x1b" not in done.stdout


def test_a_document_comes_through_a_pipe_but_from_no_device(root: Path, cleanup: Run, tmp_path: Path) -> None:
    """A device may never end."""
    plan, device = tmp_path / "plan.json", tmp_path / "endless.json"
    assert cleanup("plan", "-q", "-o", plan).returncode == 0
    if os.geteuid() == 0:
        # Root does not believe one that others can write to.
        os.mknod(device, stat.S_IFCHR | 0o600, os.stat("/dev/zero").st_rdev)
    else:
        device.symlink_to("/dev/zero")
    for command in (("trash", "--dry-run", "--plan"), ("report",), ("trash", "--dry-run", "--scan")):
        done = cleanup(*command, device)
        assert (done.returncode, b"cannot be read" in done.stderr) == (4, True), command
    with plan.open("rb") as content:
        assert cleanup("trash", "--dry-run", "--plan", "/dev/stdin", stdin=content).returncode == 0
    done = subprocess.run(
        ["sh", "-c", 'cat "$0" | "$1" -m cleanup trash --dry-run --plan /dev/stdin', plan, sys.executable],
        check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_pipe_among_the_kept_plans_is_not_waited_for(root: Path, home: Path, own: Path, cleanup: Run) -> None:
    kept = own / "state" / "cleanup" / "plans"
    kept.mkdir(mode=0o700, parents=True)
    os.mkfifo(kept / "later.json")
    done = cleanup("plan", "--list", "-f", "json")
    assert done.returncode == 0, done.stderr
    (told,) = json.loads(done.stdout)["plans"]
    assert told["problem"]
    assert cleanup("scan", "-q", root).returncode == 0
