"""Lines by folder on the page: one key decides about all copies in a folder, and the screen says what that comes to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanup.model.choice import Choice
from cleanup.plan.steps import steps_of
from cleanup.review.probe import Ending, Outcome
from support.reviewing import Drawing, ScannedFolder, User, review

MakeScanned = Callable[..., ScannedFolder]
HOME: Drawing = {
    "Documents": {f"{name}.txt": name * 9000 for name in "abcdef"},
    "Downloads": {"a.txt": "a" * 9000},
    "Desktop": {"note.txt": "a note"},
    "Music": {f"{name}.txt": name * 5000 for name in "xyz"},
    "Backup": {**{f"{name}.txt": name * 9000 for name in "abcd"}, "only.txt": "here"},
    "Best": {**{f"{name}.txt": name * 5000 for name in "xy"}},
}
BACKUP = "▸ ~/Backup · 4 of 5 files are also in ~/Documents"
SAFE = {"Downloads/a.txt"}
GONE = {f"Backup/{name}.txt" for name in "abcd"}


def first_two(user: User) -> list[str]:
    return [line.rsplit("  ", 1)[0].rstrip() for line in user.listed[:2]]


@pytest.fixture
def folders(make_scanned: MakeScanned) -> ScannedFolder:
    return make_scanned(HOME, choice=Choice())


def test_the_list_begins_with_folders(folders: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        assert first_two(user) == [BACKUP, "▸ ~/Best · both files are also in ~/Music"]
        assert user.listed[0].endswith("0 go, 0 of 49.2 kB")
        assert user.listed[2].startswith("▾ a.txt · 3 copies")
        assert user.details[:2] == [
            "4 of 5 files are also in ~/Documents",
            "if marked: 4 of 5 files go, 1 stays in it",
        ]
        assert user.details[2] == "~/Backup"
        assert sorted(user.details[3:]) == [f"[ ] {name}.txt" for name in "abcd"]
        assert "K keep" in user.screen[-1]
        await user.press("j")
        assert user.details[1] == "if marked: 2 of 2 files go, and nothing remains"

    review(folders.page(), journey, (100, 40))


def test_space_decides_about_a_folder_and_u_takes_that_back(folders: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("space")
        assert folders.chosen == SAFE | GONE
        assert user.listed[0].endswith("4 go, 49.2 of 49.2 kB")
        assert user.state == "Goes if you go on: 5 files, 61.4 kB"
        assert user.said == "~/Backup: 4 of 5 files go, 1 stays in it."
        assert user.details[1] == "marked: 4 of 5 files go, 1 stays in it"
        assert sum("[x]" in line for line in user.listed) == 5
        await user.press("u")
        assert folders.chosen == SAFE
        await user.press("U", "space")
        assert folders.chosen == SAFE, "of what is marked, space marks nothing"

    review(folders.page(), journey)


def test_k_keeps_a_folder_whatever_is_marked_for_many(folders: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("space", "K")
        assert folders.chosen == SAFE
        assert "  stays  0 go, 0 of 49.2 kB" in user.listed[0]
        await user.press("a")
        assert folders.chosen == SAFE | {"Best/x.txt", "Best/y.txt"}
        await user.press("space")
        assert folders.chosen >= GONE
        assert "stays" not in user.listed[0]
        await user.press("j", "s")
        assert user.list.cursor == 2
        assert folders.chosen == SAFE | GONE

    review(folders.page(), journey)


def test_a_folder_opens_to_its_groups(folders: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        before = user.listed
        await user.press("right")
        assert user.listed[1].startswith("  ▾ a.txt · 3 copies")
        assert user.listed[4].lstrip().startswith("[x]")
        assert user.listed[14].startswith("▸ ~/Best")
        await user.press("down", "down", "down", "space")
        assert folders.chosen == SAFE | {"Backup/a.txt"}
        assert "1 goes, 12.3 of 49.2 kB" in user.listed[0]
        assert user.listed[3].split() == user.listed[17].split(), "where the group stands, it says the same"
        await user.press("u", "left", "left", "left")
        assert (user.list.cursor, len(user.listed)) == (0, len(before) + 13 - 6), "the group is folded, twice"
        await user.press("down", "right", "up", "left")
        assert user.listed == before
        await user.press("enter", "]", "Z", "Z")
        assert (user.list.cursor, len(user.listed)) == (0, len(before))
        await user.click("▸ ~/Best")
        assert user.listed[2].startswith("  ▾ x.txt")
        await user.click("  ▾ x.txt", 2)
        assert user.listed[2].startswith("  ▸ x.txt")

    review(folders.page(), journey, (100, 45))


def test_a_narrowed_list_narrows_what_a_folder_means(folders: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("slash")
        await user.type("Backup b.txt")
        await user.press("enter", "home")
        assert first_two(user)[0].startswith(BACKUP)
        assert "  1 listed  0 go, 0 of 12.3 kB" in user.listed[0]
        assert "1 of 4 groups is listed, and keys here change only that one" in user.details
        await user.press("space")
        assert folders.chosen == SAFE | {"Backup/b.txt"}
        await user.press("escape", "home")
        assert "1 goes, 12.3 of 49.2 kB" in user.listed[0]
        await user.press("m")
        assert not any("~/Backup ·" in line for line in user.listed), "what is listed there goes"

    review(folders.page(), journey)


def test_sorting_and_tabs_hold_for_folders(folders: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("S", "5", "home")
        assert user.listed[0].startswith("▸ ~/Best")
        await user.press("S", "4", "home")
        assert first_two(user)[0].startswith(BACKUP)
        await user.press("0")
        assert any(line.startswith(BACKUP) for line in user.listed)
        await user.press("greater_than_sign", "greater_than_sign", "less_than_sign")
        assert user.listed[0].startswith(BACKUP)

    review(folders.page(), journey)


def test_rules_folders_and_ranges_on_the_line_of_a_folder(folders: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("f")
        assert folders.chosen == {f"Documents/{name}.txt" for name in "abcd"} | SAFE
        await user.press("u", "v", "j", "space")
        assert folders.chosen == SAFE | GONE | {"Best/x.txt", "Best/y.txt"}
        await user.press("u", "home", "r", "1", "1")
        assert folders.chosen == {f"Documents/{name}.txt" for name in "abcd"} | SAFE
        await user.press("u", "n", "c")
        assert folders.chosen == SAFE

    review(folders.page(), journey)


def test_many_folders_are_one_more_line(make_scanned: MakeScanned) -> None:
    many = make_scanned(
        {f"Documents/{n}": {f"{copy}.txt": f"{n}" * (9000 + n * 4096) for copy in "ab"} for n in range(9)},
        choice=Choice(),
    )

    async def journey(user: User) -> None:
        assert [line[:2] for line in user.listed[:6]] == ["▸ "] * 5 + ["▾ "]
        assert user.listed[4].startswith("▸ 5 more folders")
        await user.press("G", "home", "down", "down", "down", "down")
        assert user.details == ["Open it to see these folders."]
        await user.press("K", "right")
        assert many.chosen == set()
        assert sum("· 1 copy of another file in this folder" in line for line in user.listed) == 9
        assert user.list.cursor == 4
        await user.press("space")
        assert len(many.chosen) == 1
        await user.click("▾ fewer folders")
        assert user.listed[4].startswith("▸ 5 more folders")
        assert user.list.cursor == 4

    review(many.page(), journey, (100, 40))


def test_folders_that_are_only_shown_promise_nothing(make_scanned: MakeScanned) -> None:
    album = {f"{name}.mp3": name * 9000 for name in "abc"}
    drawing: Drawing = {
        "Music": {"Band": {**album, "d.mp3": "d" * 9000}, "Old backup": {"Band": album, "note.txt": "n"}},
        "Documents": {"letter.txt": "l" * 9000},
        "Downloads": {"letter (1).txt": "l" * 9000},
    }
    contained = make_scanned(drawing, choice=Choice(), categories=("duplicates", "contained-folders"))

    async def journey(user: User) -> None:
        await user.press("0", "G")
        heading = next(line for line in user.listed if "also in the other one" in line)
        assert heading.startswith("▾ Band · all 3 files in it are also in the other one")
        assert heading.endswith(" [-]"), "nothing of it may go, so nothing of it could come free"
        assert all(line.endswith("only shown here, never moved") for line in user.listed[-2:])
        await user.until(lambda: "also in the other one" in user.current, "the heading", "k")
        assert user.details == [
            "all 3 files in it are also in the other one", "~/Music/Old backup/Band", "~/Music/Band",
            "1 file is only here:", "d.mp3",
        ]  # fmt: skip
        await user.press("home", "space", "tab")
        tree = [line.split("│")[0].split() for line in user.screen]
        assert ["▶", "~/Music", "36.9", "of", "36.9", "kB"] in tree
        assert ["~/Downloads", "12.3", "of", "12.3", "kB"] in tree
        assert not any("~/Documents" in line for line in tree), "nothing of it can go"

    review(contained.page(), journey, (140, 45))


def test_the_decision_is_in_the_plan_and_there_after_a_no(folders: ScannedFolder) -> None:
    async def decide(user: User) -> None:
        await user.press("right", "left", "space", "t")

    page = folders.page()
    assert review(page, decide) == Ending(Outcome.MOVE)
    steps = steps_of(folders.selection, ("duplicates",))
    assert {step.path.decode().removeprefix(f"{folders.root}/") for step in steps} == SAFE | GONE
    assert {step.keeper.path for step in steps if step.keeper} == {
        f"{folders.root}/Documents/{name}.txt".encode() for name in "abcd"
    }

    async def again(user: User) -> None:
        assert user.listed[0].endswith("4 go, 49.2 of 49.2 kB")
        await user.press("u")
        assert folders.chosen == SAFE

    review(folders.page(), again)
