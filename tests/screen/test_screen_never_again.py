"""Faults that sent the wrong files, or lost choices: each was one for somebody, and is to be none again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.review.probe import Outcome
from support.kinds import Mount
from support.reviewing import ALL, ScannedFolder, User, draw, review
from support.selecting import EveryCopy

MakeScanned = Callable[..., ScannedFolder]
COPIES = {"Backup/report.txt", "Backup/report (1).txt", "Pictures/2021/Été à Paris.txt", "Backup/old.txt"}


@pytest.mark.parametrize("key", ["a", "x", "space", "f", "n", "s", "m", "i"])
@pytest.mark.parametrize("turns", [0, 1, 2, 5])
def test_keys_typed_while_the_page_opens_act_on_what_is_then_seen(
    make_scanned: MakeScanned, key: str, turns: int
) -> None:
    """The list began with everything, and jumped to the copies a moment later."""
    scanned = make_scanned()

    async def at_once(user: User) -> None:
        assert all("/film.mp4" not in line for line in user.listed), "what is on the page from the first moment"
        for _ in range(turns):
            await user.pilot._wait_for_screen()
        await user.pilot.press(key)
        await user.settle()

    async def later(user: User) -> None:
        await user.press(key)

    review(scanned.page(), at_once, settled=False)
    early = scanned.chosen, scanned.kept
    while scanned.selection.undo():
        pass
    review(scanned.page(), later)
    assert early == (scanned.chosen, scanned.kept)


def test_only_narrows_the_page_and_every_key_on_it(make_scanned: MakeScanned) -> None:
    scanned = make_scanned(choice=EveryCopy(categories=("empty-files",)))
    empty = {"Pictures/empty.txt", "Videos/empty too.txt"}

    async def journey(user: User) -> None:
        assert user.state.startswith("Goes if you go on: 2 files")
        assert sorted(line.split("~/")[1].split()[0] for line in user.listed) == ["Pictures/empty.txt", "Videos/empty"]
        assert "duplicates" not in "\n".join(user.screen)
        await user.press("0", "a")
        assert scanned.chosen == empty
        await user.press("x")
        assert scanned.chosen == set()

    review(scanned.page(), journey)


def test_under_narrows_the_page_and_every_key_on_it(make_scanned: MakeScanned, tmp_path: Path) -> None:
    scanned = make_scanned(choice=EveryCopy(under=(bytes(tmp_path / "tree" / "Pictures"),)))

    async def journey(user: User) -> None:
        assert scanned.chosen == {"Pictures/2021/Été à Paris.txt"}
        assert len(user.page.shown.numbers) == 1
        for keys in ("a", "down down space", "home f", "end f", "r 5 4", "r 4 4", "home down K", "end K", "a"):
            await user.press(*keys.split())
            assert scanned.chosen <= {"Pictures/2021/Été à Paris.txt"}, keys
        await user.press("0")
        assert [line for line in user.listed if "report" in line] == []

    review(scanned.page(), journey)


def test_the_first_line_says_to_what_the_page_is_narrowed(make_scanned: MakeScanned) -> None:
    page = make_scanned().page()
    page._limits = "only stale · in ~/Odd names"

    async def journey(user: User) -> None:
        assert user.screen[0].endswith(" only stale · in ~/Odd names")

    review(page, journey)


@pytest.mark.parametrize("aside", ["n", "s"])
async def test_never_again_and_skip_are_touched_only_by_a_key_on_that_group(
    user: User, scanned: ScannedFolder, aside: str
) -> None:
    group = scanned.group("Backup/report.txt")
    flags = scanned.selection.aside.forgotten if aside == "n" else scanned.selection.aside.skipped
    await user.press(aside)
    for keys in (
        "a",
        "end f",
        "end r 5 4",
        "end r 5 3",
        "end r 4 2",
        "x",
        "a",
        "m a m",
        "0 a 1",
        "i",
        "home v G space",
    ):
        await user.press(*keys.split())
        assert flags[group], keys
        assert not {path for path in scanned.chosen if "report" in path}, keys
    await user.press("1", "home")
    await user.until(lambda: "report.txt" in user.current, "the line of the report", "right")
    await user.press("space")
    assert not flags[group]
    assert not {path for path in scanned.chosen if "report" in path}, "taken back, and nothing more"


@pytest.mark.parametrize(
    "keys", ["q q", "ctrl+c ctrl+c", "r q", "r escape", "p escape", "question_mark q", "q 1", "r r"]
)
def test_questions_that_are_closed_before_they_are_drawn(scanned: ScannedFolder, keys: str) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down", "space")
        for _ in range(3):
            await user.pilot.press(*keys.split())
        await user.settle()
        await user.close_questions()
        assert user.page.return_code in {None, 0}

    review(scanned.page(), journey)
    assert scanned.chosen == COPIES - {"Backup/report.txt"}


def test_marks_out_of_sight_are_counted_and_one_key_shows_them(make_scanned: MakeScanned) -> None:
    scanned = make_scanned(choice=ALL)

    async def journey(user: User) -> None:
        assert user.state.startswith("Goes if you go on: 7 files, 1.2 MB (m: 3 not listed here)")
        before = user.listed
        await user.press("m")
        assert sum("[x]" in line for line in user.listed) == 7
        assert "not listed here" not in user.state
        assert "only what goes" in user.text("about")
        await user.press("m")
        assert user.listed == before
        await user.press("slash", *"old", "enter")
        assert "(m: 6 not listed here)" in user.state

    review(scanned.page(), journey)


async def test_headings_follow_the_marks(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down", "space")
    assert user.listed[0].endswith("1 goes, 196.6 of 393.2 kB")
    await user.press("x")
    assert [line[-30:].strip() for line in user.listed if not line.startswith(" ")] == [
        "0 go, 0 of 393.2 kB", "0 go, 0 of 131.1 kB", "0 go, 0 of 65.5 kB",
    ]  # fmt: skip


async def test_undo_and_redo(user: User, scanned: ScannedFolder) -> None:
    await user.press("x", "u", "U")
    assert (scanned.chosen, user.said) == (set(), "Redone: unmarked 3 groups.")
    await user.press("U")
    assert user.said == "Nothing to redo."


def test_what_cannot_move_from_where_it_lies_is_in_no_amount(tmp_path: Path, mount: Mount) -> None:
    """The scan did not count it, and the page did."""
    stick = tmp_path / "tree" / "stick"
    stick.mkdir(parents=True)
    mount("-t", "tmpfs", "none", stick)
    texts = {"report.txt": "r" * 4096, "report (1).txt": "r" * 4096}
    draw(tmp_path / "tree", {"Documents": texts, "stick": {name: text * 2 for name, text in texts.items()}})
    mount("-o", "remount,ro", stick)
    scanned = ScannedFolder(tmp_path / "tree", tmp_path / "own", selection={"cross_mounts": True})
    assert scanned.scan.savings.total.reclaimable_bytes == 4096

    async def journey(user: User) -> None:
        assert user.state == "Goes if you go on: 1 file, 4.1 kB (1 marked cannot move)"
        assert [line for line in user.listed if "goes" in line and "0 of 0 B" in line]
        await user.press("x")
        assert user.state == "Nothing goes yet"
        await user.press("slash", *"stick", "enter", "a")
        assert user.state == "Goes if you go on: 0 files, 0 B (1 marked cannot move)"
        await user.press("t")

    # The question says why.
    ending = review(scanned.page(), journey)
    assert ending is not None
    assert ending.outcome is Outcome.MOVE


def test_a_folder_that_goes_is_one_thing_with_what_is_marked_in_it(make_scanned: MakeScanned) -> None:
    """The page told of seven files, and the plan of five folders."""
    films = {"one.avi": "1" * 4096, "two.avi": "2" * 8192}
    scanned = make_scanned(
        {"Videos": {"Tape": films, "Old tape": films}}, categories=("duplicate-folders", "large"), large=1
    )

    async def journey(user: User) -> None:
        for path in ("Videos/Old tape/one.avi", "Videos/Old tape"):
            assert not scanned.selection.choose(scanned.group(path), scanned.thing(path))
        await user.press("0")
        assert user.state.startswith("Goes if you go on: 1 folder, ")

    review(scanned.page(), journey)
