"""Run cleanup beside every peer found here: who finds the same groups, how long it takes, how much memory.

    python tests/bench/compare.py [ROOT...] [--trees a b c d1 d2 d4 e] [--small] [--rounds 5] [--output figures.md]

ROOT names tree (a), many small files of this machine; the others are made below --where, once. All programs first
say which groups they find; that reads everything once. Then they take turns within each round, because a machine's
speed changes from hour to hour. Nothing is changed but our own folders below --where.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import trees
from measure import Taken, can_drop_caches, drop_caches, run
from peers import ALL, CLEANUP, FIND, HASH, OURS, PEERS, WALKERS, Groups, Program
from table import page
from trees import Tree

RESULTS = Path(__file__).parent / "results"
# "busy" is warm beside two programs that do nothing but count.
CACHES = ("warm", "busy", "hash cache", "cold")
_COUNT = [sys.executable, "-c", "while True: pass"]
# A peer that takes longer than this many seconds is left out of what follows.
PATIENCE = 900.0


def main() -> None:
    options = _options()
    programs = [OURS, *(each for each in (ALL, FIND, *PEERS, *WALKERS[1:], HASH) if each.found())]
    if options.programs:
        programs = [each for each in programs if each.name in {"cleanup", *options.programs}]
    results = {"machine": _machine(programs), "trees": {}}
    RESULTS.mkdir(exist_ok=True)
    for letter in options.trees:
        tree = trees.named(options.roots) if letter == "a" else trees.made(letter, options.where, small=options.small)
        with tempfile.TemporaryDirectory(dir=options.where) as scratch:
            results["trees"][letter] = Bench(tree, programs, options, Path(scratch)).measured()
        _write(results, options.output)
    if "start" in options.caches:
        results["start"] = _start_up(15)
    print(_write(results, options.output))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("roots", nargs="*", default=["/usr"], metavar="ROOT", help="tree (a); default /usr")
    parser.add_argument("--trees", nargs="+", choices=["a", *trees.RECIPES], default=["a", "b", "c", "d1", "e"])
    parser.add_argument("--small", action="store_true", help="small trees and one round: does it all work?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold-rounds", type=int, default=1)
    parser.add_argument("--caches", nargs="+", choices=[*CACHES, "start"], default=[*CACHES, "start"])
    parser.add_argument("--programs", nargs="+", help="only these, by their names in the table, and cleanup")
    parser.add_argument("--where", type=Path, default=Path(tempfile.gettempdir()) / "cleanup-bench")
    parser.add_argument("--output", type=Path, default=RESULTS / "figures.md", help="Markdown; JSON goes beside it")
    options = parser.parse_args()
    options.where.mkdir(parents=True, exist_ok=True)
    if options.small:
        options.rounds = 1
        if options.roots == ["/usr"]:
            options.roots = [str(Path(os.__file__).parent)]
    return options


class Bench:
    """One tree: agreement, then the rounds."""

    def __init__(self, tree: Tree, programs: list[Program], options: argparse.Namespace, scratch: Path) -> None:
        self.tree = tree
        self.programs = [each for each in programs if each is not HASH or tree.letter == "e"]
        self.options = options
        self.scratch = scratch
        # Homes of their own: no program meets the cache or the settings of the person who runs this.
        self.environment = {
            **os.environ,
            "HOME": str(scratch),
            **{f"XDG_{use.upper()}_HOME": str(scratch / use) for use in ("cache", "state", "config", "data")},
        }

    def measured(self) -> dict[str, Any]:
        found: dict[str, Any] = {"title": self.tree.title, "roots": self.tree.roots, **self._counted()}
        found["load before"] = os.getloadavg()
        found["agreement"] = self._agreement()
        found["memory"] = self._memory()
        found["times"] = {}
        for cache in self.options.caches:
            if cache in CACHES and (cache != "cold" or can_drop_caches()):
                others = [subprocess.Popen(_COUNT) for _ in range(2 if cache == "busy" else 0)]
                try:
                    found["times"][cache] = self._rounds(cache)
                finally:
                    for other in others:
                        other.kill()
                        other.wait()
        found["load after"] = os.getloadavg()
        return found

    def _counted(self) -> dict[str, int]:
        listed = subprocess.run(
            ["find", *self.tree.roots, "-xdev", "-type", "f", "-printf", "%s\\n"], capture_output=True, check=False
        )
        sizes = [int(size) for size in listed.stdout.split()]
        return {"files": len(sizes), "bytes": sum(sizes)}

    def _agreement(self) -> dict[str, dict[str, int]]:
        """How many groups each peer shares with us; also what warms the cache up."""
        found: dict[str, Groups] = {}
        for program in [each for each in self.programs if each.groups]:
            output, written = self.scratch / "told", self.scratch / "written"
            command = (program.telling or program.command)(self.tree.roots, str(written))
            if self._run(program, command, output=output) and program.groups:
                found[program.name] = program.groups(output, written)
        ours = found[OURS.name]
        return {
            name: {"same": len(ours & theirs), "only ours": len(ours - theirs), "only theirs": len(theirs - ours)}
            for name, theirs in found.items()
        }

    def _memory(self) -> dict[str, int]:
        return {
            program.name: taken.memory
            for program in list(self.programs)
            if (taken := self._run(program, self._command(program, "warm"), weigh=True))
        }

    def _rounds(self, cache: str) -> dict[str, dict[str, list[float]]]:
        times: dict[str, dict[str, list[float]]] = {}
        if cache == "hash cache":
            for program in [each for each in self.programs if each.cached]:
                self._run(program, self._command(program, cache))
        for number in range(self.options.cold_rounds if cache == "cold" else self.options.rounds):
            turns = [each for each in self.programs if cache != "hash cache" or each is FIND or each.cached]
            if cache == "cold":
                turns = [each for each in turns if each is not ALL]
            # Nobody always runs right behind the same other one.
            first = number % len(turns)
            for program in turns[first:] + turns[:first]:
                if cache == "cold":
                    drop_caches()
                if taken := self._run(program, self._command(program, cache)):
                    row = times.setdefault(program.name, {"seconds": [], "processor": []})
                    row["seconds"].append(taken.seconds)
                    row["processor"].append(taken.processor)
                    print(f"({self.tree.letter}) {cache}: {program.name}: {taken.seconds:.2f} s", file=sys.stderr)
        return times

    def _command(self, program: Program, cache: str) -> list[str]:
        make = program.cached if cache == "hash cache" and program.cached else program.command
        return make(self.tree.roots, str(self.scratch / "written"))

    def _run(self, program: Program, command: list[str], **how: Any) -> Taken | None:
        taken = run(command, self.environment, patience=PATIENCE, **how)
        if taken is None:
            print(f"({self.tree.letter}) {program.name} took more than {PATIENCE:.0f} s: left out", file=sys.stderr)
            self.programs.remove(program)
        return taken


def _takes_part(program: Program, cache: str) -> bool:
    if cache == "hash cache":
        return program is FIND or program.cached is not None
    return cache in {"warm", "busy"} or program is not ALL


def _machine(programs: list[Program]) -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {each.name: each.says_version() for each in programs if each not in (ALL, HASH)},
    }


def _start_up(rounds: int) -> dict[str, list[float]]:
    """Seconds of the shortest commands there are."""
    starts = {
        "python3 -c pass": [sys.executable, "-c", "pass"],
        "cleanup --version": [*CLEANUP, "--version"],
        "cleanup --help": [*CLEANUP, "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in starts}
    for number in range(rounds + 1):
        for name, command in starts.items():
            taken = run(command, os.environ)
            if number and taken:
                times[name].append(taken.seconds)
    return times


def _write(results: dict[str, Any], output: Path) -> str:
    text = page(results)
    output.write_text(text + "\n", "utf-8")
    output.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    return text


if __name__ == "__main__":
    main()
