"""Break the source in many small ways, one after the other, and count how many breaks the tests notice.

    python tests/bench/mutants.py map                     which tests run which line (once; takes a whole test run)
    python tests/bench/mutants.py run --sample 200 --seed 1 --rooms act plan find disk

Each mutant changes one place: a comparison, a condition, a number, a call that is left out. Only tests that run the
changed line are tried, the quick ones first. Run it in a clone of its own: it writes into ``src``, and puts back.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "cleanup"
WORK = ROOT / "tests" / "bench" / "results" / "mutants"
FIRST_TESTS, MOST_TESTS = 25, 120
LIMIT = 300

_SWAPPED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One break: the ``number``-th place of a module that can be broken, in the statement of these lines."""

    module: str
    number: int
    line: int
    last: int
    what: str


class _Breaker(ast.NodeTransformer):
    """Counts the places that can be broken, and breaks the one with this number."""

    def __init__(self, target: int = -1) -> None:
        self.target, self.count, self.lines = target, 0, []  # type: ignore[var-annotated]

    def _hit(self, node: ast.AST, what: str) -> bool:
        self.lines.append((node.lineno, what))  # type: ignore[attr-defined]
        self.count += 1
        return self.count - 1 == self.target

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for place, operator in enumerate(node.ops):
            if self._hit(node, f"swap {type(operator).__name__}"):
                node.ops[place] = _SWAPPED[type(operator)]()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._hit(node, f"swap {type(node.op).__name__}"):
            node.op = _SWAPPED[type(node.op)]()
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if type(node.op) in _SWAPPED and self._hit(node, f"swap {type(node.op).__name__}"):
            node.op = _SWAPPED[type(node.op)]()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not | ast.Invert) and self._hit(node, "drop not"):
            return node.operand
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if "TYPE_CHECKING" not in ast.unparse(node.test) and self._hit(node, "never"):
            node.test = ast.Constant(value=False)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            if self._hit(node, "other truth"):
                return ast.copy_location(ast.Constant(value=not node.value), node)
        elif isinstance(node.value, int) and self._hit(node, "one more"):
            return ast.copy_location(ast.Constant(value=node.value + 1), node)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Call) and self._hit(node, "leave out a call"):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if node.value is not None and not isinstance(node.value, ast.Constant) and self._hit(node, "return nothing"):
            return ast.copy_location(ast.Return(value=ast.Constant(value=None)), node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return node


def mutants_of(module: Path) -> list[Mutant]:
    """All places of a module that can be broken, in functions only: what runs at import is no behaviour."""
    tree = ast.parse(module.read_text("utf-8"))
    inside = [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    statements = [_lines_of(node) for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    breaker = _Breaker()
    breaker.visit(tree)
    return [
        Mutant(str(module.relative_to(SOURCE)), number, *_around(line, statements), what)
        for number, (line, what) in enumerate(breaker.lines)
        if any(first < line <= last for first, last in inside)
    ]


def _lines_of(node: ast.stmt) -> tuple[int, int]:
    """The first and last line of a statement; of one with a body, only of what stands before that."""
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
    return node.lineno, max(last, node.lineno)


def _around(line: int, statements: list[tuple[int, int]]) -> tuple[int, int]:
    """The smallest statement with this line in it: what is measured of a statement may be any of its lines."""
    return min((lines for lines in statements if lines[0] <= line <= lines[1]), key=lambda lines: lines[1] - lines[0])


def broken(text: str, number: int) -> str:
    """The module with its ``number``-th place broken."""
    tree = _Breaker(number).visit(ast.parse(text))
    return ast.unparse(ast.fix_missing_locations(tree))


PLUGIN = """
import coverage
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    current = coverage.Coverage.current()
    if current is not None:
        current.switch_context(item.nodeid)
    yield
"""


def make_map(arguments: list[str]) -> None:
    """Run the tests once, and remember which of them ran which line, in their own process or in those they start."""
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "mutant_map.py").write_text(PLUGIN)
    rc = WORK / "coveragerc"
    rc.write_text(
        f"[run]\nsource = {SOURCE}\nparallel = true\nbranch = false\nsigterm = true\n"
        f"data_file = {WORK / 'coverage'}\ncontext = ${{PYTEST_CURRENT_TEST-}}\n"
    )
    site = subprocess.run(
        [sys.executable, "-c", "import site; print(site.getsitepackages()[0])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    hook = Path(site) / "mutants_coverage.pth"
    hook.write_text("import coverage; coverage.process_startup()\n")
    try:
        environment = {**os.environ, "COVERAGE_PROCESS_START": str(rc), "PYTHONPATH": str(WORK)}
        subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "mutant_map", "-q", *arguments],
            cwd=ROOT,
            env=environment,
            check=False,
        )
    finally:
        hook.unlink()
    subprocess.run([sys.executable, "-m", "coverage", "combine", "-q", f"--rcfile={rc}"], cwd=WORK, check=True)
    _write_map()


def _write_map() -> None:
    from coverage import CoverageData
    from coverage.numbits import numbits_to_nums

    data = CoverageData(str(WORK / "coverage"))
    data.read()
    connection = sqlite3.connect(WORK / "coverage")
    names = dict(connection.execute("select id, path from file"))
    contexts = dict(connection.execute("select id, context from context"))
    tests: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file, context, bits in connection.execute("select file_id, context_id, numbits from line_bits"):
        name = contexts[context].split("|")[-1] or contexts[context]
        name = re.sub(r" \((setup|call|teardown)\)$", "", name)
        if "::" not in name:
            continue
        relative = str(Path(names[file]).relative_to(SOURCE))
        for line in numbits_to_nums(bits):
            tests[relative][line].add(name)
    table = {module: {str(line): sorted(names) for line, names in lines.items()} for module, lines in tests.items()}
    (WORK / "map.json").write_text(json.dumps(table))
    print(f"{len(table)} modules mapped")


def tests_for(mutant: Mutant, table: dict[str, dict[str, list[str]]]) -> list[str]:
    """The tests that run the broken line: those of its own room first, then those of processes."""
    room = mutant.module.split("/")[0]
    stem = Path(mutant.module).stem

    def order(test: str) -> tuple[int, int]:
        near = 0 if f"/{room}/" in test and stem in test else 1 if f"/{room}/" in test else 2 if "/unit/" in test else 3
        slow = 1 if "/faults/" in test or "/bench/" in test else 0
        return slow, near

    lines = table.get(mutant.module, {})
    seen = {test for line in range(mutant.line, mutant.last + 1) for test in lines.get(str(line), [])}
    return sorted(seen, key=lambda test: (order(test), test))[:MOST_TESTS]


def is_caught(tests: list[str], log: Path) -> bool:
    """Whether one of these tests fails, or hangs."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header", *tests]
    environment = {**os.environ, "CI": "true"}
    with log.open("ab") as out:
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, stdout=out, stderr=out, timeout=LIMIT, check=False,
                start_new_session=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return True
    if done.returncode == 4:
        raise SystemExit(f"pytest does not know one of these tests: {tests}")
    return done.returncode not in {0, 5}


def run(sample: int, seed: int, rooms: list[str], part: int, parts: int) -> None:
    """Try a sample of mutants; prints one line for each, and the count."""
    table = json.loads((WORK / "map.json").read_text())
    modules = [module for room in rooms for module in sorted((SOURCE / room).rglob("*.py"))]
    everything = [mutant for module in modules for mutant in mutants_of(module)]
    chosen = random.Random(seed).sample(everything, min(sample, len(everything)))[part::parts]
    print(f"{len(everything)} places, {len(chosen)} tried", flush=True)
    caught = 0
    for mutant in chosen:
        path = SOURCE / mutant.module
        text = path.read_text("utf-8")
        begin = time.monotonic()
        tests = tests_for(mutant, table)
        result = "no test"
        if tests:
            try:
                path.write_text(broken(text, mutant.number), "utf-8")
                noticed = is_caught(tests[:FIRST_TESTS], WORK / f"log{part}")
                if not noticed and len(tests) > FIRST_TESTS:
                    noticed = is_caught(tests[FIRST_TESTS:], WORK / f"log{part}")
            finally:
                path.write_text(text, "utf-8")
            result = "caught" if noticed else "LIVES"
        caught += result == "caught"
        took = time.monotonic() - begin
        print(f"{result:8} {mutant.module}:{mutant.line} {mutant.what} ({len(tests)} tests, {took:.0f} s)", flush=True)
    print(f"caught {caught} of {len(chosen)}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("map").add_argument("tests", nargs=argparse.REMAINDER, help="what pytest is given")
    trying = commands.add_parser("run")
    trying.add_argument("--sample", type=int, default=200)
    trying.add_argument("--seed", type=int, default=1)
    trying.add_argument("--rooms", nargs="+", default=["act", "plan", "find", "disk"])
    trying.add_argument("--part", type=int, default=0)
    trying.add_argument("--parts", type=int, default=1)
    asked = parser.parse_args()
    if asked.command == "map":
        make_map([each for each in asked.tests if each != "--"])
    else:
        run(asked.sample, asked.seed, asked.rooms, asked.part, asked.parts)


if __name__ == "__main__":
    main()
