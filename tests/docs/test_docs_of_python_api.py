"""The Python of the documentation runs, its reference names all there is, and types catch a wrong call."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import cleanup
from support.kinds import Tree

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to" / "use-from-python.md"
REFERENCE = ROOT / "docs" / "reference" / "python-api.md"

RIGHT = """
from pathlib import Path
import cleanup
context = cleanup.Context.inside(Path("/h"), Path("/o"))
scan: cleanup.Scan = cleanup.scan(["a", Path("b")], large="1GB", only=["large"], context=context)
plan: cleanup.Plan = cleanup.plan(scan, keep=["oldest"], older_than="1y", context=context)
run: cleanup.Run = cleanup.trash(plan, context=context)
run = cleanup.trash(["a", b"b"])
undone: cleanup.Undone = cleanup.undo(run.id, context=context)
past: list[cleanup.Past] = cleanup.history(context=context)
freed: cleanup.Freed = cleanup.purge(run.id, context=context)
"""
WRONG = {
    'cleanup.scan(".", larg="1GB")': "call-arg",
    'cleanup.scan(".", jobs="two")': "arg-type",
    'cleanup.plan("last", large="1GB")': "call-arg",
    "cleanup.trash(3)": "arg-type",
    "cleanup.sweep()": "attr-defined",
}


def test_the_how_to_runs(tree: Tree, home: Path, tmp_path: Path) -> None:
    folder = tree({"letter.txt": "Dear all", "copy of letter.txt": "Dear all"})
    names = {"folder": folder, "home": home, "context": cleanup.Context.inside(home, tmp_path / "own")}
    text = HOW_TO.read_text("utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, names, HOW_TO.name, str(HOW_TO), 0)
    assert len(test.examples) > 8
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert "".join(told) == ""


def test_the_reference_names_everything() -> None:
    text = REFERENCE.read_text("utf-8")
    assert [name for name in cleanup.__all__ if name not in text] == []


@pytest.mark.slow
def test_types_for_callers(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(RIGHT)
    wrong.write_text("import cleanup\n" + "\n".join(WRONG) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(right), str(wrong)],
        cwd=tmp_path, capture_output=True, check=False, text=True, env={"MYPYPATH": str(ROOT / "src"), "PATH": ""},
    )  # fmt: skip
    problems = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line for line in problems if line.startswith("right.py")] == [], done.stdout
    for number, code in enumerate(WRONG.values(), 2):
        assert any(line.startswith(f"wrong.py:{number}:") and line.endswith(f"[{code}]") for line in problems), problems


def test_what_is_listed_is_there_by_its_name() -> None:
    assert all(getattr(cleanup, name).__name__ == name for name in cleanup.__all__)


def test_importing_it_loads_nothing_of_weight() -> None:
    code = "import sys, cleanup; print([name for name in sys.modules if name in {'numpy', 'msgspec', 'typer', 'rich'}])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"


def test_a_verb_is_no_folder_of_the_program() -> None:
    code = "import cleanup.plan.steps, cleanup.workflow.planning, cleanup; print(callable(cleanup.plan))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"True\n"
