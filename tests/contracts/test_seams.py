"""Only the seams call the system: what neither ruff (no arguments, and act/ may do more) nor import-linter can see."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cleanup

SOURCE = Path(cleanup.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
SEAMS = ("disk/system/", "act/system/")


def calls_the_system(tree: ast.AST) -> bool:
    """Whether a module opens by itself, goes through descriptors, or asks which system runs it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"dir_fd", "src_dir_fd", "dst_dir_fd"}:
            return True
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.open", "os.name", "sys.platform"}:
            return True
    return False


@pytest.mark.parametrize("text", ["os.stat(a, dir_fd=b)", "os.open(a, 0)", "os.name", "x = sys.platform"])
def test_a_call_of_the_system_is_seen(text: str) -> None:
    assert calls_the_system(ast.parse(text))


def test_only_the_seams_call_the_system() -> None:
    calling = {
        place
        for module in MODULES
        if not (place := module.relative_to(SOURCE).as_posix()).startswith(SEAMS)
        and calls_the_system(ast.parse(module.read_text("utf-8")))
    }
    assert calling == set()
