"""Build folders by the table of section 2 of junk: true cases, near misses, git, idleness, and the move."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleanup.disk.rules.builds import build_rules, holds_work
from cleanup.model.choice import Choice
from cleanup.model.finding import WHEN_NAMED
from cleanup.workflow import planning
from support.ages import make_old
from support.holding import held_open
from support.looking import below, groups_of, scan
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
    "4 public": (["package.json", "public/a.js"], "public"),
    "6 pods": (["Podfile.lock", "Pods/Manifest.lock"], "Pods"),
    "7 pypackages": (["pyproject.toml", "__pypackages__/3.11/lib/a"], "__pypackages__"),
    "8 coverage": (["tox.ini", "htmlcov/status.json"], "htmlcov"),
    "10 egg-info": (["setup.py", "a.egg-info/PKG-INFO"], "a.egg-info"),
    "11 jupyter": (["a.ipynb", ".ipynb_checkpoints/a-checkpoint.ipynb"], ".ipynb_checkpoints"),
    "12 pixi": (["pixi.lock", ".pixi/envs/conda-meta/a"], ".pixi"),
    "15 android": (["build.gradle", ".cxx/a"], ".cxx"),
    "16 metals": (["build.sbt", ".metals/a"], ".metals"),
    "16 sbt's own": (["build.sbt", "project/build.properties", "project/target/streams/a"], "project/target"),
    "17 clojure": (["project.clj", "target/classes/a"], "target"),
    "17 shadow": (["shadow-cljs.edn", ".shadow-cljs/a"], ".shadow-cljs"),
    "18 .net result": (["a.csproj", "bin/Debug/a.dll"], "bin"),
    "19 visual studio": (["a.sln", ".vs/a"], ".vs"),
    "19 nuget": (["a.sln", "packages/Newtonsoft.Json.13.0.1/a"], "packages"),
    "22 qmake": (["a.pro", "build-debug/.qmake.stash"], "build-debug"),
    "23 xcode": (["a.xcodeproj/project.pbxproj", "DerivedData/Info.plist"], "DerivedData"),
    "24 swiftpm": (["Package.swift", ".swiftpm/a"], ".swiftpm"),
    "25 carthage": (["Cartfile.resolved", "Carthage/Build/a"], "Carthage"),
    "28 bundle": (["Gemfile", "Gemfile.lock", "vendor/bundle/ruby/3.2.0/gems/a"], "vendor"),
    "29 flutter": (["pubspec.yaml", "build/app/a"], "build"),
    "30 elixir tools": (["mix.exs", ".elixir_ls/a"], ".elixir_ls"),
    "30 elixir packages": (["mix.exs", "mix.lock", "deps/a/mix.exs"], "deps"),
    "31 erlang": (["rebar.config", "_build/default/a"], "_build"),
    "33 opam": (["dune-project", "_opam/.opam-switch/a"], "_opam"),
    "34 elm": (["elm.json", "elm-stuff/a"], "elm-stuff"),
    "34 purescript": (["spago.yaml", ".spago/a"], ".spago"),
    "35 zig result": (["build.zig", "zig-out/bin/a"], "zig-out"),
    "36 nim": (["a.nimble", "nimcache/a"], "nimcache"),
    "36 crystal": (["shard.lock", "lib/.shards.info"], "lib"),
    "36 gleam": (["gleam.toml", "build/packages/a"], "build"),
    "37 renv": (["renv.lock", "renv/activate.R", "renv/library/a"], "renv/library"),
    "37 knitr": (["a.Rmd", "a_cache/html/a"], "a_cache"),
    "38 latex": (["a.tex", "_minted-a/a"], "_minted-a"),
    "39 unity": (["Assets/a", "ProjectSettings/ProjectVersion.txt", "Library/ArtifactDB"], "Library"),
    "40 unreal": (["a.uproject", "Intermediate/a"], "Intermediate"),
    "43 cloud": (["cdk.json", "cdk.out/a"], "cdk.out"),
    "44 packer": (["a.pkr.hcl", "packer_cache/a.iso"], "packer_cache"),
    "45 jekyll": (["_config.yml", "_site/index.html"], "_site"),
    "45 mkdocs": (["mkdocs.yml", "site/index.html"], "site"),
    "46 yocto": (["bitbake.lock", "sstate-cache/a"], "sstate-cache"),
    "47 foundry": (["foundry.toml", "out/a"], "out"),
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
    "4 a site with its own name": ["package.json", "public/CNAME"],
    "10 a folder of plans": ["setup.py", "plans/PKG-INFO"],
    "18 scripts": ["a.csproj", "bin/run.sh"],
    "19 sources of a monorepo": ["a.sln", "packages/web/index.js"],
    "25 no list": ["Cartfile", "Carthage/Build/a"],
    "28 a person's own": ["Gemfile.lock", "vendor/mine/a.rb", "vendor/bundle/a"],
    "31 checkouts": ["rebar.config", "_checkouts/a"],
    "37 unsaved text": ["a.Rproj", ".Rproj.user/a", "a_cache/notes"],
    "38 no document": ["_minted-a/a"],
    "40 what was made": ["a.uproject", "Build/icon.png", "Binaries/a"],
    "45 a source": ["mkdocs.yml", "docs/index.md"],
    "47 what was deployed": ["foundry.toml", "broadcast/a", "deployments/a"],
    "48 links": ["MODULE.bazel", "flake.nix", "src/a"],
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
    return {below(path, home / "project") for group in groups for path in group}


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


def test_an_old_project_that_came_here_lately_is_shown_and_no_rule_chooses_it(home: Path) -> None:
    made(home / "project", TRUE["2 npm"][0])
    make_old(home)
    assert found(home, days=0) == {"node_modules"}
    assert not choosable(home, days=0)


def test_what_was_unpacked_lately_where_downloads_arrive_is_left_alone(home: Path) -> None:
    made(home / "Downloads" / "project", TRUE["2 npm"][0])
    make_old(home)
    assert found(home, days=0) == set()
    assert len(found(home, days=40)) == 1


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


def test_a_folder_of_folders_holds_no_work(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    assert not holds_work(str(tmp_path))


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


def test_it_stays_where_the_same_plan_takes_what_proves_it(home: Path) -> None:
    made(home / "project", TRUE["1 rust"][0])
    mover, later = Mover(home), datetime.now(UTC) + timedelta(days=400)
    (home / "project" / "other").write_text("x")
    seen = scan([home], home, now=later, everything=False, stale=int(later.timestamp() - 86400) * 10**9)
    plan = planning.plan_of_scan(seen, Choice(categories=("stale", "build-folders")), mover.context)
    assert b"target" not in {os.path.basename(step.path) for step in plan.steps}
    assert [(left.code, left.files) for left in plan.left_alone] == [("marker-goes", 1)]
    assert set(ends(mover.carry_out(plan)).values()) == {"done"}


def test_each_rule_says_what_it_costs_to_have_it_again() -> None:
    assert all(build.again for build in build_rules().values())
