"""Build folders by the table of section 2 of junk: true cases, near misses, git, idleness, and the move."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleanup.disk.builds import build_rules
from cleanup.model.choice import Choice
from cleanup.model.finding import WHEN_NAMED
from cleanup.workflow import planning
from support.holding import held_open
from support.looking import groups_of, scan
from support.moving import Mover, ends, snapshot

# Of each: what there is in the project, and which folder is meant.
TRUE: dict[str, tuple[list[str], str]] = {
    "1 rust": (["Cargo.toml", "src/main.rs", "target/CACHEDIR.TAG", "target/debug/a"], "target"),
    "2 npm": (
        ["package.json", "package-lock.json", "node_modules/.package-lock.json", "node_modules/a/b.js"], "node_modules"
    ),
    "3 next": (["package.json", ".next/a"], ".next"),
    "4 web result": (["package.json", "dist/a.js"], "dist"),
    "5 coverage": (["package.json", "coverage/lcov.info"], "coverage"),
    "7 bytecode": (["a.py", "__pycache__/a.pyc"], "__pycache__"),
    "8 mypy": (["pyproject.toml", ".mypy_cache/CACHEDIR.TAG"], ".mypy_cache"),
    "9 venv": (["requirements.txt", ".venv/pyvenv.cfg", ".venv/bin/x"], ".venv"),
    "9 env": (["requirements.txt", "env/pyvenv.cfg"], "env"),
    "10 setuptools": (["setup.py", "build/lib/a.py"], "build"),
    "13 maven": (["pom.xml", "target/classes/A.class"], "target"),
    "14 gradle": (["build.gradle", "build/classes/A.class"], "build"),
    "16 sbt": (["build.sbt", "target/streams/a"], "target"),
    "18 .net": (["a.csproj", "obj/project.assets.json"], "obj"),
    "20 cmake": (["CMakeLists.txt", "build/CMakeCache.txt", "build/a.o"], "build"),
    "20 cmake debug": (["CMakeLists.txt", "build-debug/CMakeCache.txt"], "build-debug"),
    "21 meson": (["meson.build", "build/meson-private/a"], "build"),
    "24 swift": (["Package.swift", ".build/workspace-state.json"], ".build"),
    "27 php": (["composer.json", "composer.lock", "vendor/composer/installed.json"], "vendor"),
    "29 dart": (["pubspec.yaml", ".dart_tool/package_config.json"], ".dart_tool"),
    "30 elixir": (["mix.exs", "mix.lock", "_build/dev/lib/a"], "_build"),
    "32 haskell": (["a.cabal", "dist-newstyle/cache/plan.json"], "dist-newstyle"),
    "33 ocaml": (["dune-project", "_build/log"], "_build"),
    "35 zig": (["build.zig", "zig-cache/a"], "zig-cache"),
    "41 godot": (["project.godot", ".godot/a"], ".godot"),
    "42 terraform": ([".terraform.lock.hcl", ".terraform/providers/a"], ".terraform"),
    "46 platformio": (["platformio.ini", ".pio/a"], ".pio"),
}  # fmt: skip
NEVER: dict[str, list[str]] = {
    "1 no proof": ["Cargo.toml", "target/aims.txt"],
    "1 no project": ["target/CACHEDIR.TAG"],
    "2 a global install": ["lib/node_modules/.package-lock.json"],
    "2 no proof": ["package.json", "package-lock.json", "node_modules/a.js"],
    "7 a source in it": ["a.py", "__pycache__/notes.txt"],
    "9 no list of packages": [".venv/pyvenv.cfg"],
    "10 a package called build": ["setup.py", "build/__init__.py", "build/lib/a.py"],
    "14 a folder of one's own": ["build.gradle", "build/plans.txt"],
    "18 objects of a 3d program": ["obj/chair.obj"],
    "20 another project's": ["CMakeLists.txt", "build/CMakeCache.txt: other"],
    "26 go": ["go.mod", "vendor/a.go"],
    "39 the game": ["ProjectSettings/ProjectVersion.txt", "Builds/game.exe"],
    "40 saved games": ["a.uproject", "Saved/a.sav"],
    "43 ties to a cloud": ["serverless.yml", ".vercel/project.json"],
    "44 a machine": ["Vagrantfile", ".vagrant/machines/a"],
    "49 experiments": ["package.json", "mlruns/a", "wandb/a", "checkpoints/a", "outputs/a"],
}


def made(project: Path, files: list[str]) -> None:
    for each in files:
        path, _, other = each.partition(": ")
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        home = project / other if other else project
        (project / path).write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={home}\n" if "CMakeCache" in path else "x")


def found(home: Path, days: int = 400) -> set[str]:
    later = datetime.now(UTC) + timedelta(days=days)
    groups = groups_of(scan([home], home, now=later, everything=False), "build-folders")
    return {os.fsdecode(path)[len(str(home / "project")) + 1 :] for group in groups for path in group}


@pytest.mark.parametrize("row", TRUE)
def test_a_true_case_is_found(home: Path, row: str) -> None:
    made(home / "project", TRUE[row][0])
    assert found(home) == {TRUE[row][1]}


@pytest.mark.parametrize("row", NEVER)
def test_a_near_miss_is_left_alone(home: Path, row: str) -> None:
    made(home / "project", NEVER[row])
    assert found(home) == set()


def test_a_project_that_is_worked_on_is_left_alone(home: Path) -> None:
    made(home / "project", TRUE["1 rust"][0])
    assert found(home, days=20) == set()
    assert found(home, days=100) == {"target"}


def test_a_project_with_a_newer_one_in_it_is_worked_on(home: Path) -> None:
    made(home / "project", TRUE["2 npm"][0])
    made(home / "project" / "packages" / "a", ["package.json", "dist/a", "new.js"])
    future = datetime.now().timestamp() + 390 * 86400
    os.utime(home / "project" / "packages" / "a" / "new.js", (future, future))
    assert found(home) == set()


def choosable(home: Path, days: int = 400) -> bool:
    later = datetime.now(UTC) + timedelta(days=days)
    (builds,) = [
        each
        for each in scan([home], home, now=later, everything=False).findings
        if each.category.name == "build-folders"
    ]
    return len(builds) == 1 and builds.ruling(0).evidence == WHEN_NAMED


def test_only_a_long_rest_and_a_list_of_versions_let_rules_choose(home: Path) -> None:
    made(home / "project", TRUE["2 npm"][0])
    assert (choosable(home), choosable(home, days=100)) == (True, False)
    (home / "project" / "package-lock.json").unlink()
    assert not choosable(home)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_what_git_has_is_left_alone(home: Path) -> None:
    made(home / "project", TRUE["1 rust"][0])

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(home / "project"), *words], check=True, capture_output=True)

    git("init")
    git("add", "Cargo.toml", "src")
    assert found(home) == {"target"}
    git("add", "-f", "target/debug/a")
    assert found(home) == set()
    git("rm", "--cached", "-q", "target/debug/a")
    assert choosable(home)
    git("update-index", "--index-version", "4")
    assert found(home) == {"target"}
    assert not choosable(home)


def test_work_in_it_keeps_it(home: Path) -> None:
    made(home / "project", [*TRUE["1 rust"][0], "target/thesis.docx"])
    newest = (home / "project" / "target" / "thesis.docx").stat().st_mtime + 60
    os.utime(home / "project" / "target" / "thesis.docx", (newest, newest))
    assert found(home) == set()


def test_a_repository_in_it_keeps_it(home: Path) -> None:
    made(home / "project", [*TRUE["1 rust"][0], "target/x/.git/HEAD"])
    assert found(home) == set()


def test_what_a_program_has_open_is_left_alone(home: Path) -> None:
    made(home / "project", TRUE["1 rust"][0])
    with held_open(home / "project" / "target" / "debug" / "a"):
        assert found(home) == set()


def test_a_link_in_its_place_is_left_alone(home: Path) -> None:
    made(home / "project", ["Cargo.toml"])
    made(home / "elsewhere", ["CACHEDIR.TAG"])
    (home / "project" / "target").symlink_to(home / "elsewhere")
    assert found(home) == set()


def test_it_goes_as_a_whole_when_named_only_and_comes_back(home: Path) -> None:
    made(home / "project", TRUE["2 npm"][0])
    mover, later = Mover(home), datetime.now(UTC) + timedelta(days=400)
    seen = scan([home], home, now=later, everything=False)
    (finding,) = [each for each in seen.each_finding() if each.category == "build-folders"]
    assert finding.reclaimable_bytes >= 8192
    assert not planning.plan_of_scan(seen, Choice(), mover.context).steps
    plan = planning.plan_of_scan(seen, Choice(categories=("build-folders",)), mover.context)
    before = snapshot(home / "project")
    assert ends(mover.carry_out(plan)) == {"node_modules": "done"}
    assert not (home / "project" / "node_modules").exists()
    mover.undo()
    assert snapshot(home / "project") == before


def test_it_stays_when_its_proof_is_gone_at_the_move(home: Path) -> None:
    made(home / "project", TRUE["1 rust"][0])
    mover, later = Mover(home), datetime.now(UTC) + timedelta(days=400)
    seen = scan([home], home, now=later, everything=False)
    plan = planning.plan_of_scan(seen, Choice(categories=("build-folders",)), mover.context)
    (home / "project" / "Cargo.toml").unlink()
    assert ends(mover.carry_out(plan)) == {"target": "no-proof"}


def test_each_rule_says_what_it_costs_to_have_it_again() -> None:
    assert all(build.again for build in build_rules().values())
