"""Break what ``mutants.py`` once chose at an older commit in today's source, each place with the test named for it.

    python tests/bench/known_mutants.py          all places that known_mutants.txt names a test for
    python tests/bench/known_mutants.py 17 166   these alone

Such a test passes while nothing is broken, and fails, or hangs, when its place is. A place is found again by its
function and its statement; one that was rewritten beyond that is told apart. Run it in a clone of its own, as root: it
writes into ``src``, and puts back.
"""

from __future__ import annotations

import ast
import io
import random
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import mutants
from mutants import ROOT, SOURCE, WORK, Mutant, broken, is_caught, mutants_of

COMMIT, SEED, SAMPLE = "5f0217d", 1, 200
ROOMS = ("act", "plan", "find", "disk")
KNOWN = Path(__file__).with_name("known_mutants.txt")
LEAST_LIKENESS = 0.7

_Key = tuple[str, str, str, int]
"""The function, its statement without layout, what is done to it, and which place of the statement it is."""


def _functions(tree: ast.AST) -> Iterator[tuple[int, int, str]]:
    for each in ast.walk(tree):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each.lineno, each.end_lineno or each.lineno, each.name


@cache
def _places(module: Path) -> dict[_Key, Mutant]:
    """Everything in a module that can be broken, by what it is known by."""
    text = module.read_text("utf-8")
    functions, lines = list(_functions(ast.parse(text))), text.splitlines()
    seen: Counter[tuple[str, str]] = Counter()
    places = {}
    for each in mutants_of(module):
        _, name = max((first, name) for first, last, name in functions if first <= each.line <= last)
        code = (line for line in lines[each.line - 1 : each.last] if not line.lstrip().startswith("#"))
        statement = "".join("".join(code).split()).replace(",)", ")").replace(",]", "]")
        seen[name, statement] += 1
        places[name, statement, each.what, seen[name, statement]] = each
    return places


def places_then() -> list[tuple[Mutant, _Key]]:
    """The places of the sample, as they were at that commit."""
    packed = subprocess.run(["git", "archive", COMMIT, "src/cleanup"], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        mutants.SOURCE = Path(folder) / "src" / "cleanup"
        modules = [module for room in ROOMS for module in sorted((mutants.SOURCE / room).rglob("*.py"))]
        everything = [(each, key) for module in modules for key, each in _places(module).items()]
        mutants.SOURCE = SOURCE
    return random.Random(SEED).sample(everything, SAMPLE)


def place_now(then: Mutant, key: _Key) -> Mutant | None:
    """The same place today: exactly, in a function of another name, or in a statement that is much alike."""
    room = SOURCE / then.module.split("/")[0]
    # It may have gone to another folder of its room.
    found = [*room.rglob(Path(then.module).name), *sorted(room.rglob("*.py"))]
    modules = [_places(module) for module in dict.fromkeys([SOURCE / then.module, *found]) if module.exists()]
    for places in modules:
        if key in places:
            return places[key]
    if renamed := [each for other, each in modules[0].items() if other[1:] == key[1:]]:
        return renamed[0]
    alike = [
        (SequenceMatcher(None, other[1], key[1], autojunk=False).ratio(), each.module, each.number, each)
        for places in modules
        for other, each in places.items()
        if (other[0], other[2]) == (key[0], key[2])
    ]
    best = max(alike, default=None)
    return best[-1] if best and best[0] >= LEAST_LIKENESS else None


def main() -> None:
    """Print a line for each place, and how many were noticed."""
    wanted = {int(number) for number in sys.argv[1:]}
    rows = [line.split(" | ", 1) for line in KNOWN.read_text("utf-8").splitlines()]
    sample = places_then()
    assert [place for place, _ in rows] == [f"{then.module}:{then.line} {then.what}" for then, _ in sample]
    some = [
        (number, verdict, *sample[number]) for number, (_, verdict) in enumerate(rows) if not wanted or number in wanted
    ]
    WORK.mkdir(parents=True, exist_ok=True)
    tests = sorted({verdict for _, verdict, *_ in some if verdict.startswith("tests/")})
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *tests]
    if tests and subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SystemExit("One of these tests fails although nothing is broken.")
    counted: Counter[str] = Counter()
    for number, verdict, then, key in some:
        is_tried = verdict.startswith("tests/")
        result = _tried(place_now(then, key), verdict) if is_tried else verdict.partition(":")[0]
        counted[result] += 1
        print(f"{number:3} {result:10} {then.module}:{then.line} {then.what} | {verdict}", flush=True)
    print(", ".join(f"{result} {count}" for result, count in counted.most_common()))


def _tried(now: Mutant | None, test: str) -> str:
    if now is None:
        return "rewritten"
    path = SOURCE / now.module
    text = path.read_text("utf-8")
    try:
        path.write_text(broken(text, now.number), "utf-8")
        return "caught" if is_caught([test], WORK / "known.log") else "LIVES"
    finally:
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
