"""Settings of the whole computer: below a user's own, and what they protect is not to be taken away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleanup.cli.app import run
from support.kinds import Tree

pytestmark = pytest.mark.usefixtures("own")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The computer's settings file, which is not there yet."""
    folder = tmp_path / "etc"
    folder.mkdir()
    monkeypatch.setattr("cleanup.workflow.environment.machine_folder", lambda: str(folder))
    return folder / "config.toml"


@pytest.fixture
def users(own: Path) -> Path:
    """The user's settings file."""
    file = own / "config" / "cleanup" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("")
    return file


def configured(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, dict[str, object]]:
    assert run(["config", "-f", "json", *words]) == 0
    found: dict[str, dict[str, object]] = json.loads(capsys.readouterr().out)["settings"]
    return found


def test_below_the_users_own(machine: Path, users: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine.write_text('large = "5GB"\nstale = "5y"\n')
    users.write_text('stale = "3y"\n')
    found = configured(capsys)
    assert found["large"] == {"value": "5GB", "source": "machine", "where": str(machine)}
    assert found["stale"] == {"value": "3y", "source": "file", "where": str(users)}


def test_a_named_file_instead_of_the_users(
    machine: Path, users: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.write_text('large = "5GB"\n')
    users.write_text('stale = "3y"\nlarge = "1GB"\n')
    other = tmp_path / "other.toml"
    other.write_text("top = 7\n")
    found = configured(capsys, "--config", str(other))
    assert (found["top"]["value"], found["top"]["where"]) == (7, str(other))
    assert (found["large"]["value"], found["stale"]["source"]) == ("5GB", "default")


def test_a_named_file_has_to_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["scan", "."], ["history"], ["config"]):
        assert run([*words, "--config", "nowhere.toml"]) == 4
        assert "nowhere.toml" in capsys.readouterr().err


def test_what_it_protects_is_never_taken_away(
    machine: Path, users: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.write_text('protect = ["*.raw"]\n')
    users.write_text("protect = []\n")
    assert configured(capsys)["protect"]["value"] == ["*.raw"]
    users.write_text('protect = ["*.mov"]\n')
    assert configured(capsys)["protect"]["value"] == ["*.raw", "*.mov"]
    monkeypatch.setenv("CLEANUP_PROTECT", "*.tif")
    assert configured(capsys)["protect"]["value"] == ["*.raw", "*.tif"]


@pytest.mark.parametrize("named", [True, False])
def test_a_place_that_it_protects(
    *, named: bool, machine: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither searched nor moved; its neighbour is."""
    root = tree({"archive": {"one": "same", "deep": {"two": "same"}}, "inbox": {"three": "same", "four": "same"}})
    machine.write_text(f'protect = ["{root}/archive/"]\n')
    if named:
        for place in ("archive", "archive/one", "archive/deep"):
            assert run(["trash", str(root / place), "--yes"]) == 2
            assert "is never moved" in capsys.readouterr().err
        assert run(["trash", str(root / "inbox" / "three"), "--yes"]) == 0
    else:
        assert run(["scan", str(root)]) == 0
        assert run(["trash", "--keep", "shortest-path", "--yes"]) == 0
    assert sorted(path.name for path in (root / "archive").rglob("*")) == ["deep", "one", "two"]
    assert len(list((root / "inbox").iterdir())) == 1


def test_a_place_in_every_home(machine: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "Contracts").mkdir()
    (home / "Contracts" / "one").write_text("x")
    machine.write_text('protect = ["~/Contracts"]\n')
    assert run(["trash", str(home / "Contracts" / "one"), "--yes"]) == 2
    machine.unlink()
    assert run(["trash", str(home / "Contracts" / "one"), "--yes"]) == 0


@pytest.mark.parametrize("content", ["protect = [", 'protect = "/srv"', "protect = [1]", 'large = "many"', "larg = 1"])
def test_one_that_cannot_be_used_stops(
    content: str, machine: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.write_text(content)
    assert run(["scan", str(tree({"a": "1"}))]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert str(machine) in said.err or "“large” in" in said.err


@pytest.mark.root
def test_root_believes_only_what_nobody_else_can_change(
    machine: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.write_text("top = 7\n")
    assert configured(capsys)["top"]["value"] == 7
    os.chown(machine, 65534, 65534)
    assert run(["scan", str(tree({"a": "1"}))]) == 4
    assert "is not trusted" in capsys.readouterr().err


@pytest.mark.root
def test_where_it_is(tmp_path: Path, tree: Tree) -> None:
    """In a namespace of mounts of its own, where /etc has one more folder."""
    (tmp_path / "more" / "cleanup").mkdir(parents=True)
    root = tree({"a": "1"})
    (tmp_path / "more" / "cleanup" / "config.toml").write_text(f'protect = ["{root}/a"]\n')
    script = f"""
        mount -t overlay overlay -o lowerdir={tmp_path}/more:/etc /etc || exit 77
        exec "{sys.executable}" -m cleanup trash "{root}/a" --yes
    """
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, timeout=60)
    if done.returncode == 77:
        pytest.skip(f"no overlay here: {done.stderr.strip()}")
    assert (done.returncode, (root / "a").exists()) == (2, True)
    assert "is never moved" in done.stderr


def test_nobody_is_warned_of_what_the_computer_protects(
    machine: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tree({"a": "same", "a (1)": "same", "Contracts": {"one": "x" * 9000}})
    machine.write_text(f'protect = ["/srv/archive", "*.sqlite", "{root}/Contracts"]\n')
    assert run(["scan", str(root)]) == 0
    assert "1 folder that this computer protects " in capsys.readouterr().out
    assert run(["plan", "--protect", "*.raw"]) == 0
    assert capsys.readouterr().err == "No file that was found matches “*.raw” (--protect).\n"
