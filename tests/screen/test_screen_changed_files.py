"""Files that change or go while the page is open: marked, never chosen, told; and an old scan."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from textual import events

from cleanup.model.choice import Choice
from cleanup.model.preview import NoPreview
from support.processes import until
from support.reviewing import ScannedFolder, User, review


def test_what_changed_since_the_scan_is_told_and_not_chosen(scanned: ScannedFolder) -> None:
    (scanned.root / "Backup" / "report.txt").write_text("something else")
    (scanned.root / "Backup" / "old.txt").unlink()

    async def journey(user: User) -> None:
        assert user.state.startswith("Goes if you go on: 2 files, 327.7 kB")
        assert "2 changed since the scan" in user.text("about")
        assert user.listed[2].endswith("~/Backup/report.txt     it changed since the scan, or is gone")
        assert user.listed[9].startswith("   [-] ")
        assert user.said == "Some files changed since the scan: they stay."
        await user.press("down", "down", "space")
        assert user.said == "Stays: it changed since the scan, or is gone."
        await user.press("K")
        assert user.said == "Stays: it changed since the scan, or is gone."
        assert user.details[-1] == "(no preview: changed since the scan)"
        await user.press("end")
        assert user.details[-1] == "(no preview: No such file or directory)"
        await user.press("a", "r", "5", "4")

    review(scanned.page(), journey)
    assert "Backup/report.txt" not in scanned.chosen | scanned.kept
    assert not {"Backup/old.txt", "Documents/notes/old.txt"} & scanned.chosen


def test_a_change_that_set_the_time_back_is_one(scanned: ScannedFolder) -> None:
    path = scanned.root / "Backup" / "report.txt"
    seen = path.stat()
    path.write_bytes(b"x" * seen.st_size)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))

    async def journey(user: User) -> None:
        assert "1 changed since" in user.text("about")

    review(scanned.page(), journey)
    assert "Backup/report.txt" not in scanned.chosen


def test_a_copy_that_stays_and_is_gone_hands_over_to_another(scanned: ScannedFolder) -> None:
    (scanned.root / "Documents" / "report.txt").unlink()

    async def journey(user: User) -> None:
        assert user.listed[1].startswith("   [-] ")
        assert user.listed[2].startswith("   [=] ")

    review(scanned.page(), journey)
    assert "Backup/report (1).txt" in scanned.chosen
    assert "Backup/report.txt" not in scanned.chosen


def test_a_scan_whose_files_are_all_gone(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned({"a": "same", "b": "same", "c": "", "sub": {"d": ""}})
    for name in ("a", "b", "c", "sub/d"):
        (scanned.root / name).unlink()

    async def journey(user: User) -> None:
        assert "4 changed since" in user.text("about")
        assert user.state == "Nothing goes yet"
        await user.press("a", "down", "down", "space", "K", "f", "t")
        assert user.said == "Nothing is marked yet."

    assert review(scanned.page(), journey) is None
    assert scanned.chosen == set()


def test_files_may_change_while_a_question_is_asked(scanned: ScannedFolder) -> None:
    answered = threading.Event()

    def changed(stopped: Callable[[], bool]) -> Iterator[np.ndarray]:
        answered.wait(10)
        yield np.asarray([scanned.thing("Backup/report.txt")])
        yield np.zeros(0, dtype=np.int64)
        yield np.asarray([scanned.thing("Documents/report.txt")])

    async def journey(user: User) -> None:
        await user.pilot.press("r")
        await user.until(lambda: len(user.page.screen_stack) == 2, "the question")
        answered.set()
        await user.settle()
        assert len(user.page.screen_stack) == 2
        await user.press("5", "1")
        assert "2 changed since" in user.text("about")

    review(scanned.page(changed=changed), journey, settled=False)
    assert scanned.kept >= {"Backup/report (1).txt"}
    assert not {"Backup/report.txt", "Documents/report.txt"} & scanned.chosen


def test_leaving_in_the_middle_of_the_second_look_does_not_wait_for_ever(scanned: ScannedFolder) -> None:
    def changed(stopped: Callable[[], bool]) -> Iterator[np.ndarray]:
        yield np.zeros(0, dtype=np.int64)
        until(stopped, "somebody leaves the page")

    async def journey(user: User) -> None:
        user.page.exit()

    before = set(threading.enumerate())
    review(scanned.page(changed=changed), journey, settled=False)
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
        assert not thread.is_alive()


def test_a_slow_preview_never_shows_beside_another_line(scanned: ScannedFolder) -> None:
    asked, first = threading.Event(), threading.Event()

    def preview(thing: int, columns: int, rows: int) -> NoPreview:
        if thing == scanned.thing("Documents/report.txt"):
            asked.set()
            first.wait(10)
        return NoPreview(os.path.basename(scanned.selection.groups.path(thing)).decode())

    async def journey(user: User) -> None:
        # The worker for the first line waits meanwhile.
        await user.until(asked.is_set, "a preview of the first line")
        await user.pilot.press("end")
        await user.until(lambda: user.list.cursor == 9, "the last line")
        await user.until(lambda: user.details[-1:] == ["(no preview: old.txt)"], "a preview of the last line")
        first.set()
        # A worker that was given up counts as finished before its thread has come to its end.
        for _ in range(20):
            await user.pilot.pause(0.005)
        assert user.details[-1] == "(no preview: old.txt)"

    review(scanned.page(preview=preview), journey, settled=False)


def test_a_file_that_cannot_be_looked_at_counts_as_it_was(scanned: ScannedFolder, tmp_path: Path) -> None:
    os.rename(scanned.root / "Backup", scanned.root / "elsewhere")
    (scanned.root / "Backup").symlink_to("Backup")  # a loop

    async def journey(user: User) -> None:
        assert "2 changed since" not in user.text("about")
        assert len(scanned.chosen) == 4
        await user.press("end")
        assert user.details[-1].startswith("(no preview: ")

    review(scanned.page(), journey)


def test_what_was_moved_since_the_scan_is_not_listed_and_is_no_change(scanned: ScannedFolder) -> None:
    moved = [scanned.thing("Backup/old.txt"), scanned.thing("Backup/report.txt")]

    async def journey(user: User) -> None:
        assert user.said == "2 files were moved since the scan, and are not listed any more."
        assert user.state == "Goes if you go on: 2 files, 327.7 kB"
        assert not any("old.txt" in line for line in user.listed), "one copy is left, and nothing to choose"
        assert sum("it was moved since" in line for line in user.listed) == 1
        assert "nothing changed since" in user.text("about"), "our own moves are no change"

    def at_once(stopped: Callable[[], bool]) -> Iterator[np.ndarray]:
        return iter(())

    review(scanned.page(moved=lambda: np.asarray(moved, dtype=np.int64), changed=at_once), journey)


def test_a_page_that_is_shown_again_does_not_say_again_what_changed(scanned: ScannedFolder) -> None:
    """It stood in place of “Saved: …”."""
    moved, gone = scanned.thing("Backup/old.txt"), scanned.thing("Backup/report.txt")
    looked: dict[str, Any] = {
        "moved": lambda: np.asarray([moved], dtype=np.int64),
        "changed": lambda stopped: iter([np.asarray([gone], dtype=np.int64)]),
    }

    async def first(user: User) -> None:
        assert user.said == "Some files changed since the scan: they stay."

    async def again(user: User) -> None:
        assert user.said == "Saved."
        assert "1 changed since the scan" in user.text("about")
        assert not any("Backup/old.txt" in line for line in user.listed)

    page = scanned.page(**looked)
    review(page, first)
    review(scanned.page(shown=page.shown, said="Saved.", **looked), again)


def test_a_change_of_what_is_not_marked_leaves_the_first_words(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned(choice=Choice())
    things = np.asarray([scanned.thing("Backup/report.txt")])
    assert not scanned.selection.chosen[things].any()

    async def journey(user: User) -> None:
        assert user.said == "Your marks are back."
        assert "1 changed since the scan" in user.text("about")

    review(scanned.page(said="Your marks are back.", changed=lambda stopped: iter([things])), journey)


async def test_who_comes_back_from_another_window_sees_what_moved_there(user: User, scanned: ScannedFolder) -> None:
    assert "Backup/old.txt" in scanned.chosen
    moved = np.asarray([scanned.thing("Backup/old.txt")])
    user.page.probe = replace(user.page.probe, moved=lambda: moved)
    user.page.post_message(events.AppFocus())
    await user.settle()
    assert user.said == "1 file was moved since the scan, and is not listed any more."
    assert "Backup/old.txt" not in scanned.chosen
    assert not any("old.txt" in line for line in user.listed)
