"""Rules that hold for every line of the source: who may change the disk or call the system, and words in catalogues.

Neither ruff (no arguments, and act/ may do more) nor import-linter can see these.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleanup
from cleanup.act.movers.registry import MOVERS
from cleanup.disk.rules.by_rule import BY_RULE
from cleanup.find import FINDERS
from cleanup.model import errors
from cleanup.model.category import Proof
from cleanup.model.errors import CleanupError

SOURCE = Path(cleanup.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
# Only these may: they write what is the program's own, and the answer into the file that was named; act/ alone
# changes what is the user's.
CHANGERS = ("store/", "act/", "cli/output.py")
# And these in act/ only look: what checks a move is not what makes it.
LOOKING = {
    "act/apply.py", "act/guard.py", "act/history.py", "act/item.py", "act/keeper.py", "act/naming.py",
    "act/open_folders.py", "act/records.py", "act/plan_checks.py", "act/movers/bin_places.py",
    "act/movers/registry.py", "act/movers/mover.py",
}  # fmt: skip
CHANGING = {
    "unlink", "rmdir", "rename", "replace", "remove", "removedirs", "rmtree", "truncate", "write_bytes", "write_text",
    "symlink_to", "hardlink_to", "chmod", "utime", "setxattr", "renames", "link", "symlink",
    "mknod", "mkfifo", "ftruncate", "fchmod", "fchown", "pwrite", "copyfile", "rename_without_replacing",
}  # fmt: skip
PROBLEMS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, CleanupError)}
# Methods of texts, times and lists, and dataclasses.replace, that are named like changes of the disk.
_HARMLESS = re.compile(
    r"\.replace\(\s*[\"'].*,|\.replace\(\w+=|\bdataclasses\.replace\(|\.remove_task\(|(?<![.\w])replace\("
)


def calls(module: Path) -> Iterator[ast.Call]:
    tree = ast.parse(module.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def has_words(node: ast.expr) -> bool:
    """Whether an argument is text with words of its own in it, not passed through ``tr`` or ``trn``."""
    match node:
        case ast.Constant(value=str(text)):
            return re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]+", text) is not None
        case ast.JoinedStr(values=parts):
            return any(has_words(part) for part in parts if isinstance(part, ast.Constant))
        case ast.BinOp(left=left, right=right):
            return has_words(left) or has_words(right)
        case ast.IfExp(body=body, orelse=orelse):
            return has_words(body) or has_words(orelse)
    return False


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_named_places_change_the_disk(module: Path) -> None:
    place = module.relative_to(SOURCE).as_posix()
    if place.startswith(CHANGERS) and place not in LOOKING:
        return
    found = []
    for call in calls(module):
        name = name_of(call)
        text = ast.unparse(call)
        if name in CHANGING and isinstance(call.func, ast.Attribute) and not _HARMLESS.search(text):
            found.append(text)
        if name == "open" and re.search(r"['\"][rwabx+]*[wax+][rwab+]*['\"]|O_(WRONLY|RDWR|CREAT|TRUNC)", text):
            found.append(text)
    allowed = {"cli/help.py": {"formatter.write_text(text)"}}
    assert set(found) - allowed.get(place, set()) - {"open(os.devnull, 'wb')"} == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_sentence_goes_around_the_catalogues(module: Path) -> None:
    bare = []
    for call in calls(module):
        name = name_of(call)
        if name == "print" or name in PROBLEMS or name in {"_say", "warn", "Option", "Argument"}:
            values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in {"help", "epilog"})]
            if name in {"Option", "Argument"}:
                values = [keyword.value for keyword in call.keywords if keyword.arg in {"help", "epilog"}]
            bare += [ast.unparse(call) for value in values if has_words(value)]
    assert bare == []


def test_the_checks_above_see_what_they_look_for() -> None:
    def parsed(text: str) -> ast.expr:
        return ast.parse(text, mode="eval").body

    assert has_words(parsed("'There is no folder'"))
    assert has_words(parsed("f'no folder {x}'"))
    assert has_words(parsed("'Sorry'"))
    assert not has_words(parsed("tr('There is no folder')"))
    assert not has_words(parsed("f'{a:<{b}}  {c}'"))
    assert not _HARMLESS.search("Path(temporary).replace(target)")
    assert not _HARMLESS.search("path.replace(aside)")
    assert _HARMLESS.search("text.replace('-', '')")
    assert _HARMLESS.search("at.replace(microsecond=0)")
    assert len(MODULES) > 40


def test_the_modules_that_only_look_are_there() -> None:
    assert {module.relative_to(SOURCE).as_posix() for module in MODULES} >= LOOKING


def test_a_scan_never_reaches_the_code_that_moves() -> None:
    """Nor do a report, a listing of finders, or the settings: only the stories of moving do."""
    reaching = {
        module.relative_to(SOURCE).as_posix()
        for module in MODULES
        if re.search(r"^\s*(?:from|import) cleanup\.act\b(?!\.system)", module.read_text("utf-8"), re.MULTILINE)
    }
    outside = {place for place in reaching if not place.startswith("act/")}
    assert outside <= {
        "workflow/changes.py",
        "workflow/destinations.py",
        "workflow/emptied.py",
        "workflow/first_move.py",
        "workflow/moving.py",
        "workflow/planning.py",
        "workflow/forgetting.py",
        "workflow/self_test.py",
        "workflow/undoing.py",
        "workflow/used_up.py",
        "api.py",
    }


SEAMS = ("disk/system/", "act/system/")


_OF_SYSTEM = {
    "os.open", "os.name", "os.uname", "os.getuid", "os.geteuid", "os.getgroups", "sys.platform", "platform.system",
}  # fmt: skip


def calls_the_system(tree: ast.AST) -> bool:
    """Whether a module opens by itself, goes through descriptors, or asks which system or user runs it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"dir_fd", "src_dir_fd", "dst_dir_fd"}:
            return True
        if isinstance(node, ast.Attribute) and ast.unparse(node) in _OF_SYSTEM:
            return True
        if isinstance(node, ast.ImportFrom) and any(f"{node.module}.{each.name}" in _OF_SYSTEM for each in node.names):
            return True
    return False


@pytest.mark.parametrize(
    "text",
    ["os.stat(a, dir_fd=b)", "os.open(a, 0)", "os.name", "x = sys.platform", "from os import open as opened"],
)
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


def compared_names(tree: ast.AST) -> set[str]:
    """The names of categories and movers that something is compared with."""
    names = {finder.category.name for finder in FINDERS} | MOVERS.keys()
    return {
        node.value
        for comparison in ast.walk(tree)
        if isinstance(comparison, ast.Compare | ast.match_case)
        for node in ast.walk(comparison.pattern if isinstance(comparison, ast.match_case) else comparison)
        if isinstance(node, ast.Constant) and node.value in names
    }


@pytest.mark.parametrize("text", ["a == 'large'", "b in {'x', 'quarantine'}", "match a:\n case 'stale': pass"])
def test_a_comparison_with_a_name_is_seen(text: str) -> None:
    assert compared_names(ast.parse(text))


def test_nothing_compares_the_name_of_a_category_or_a_mover() -> None:
    comparing = {module: found for module in MODULES if (found := compared_names(ast.parse(module.read_text("utf-8"))))}
    assert comparing == {}


def test_each_category_that_a_rule_proves_can_be_proved() -> None:
    assert BY_RULE.keys() == {each.category.name for each in FINDERS if each.category.proof is Proof.BY_RULE}
