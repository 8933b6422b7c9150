"""A messy home from the scan to the trash and back: every piece of it is pointed at by what it is."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFilter

from cleanup.find import FINDERS
from cleanup.model.choice import Choice
from cleanup.model.scan import Scan
from cleanup.workflow import planning
from quality.photos import pictures
from quality.photos.make import taken
from support.kinds import Run
from support.looking import scan
from support.messy import MESS, make_messy_home
from support.moving import Mover, ends, snapshot


@pytest.fixture
def found(home: Path) -> Scan:
    """As it is found a year later: nobody can set when a file came here."""
    make_messy_home(home)
    later = datetime.now(UTC) + timedelta(days=400)
    return scan([home], home, now=later, everything=False, large=200_000, stale=10**18 * 2)


def pieces(found: Scan, home: Path) -> dict[str, set[str]]:
    """For each path in a finding, the categories that point at it."""
    told: dict[str, set[str]] = {}
    for finding in found.each_finding():
        for file in finding.files:
            told.setdefault(os.path.relpath(os.fsdecode(file.path), home), set()).add(finding.category)
    return told


def test_every_piece_of_the_mess_is_pointed_at_by_what_it_is(found: Scan, home: Path) -> None:
    told = pieces(found, home)
    assert {path: category for path, category in MESS.items() if category not in told.get(path, ())} == {}


def test_the_same_is_pointed_at_in_a_home_that_was_copied_here_today(home: Path) -> None:
    make_messy_home(home)
    today = scan([home], home, now=datetime.now(UTC), everything=False, large=200_000, stale=time.time_ns())
    told = pieces(today, home)
    assert {path: category for path, category in MESS.items() if category not in told.get(path, ())} == {}


def test_each_finder_finds_its_own_when_it_is_asked_by_name(home: Path, cleanup: Run) -> None:
    make_messy_home(home)
    make_pictures(home / "Pictures" / "Party")
    photos = ("bursts", "poor-photos", "similar-photos")
    pieces_of = dict.fromkeys(MESS.values(), "") | dict.fromkeys(photos, "Pictures/Party")
    assert pieces_of.keys() == {finder.category.name for finder in FINDERS}
    for name in pieces_of:
        done = cleanup("scan", home, "--only", name, "--large", "200000", "--stale", "0d", "-f", "json")
        assert done.returncode == 0, done.stderr
        findings = json.loads(done.stdout)["findings"]
        assert {finding["category"] for finding in findings} == {name}
        told = {os.path.relpath(file["path"], home) for finding in findings for file in finding["files"]}
        assert told >= {path for path, category in MESS.items() if category == name}
        assert all(path.startswith(pieces_of[name]) for path in told)


def test_pictures_are_pointed_at_when_asked_for(home: Path) -> None:
    make_messy_home(home)
    make_pictures(home / "Pictures" / "Party")
    told = pieces(scan([home], home, everything=False, categories=("bursts", "poor-photos", "similar-photos")), home)
    blurred = {f"Pictures/Party/DSC_{shot:04}.jpg": {"bursts", "poor-photos"} for shot in range(3)}
    assert told == blurred | {f"Pictures/Party/{name}.jpg": {"similar-photos"} for name in ("cake", "sent")}


def make_pictures(folder: Path) -> None:
    """A blurred burst of three, and a picture beside a small copy of it."""
    folder.mkdir()
    scene = pictures.scene(np.random.default_rng(3), 640, 480)
    for shot in range(3):
        scene = pictures.next_shot(scene, np.random.default_rng([3, shot]))
        scene.filter(ImageFilter.GaussianBlur(20)).save(folder / f"DSC_{shot:04}.jpg", exif=taken(shot))
    scene = pictures.scene(np.random.default_rng(4), 640, 480)
    scene.save(folder / "cake.jpg", exif=taken(900))
    scene.resize((320, 240)).save(folder / "sent.jpg", quality=60)


def test_the_sums_are_those_of_all_that_could_go(found: Scan) -> None:
    savings = found.savings
    assert savings.total.reclaimable_bytes == savings.safe.reclaimable_bytes + savings.look.reclaimable_bytes
    assert savings.total.reclaimable_bytes < sum(each.reclaimable_bytes for each in savings.by_category.values())


def test_what_goes_by_default_comes_back_as_it_was(found: Scan, home: Path) -> None:
    before = snapshot(home)
    mover = Mover(home)
    plan = planning.plan_of_scan(found, Choice(), mover.context)
    going = {os.path.relpath(os.fsdecode(step.path), home) for step in plan.steps}
    assert going == {
        "Downloads/Hike", "Downloads/slides.zip", "Downloads/letter (1).pdf", "Downloads/film.mkv.crdownload",
        "code/core.4711", ".cache/pip/http-v2",
    }  # fmt: skip
    assert set(ends(mover.carry_out(plan)).values()) == {"done"}
    assert not any(os.path.lexists(home / path) for path in going)
    mover.undo()
    after = snapshot(home)
    assert {path: after.get(path) for path in before} == before


def test_every_kind_comes_back_as_it_was(found: Scan, home: Path) -> None:
    before = snapshot(home)
    mover = Mover(home)
    # Of a project whose own files go as stale ones, nothing would prove the build folders any more.
    named = tuple(each.category.name for each in found.findings if each.category.name != "stale")
    plan = planning.plan_of_scan(found, Choice(categories=named, every_copy=True), mover.context)
    kinds = {step.category for step in plan.steps}
    assert kinds >= {
        "duplicates", "duplicate-folders", "extracted-archives", "large", "empty-files", "empty-folders",
        "broken-links", "leftovers", "build-folders",
    }  # fmt: skip
    assert not kinds & {"name-families", "installers", "conflict-copies", "screenshots", "contained-folders"}
    results = ends(mover.carry_out(plan))
    assert {path: code for path, code in results.items() if code != "done"} == {}
    mover.undo()
    after = snapshot(home)
    assert {path: after.get(path) for path in before} == before
