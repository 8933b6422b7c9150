"""Each command that a page offers acts on the scan or run of that page, with a newer one beside it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pages import typed

from cleanup.disk.system import owner_name
from support.kinds import Run, Tree

pytestmark = pytest.mark.slow
FILM = b"f" * 70_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command is about: the ids of scans and runs, or the folders."""

    code: int
    about: set[str]


@pytest.fixture
def places(home: Path, own: Path, tree: Tree) -> tuple[Path, Path]:
    """Two folders with copies, one of them with a name that a shell takes apart."""
    made = {"holiday.mp4": FILM, "holiday (1).mp4": FILM, "holiday (2).mp4": FILM, ".hidden": b"h"}
    return tree(made, home / "it's meant"), tree({name: b[::-1] + b"o" for name, b in made.items()}, home / "other")


def scanned(cleanup: Run, place: Path, *options: str) -> str:
    document = json.loads(cleanup("scan", place, "-f", "json", *options).stdout)
    return str(document["scan"]["id"])


def told(document: dict[str, Any]) -> set[str]:
    """The scan, the run or the folders of a document."""
    match document["kind"]:
        case "scan":
            return {document["scan"]["id"], *document["scan"]["roots"]}
        case "plan":
            return {document["plan"]["scan"]}
        case "purge":
            return {result["run"] for result in document["results"]}
    return {document["run"]["id"]}


