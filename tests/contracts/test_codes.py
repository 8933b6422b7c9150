"""Every code that a step can end with stands in the reference, and none that it cannot."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cleanup
from cleanup.model.rule import TIE
from cleanup.model.run import PARTLY_FREED, Whereabouts
from cleanup.plan.choosable import HELD
from cleanup.plan.staying import CHANGED, NEVER_ASK, OTHER_NAMES
from cleanup.plan.steps import BY_HAND, LOOK, NOT_JUDGED
from cleanup.plan.verdicts import IN_WHOLE
from cleanup.report.words import left_alone, why_not

SOURCE = Path(cleanup.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "codes.md"
# Which argument is the code.
GIVING = {"NotPossible": 0, "NotOurs": 0, "Stays": 0, "LeftAlone": 0, "refused": 1, "NotMoved": 2, "Result": 2}
# Functions that give the code of the reason why rules leave a file alone.
LEAVING = {"_left_alone", "why_it_stays", "_of_folder", "_of_name"}
# Words for why a thing is not chosen that have names.
NAMED = {TIE, BY_HAND, HELD, LOOK, NOT_JUDGED, IN_WHOLE, CHANGED, NEVER_ASK, OTHER_NAMES, PARTLY_FREED}


def texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression can be."""
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from texts(body)
            yield from texts(orelse)
        case ast.BoolOp(values=values):
            for value in values:
                yield from texts(value)


def codes_in(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                if name in GIVING and len(args) > GIVING[name]:
                    yield from texts(args[GIVING[name]])
                if name == "get" and "errorcode" in ast.unparse(node.func):
                    yield from (text for each in args[1:] for text in texts(each))
                yield from (text for each in keywords if each.arg == "code" for text in texts(each.value))
            case ast.FunctionDef(name=name, body=body) if name in LEAVING:
                returns = (each for line in body for each in ast.walk(line) if isinstance(each, ast.Return))
                yield from (text for each in returns if each.value for text in texts(each.value))


def given() -> set[str]:
    modules = [*(SOURCE / "act").rglob("*.py"), *(SOURCE / "workflow").rglob("*.py")]
    modules += [SOURCE / "plan" / "steps.py", SOURCE / "disk" / "rules" / "protected_above.py"]
    return NAMED | {code for module in modules for code in codes_in(module)}


def section(*headings: str) -> set[str]:
    """The words in the first column of the tables below these headings of the page."""
    found: set[str] = set()
    for heading in headings:
        text = re.split(rf"^## {heading}$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1].split("\n## ")[0]
        for cell in re.findall(r"^\| *([^|]+?) *\|", text, re.MULTILINE):
            found |= set(re.findall(r"`([^`]+)`", cell))
    return found


def test_the_search_finds_codes_of_every_kind() -> None:
    assert {"changed", "is-keeper", "taken", "conflict", "unfinished", "other-names", "hidden", "error"} <= given()


def test_every_code_is_in_the_reference_and_none_more() -> None:
    system = {code for code in section("The system said no") if code.isupper()}
    assert section("Moving", "Bringing back and freeing", "The system said no", "Left alone") - system == given()
    assert {"EACCES", "ENOSPC", "EROFS"} <= system


def test_the_page_has_words_for_each_code_of_what_is_left_alone() -> None:
    for code in section("Left alone"):
        assert left_alone(code, 1).startswith("1 "), code
        assert left_alone(code, 2).startswith("2 "), code
        assert code == TIE or why_not(code) != code
    assert left_alone("of another version", 2) == ""


def test_every_place_an_item_can_be_is_in_the_reference() -> None:
    assert section("Where an item is now") == {where.value for where in Whereabouts}
