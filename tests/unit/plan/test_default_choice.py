"""What is chosen when nobody says more: what goes by default, and never more of it for being asked to choose less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cleanup.language import mark
from cleanup.model.belonging import FILED, Belonging, Whole
from cleanup.model.choice import Choice
from cleanup.model.finding import Ruling, Verdict
from cleanup.model.rule import Rule, RuleName
from cleanup.model.scan import Scan
from cleanup.model.thing import Things
from cleanup.plan.groups import Groups
from cleanup.plan.judging import judged
from cleanup.plan.selection import Selection
from cleanup.plan.standing import Standing
from cleanup.plan.steps import left_alone
from cleanup.plan.used_up import without_moved
from support.selecting import nothing_stays, scan_of

PLACES: Mapping[bytes, Belonging] = {
    b"/in": Belonging(b"/in", loose=True),
    b"/app": Belonging(whole=Whole("app", b"/app", mark("an app"))),
}
GROUPS = [["/in/a", "/tax/a"], ["/x", "/y"], ["/app/z", "/app/z (1)", "/z"], ["/q", "/q (1)"]]
FILES = [*(path for group in GROUPS for path in group), "/big"]


def belonging(folder: bytes) -> Belonging:
    return PLACES.get(folder, FILED)


def made(files: Mapping[str, Mapping[str, int]] | None = None) -> Scan:
    known = {path: {"size": 1000} | dict((files or {}).get(path, {})) for path in FILES}
    scan = scan_of(known, GROUPS, large=["/big", "/tax/a"])
    things = Things(scan.inventory)
    return replace(scan, findings=judged(scan.findings, things, Standing(things, belonging=belonging)))


def chosen(scan: Scan, **choice: Any) -> tuple[set[str], dict[str, int]]:
    """What is chosen, and what is left alone."""
    groups = Groups(scan)
    selection = Selection(groups, Choice(**choice), nothing_stays, belonging=belonging)
    paths = {groups.path(thing).decode() for thing in np.flatnonzero(selection.chosen).tolist()}
    return paths, {each.code: each.files for each in left_alone(selection)}


SAFE = {"/in/a", "/q (1)"}


def test_only_what_is_plainly_one_too_many() -> None:
    assert chosen(made()) == (SAFE, {"in-whole": 1, "worth-a-look": 2})


@pytest.mark.parametrize(
    ("choice", "paths"),
    [
        ({"categories": ("duplicates",)}, SAFE),
        ({"categories": ("duplicates", "large")}, {*SAFE, "/big"}),
        ({"categories": ("large",)}, {"/big"}),
        ({"under": (b"/in",)}, {"/in/a"}),
        ({"under": (b"/app", b"/tax")}, set()),
        ({"across_volumes": True, "in_wholes": True}, SAFE),
    ],
)
def test_options_only_narrow(choice: dict[str, Any], paths: set[str]) -> None:
    assert chosen(made(), **choice)[0] == paths


def test_rules_of_a_settings_file_say_which_copy_stays_and_choose_no_more() -> None:
    newest = {"keep": (Rule(RuleName.NEWEST),)}
    assert chosen(made({"/tax/a": {"modified": 5}}), **newest)[0] == SAFE
    # The loose copy stays by that rule: then nothing of the group goes.
    assert chosen(made({"/in/a": {"modified": 5}}), **newest)[0] == {"/q (1)"}


def test_rules_that_are_asked_for_choose_of_every_group_but_no_whole() -> None:
    asked = {"keep": (Rule(RuleName.FIRST_PATH),), "every_copy": True}
    assert chosen(made(), **asked) == ({"/tax/a", "/y", "/z", "/q (1)"}, {"in-whole": 1})
    assert chosen(made(), **asked, in_wholes=True)[0] == {"/tax/a", "/y", "/z", "/app/z (1)", "/q (1)"}


def test_what_an_older_version_found_is_asked_about() -> None:
    scan = made()
    rulings = (Ruling(Verdict.ASK),)
    older = tuple(replace(each, rulings=rulings, ruled=np.zeros_like(each.ruled)) for each in scan.findings)
    assert chosen(replace(scan, findings=older)) == (set(), {"in-whole": 1, "not-judged": 4})


def test_where_the_copy_that_stays_was_moved_the_others_are_asked_about() -> None:
    scan = made()
    things = Things(scan.inventory)
    names = [things.path(thing) for thing in range(things.folders_begin)]

    def after(*paths: bytes) -> set[str]:
        moved = np.zeros(things.count, dtype=np.bool_)
        moved[[names.index(path) for path in paths]] = True
        return chosen(without_moved(scan, moved))[0]

    assert after(b"/x") == SAFE
    assert after(b"/tax/a") == {"/q (1)"}
    assert after(b"/in/a") == {"/q (1)"}