def shell(command: str, folder: Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    program = f'cleanup() {{ {shlex.quote(sys.executable)} -m cleanup "$@"; }}; '
    return subprocess.run(
        ["sh", "-c", program + command],
        cwd=folder,
        input=answers,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def does(command: str, folder: Path) -> Asked:
    """Type a command, and see what it acts on."""
    verb, written = shlex.split(command)[1], folder / "found.csv"
    if verb == "review":
        done = shell(f"{command} --plain", folder, "1\n")
        again = typed(done.stdout.encode())
        assert len(again) == 1, done
        return Asked(done.returncode, does(again[0], folder).about)
    options = {"trash": "--dry-run -f json", "purge": "--yes -f json"}.get(verb, "-f json")
    done = shell(command if " -o " in command else f"{command} {options}", folder)
    if done.returncode in {0, 3} and " -o plan.json" in command:
        return Asked(done.returncode, told(json.loads((folder / "plan.json").read_bytes())))
    if written.exists():
        rows = written.read_text("utf-8-sig")
        written.unlink()
        return Asked(done.returncode, {name for name in ("meant", "other") if f"{name}/" in rows})
    assert done.returncode in {0, 3}, (command, done)
    return Asked(done.returncode, told(json.loads(done.stdout)))


def each_of(page: bytes) -> Iterator[str]:
    commands = typed(page)
    assert commands
    yield from commands


@pytest.mark.parametrize("name", ["the id", "its end", "a document"])
def test_the_page_of_an_older_scan(name: str, places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    meant = scanned(cleanup, places[0])
    scanned(cleanup, places[1])
    cleanup("report", meant, "-f", "json", "-o", "-scan.json")
    asked = {"the id": meant, "its end": meant[-4:], "a document": "./-scan.json"}[name]
    page = cleanup("report", asked, "--top", "0").stdout
    found = {command: does(command, tmp_path) for command in each_of(page)}
    assert {shlex.split(command)[1] for command in found} == {"trash", "review", "report"}
    for command, asked_about in found.items():
        assert asked_about.code == 0, command
        assert asked_about.about & {meant, "meant"}, command
        assert "other" not in asked_about.about, command


def test_whose_a_scan_is_goes_by_the_user_and_not_by_the_environment(
    places: tuple[Path, Path], cleanup: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "LOGNAME"):
        monkeypatch.setenv(name, "somebody-else")
    user = json.loads(cleanup("scan", places[0], "-f", "json").stdout)["scan"]["user"]
    assert user == owner_name(os.getuid())
    for name in ("USER", "LOGNAME"):
        monkeypatch.setenv(name, "another")
    assert cleanup("plan").returncode == 0


def test_the_page_of_a_scan_when_another_one_follows(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    page = cleanup("scan", places[0]).stdout
    meant = json.loads(cleanup("report", "-f", "json").stdout)["scan"]["id"]
    scanned(cleanup, places[1])
    for command in each_of(page):
        assert does(command, tmp_path).about & {meant, "meant"}, command
    assert max(map(len, page.decode().splitlines())) <= 80


def test_a_page_without_findings_offers_its_own_folders(
    places: tuple[Path, Path], cleanup: Run, tmp_path: Path
) -> None:
    page = cleanup("scan", places[0], "--min-size", "1GB").stdout
    scanned(cleanup, places[1])
    for command in each_of(page):
        assert command.startswith("cleanup scan --all ")
        assert str(places[0]) in does(command, tmp_path).about


def test_a_scan_that_is_not_remembered_offers_nothing_that_needs_it(
    places: tuple[Path, Path], cleanup: Run, own: Path
) -> None:
    scanned(cleanup, places[1])
    (own / "state" / "cleanup" / "scans.db").write_bytes(b"no database")
    page = cleanup("scan", places[0]).stdout
    assert typed(page) == ["cleanup doctor"]


def test_the_pages_of_a_plan(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    meant = scanned(cleanup, places[0])
    scanned(cleanup, places[1])
    (places[0] / "empty").mkdir()
    rule = f"--keep=in:{places[0] / 'empty'}"
    for arguments in ([meant], [meant, rule, "--protect=*'s.odt"], [meant, "-o", "my plan.json"]):
        page = cleanup("plan", *arguments).stdout
        for command in each_of(page):
            assert does(command, tmp_path).about == {meant}, command
            assert rule not in arguments or set(arguments) <= set(shlex.split(command))


def test_the_pages_of_runs(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    meant = scanned(cleanup, places[0])
    cleanup("plan", meant, "-o", "plan.json")
    (places[0] / "holiday (2).mp4").write_bytes(b"changed")
    done = cleanup("trash", "--plan", "plan.json", "--yes")
    assert done.returncode == 3
    history = cleanup("history").stdout
    run = json.loads(cleanup("history", "last", "-f", "json").stdout)["run"]
    assert (run["scan"], [root["path"] for root in run["roots"]]) == (meant, [str(places[0])])
    other = json.loads(cleanup("trash", "--scan", scanned(cleanup, places[1]), "--yes", "-f", "json").stdout)["run"][
        "id"
    ]
    of_one = cleanup("history", run["id"]).stdout
    assert cleanup("history", run["id"][-4:]).stdout == of_one
    commands = [*each_of(history), *each_of(of_one), *each_of(done.stdout)]
    # What was brought back is not in the trash any more.
    for command in sorted(commands, key=lambda command: "purge" not in command):
        found = does(command, tmp_path).about
        assert found & {run["id"], str(places[0])}, command
        assert other not in found
    assert json.loads(cleanup("history", other, "-f", "json").stdout)["results"][0]["now"] == "in-trash"


def test_an_undo_that_cannot_do_all(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    cleanup("trash", places[0] / "holiday.mp4", "--yes")
    run = json.loads(cleanup("history", "last", "-f", "json").stdout)["run"]["id"]
    (places[0] / "holiday.mp4").write_bytes(b"new")
    cleanup("trash", places[1] / "holiday.mp4", "--yes")
    page = cleanup("undo", run).stdout
    assert [does(command, tmp_path).about for command in each_of(page)] == [{run}]


def test_a_purge_and_an_undo_that_leave_something(
    places: tuple[Path, Path], cleanup: Run, own: Path, tmp_path: Path
) -> None:
    def moved(path: Path) -> str:
        return str(json.loads(cleanup("trash", path, "--yes", "-f", "json").stdout)["run"]["id"])

    changed, whole = moved(places[0] / "holiday.mp4"), moved(places[0] / "holiday (1).mp4")
    newest = moved(places[1] / "holiday.mp4")
    [in_trash] = [file for file in (own / "data").rglob("holiday.*.mp4") if file.read_bytes() == FILM]
    in_trash.write_bytes(b"written to in the trash")
    assert cleanup("purge", whole, "--yes").returncode == 0
    # Of what was purged nothing can come back, but another run can.
    for command, runs in [(("purge", changed, "--yes"), [changed]), (("undo", whole), [newest, whole])]:
        page = cleanup(*command).stdout
        assert [does(each, tmp_path) for each in each_of(page)] == [Asked(0, {run}) for run in runs]


def test_the_pages_around_a_scan(places: tuple[Path, Path], cleanup: Run, own: Path, tmp_path: Path) -> None:
    for page in (cleanup("doctor"), cleanup("finders"), cleanup("finders", "duplicates")):
        for command in each_of(page.stdout):
            assert str(tmp_path) in does(command, tmp_path).about
    cache = own / "cache" / "cleanup" / "digests.db"
    scanned(cleanup, places[0])
    cache.write_bytes(b"no database")
    for command in each_of(cleanup("cache", "info").stdout):
        assert shell(command, tmp_path).returncode == 0
    assert cleanup("cache", "info").returncode == 0


def test_the_pages_of_a_comparison(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    new = places[0].with_name("new drive's")
    shutil.copytree(places[0], new)
    [plan] = typed(cleanup("compare", places[0], "--against", new).stdout)
    [move] = typed(shell(plan, tmp_path).stdout.encode())
    steps = json.loads(shell(f"{move} --dry-run -f json", tmp_path).stdout)["steps"]
    assert {Path(step["path"]).parent for step in steps} == {places[0]}


def test_runs_that_are_not_forgotten_are_named(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    run = json.loads(cleanup("trash", places[0] / "holiday.mp4", "--yes", "-f", "json").stdout)["run"]["id"]
    for command in each_of(cleanup("forget", "--everything", "--yes").stdout):
        assert does(command, tmp_path).about == {run}


def test_scan_again_asks_for_the_same_scan(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    options = (
        "--all",
        "--min-size",
        "1k",
        "--exclude",
        "*'s.odt",
        "--exclude",
        "$HOME",
        "--exclude=-x",
        "--stale",
        "3y",
        "--no-cache",
    )
    meant = scanned(cleanup, places[0], *options)
    cleanup("trash", "--scan", meant, "--keep", "first-path", "--yes")
    [again] = [command for command in typed(cleanup("report", meant).stdout) if command.startswith("cleanup scan")]
    found = json.loads(shell(f"{again} -f json", tmp_path).stdout)["scan"]
    before = json.loads(cleanup("report", meant, "-f", "json").stdout)["scan"]
    assert (found["roots"], found["options"]) == (before["roots"], before["options"])


def test_empty_answers(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    assert typed(cleanup("history").stdout) == typed(cleanup("decisions", "list").stdout) == ["cleanup scan"]
    assert str(tmp_path) in does("cleanup scan", tmp_path).about
    nothing = scanned(cleanup, places[0], "--min-size", "1GB")
    scanned(cleanup, places[1])
    assert typed(cleanup("decisions", "list").stdout) == ["cleanup review"]
    assert f"cleanup review --plain {nothing}" in cleanup("review", nothing).stderr.decode()
    page = cleanup("review", nothing, "--plain").stdout
    assert [str(places[0]) in does(command, tmp_path).about for command in each_of(page)] == [True]


def test_names_that_could_be_others(places: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    """A variable that is empty, or a file that is named like an id, is not the last scan."""
    meant = scanned(cleanup, places[0])
    scanned(cleanup, places[1])
    (tmp_path / meant[-4:]).write_bytes(b"{}")
    for arguments in (
        ["trash", "--dry-run", "--scan"],
        ["plan"],
        ["report"],
        ["review", "--plain"],
        ["undo", "--dry-run"],
    ):
        assert cleanup(*arguments, "").returncode == 4, arguments
    assert json.loads(cleanup("plan", meant[-4:], "-f", "json").stdout)["plan"]["scan"] == meant
    assert cleanup("plan", os.path.join(".", meant[-4:])).returncode == 4


def test_the_scan_is_named_before_the_question(places: tuple[Path, Path], cleanup: Run) -> None:
    meant = scanned(cleanup, places[0])
    page = cleanup("trash", "--dry-run").stdout.decode()
    assert f"From the scan {meant} of ~/it's meant, just now" in page
    unattended = cleanup("trash", "--yes", "-f", "json")
    assert meant in unattended.stderr.decode()
    run = json.loads(unattended.stdout)["run"]
    assert (run["scan"], run["roots"][0]["path"]) == (meant, str(places[0]))
    assert run["scanned_at"] <= run["started_at"]


def test_a_plan_whose_scan_was_forgotten_moves_what_it_lists(places: tuple[Path, Path], cleanup: Run) -> None:
    meant = scanned(cleanup, places[0])
    cleanup("plan", meant, "-o", "plan.json")
    scanned(cleanup, places[1])
    assert cleanup("forget", meant[-4:], "--yes").returncode == 0
    assert cleanup("report", meant).returncode == 4
    run = json.loads(cleanup("trash", "--plan", "plan.json", "--yes", "-f", "json").stdout)
    assert (run["run"]["scan"], run["totals"]["done"]) == (meant, 2)
    assert len(list(places[1].iterdir())) == 4
