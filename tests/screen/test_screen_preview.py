"""The look into a file beside its name, on the page."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import pytest
from PIL import Image

from cleanup.model.preview import Picture
from cleanup.review.details import drawn
from support.reviewing import ScannedFolder, User, review
from support.scripts import change


def picture() -> bytes:
    """A red picture, twice as wide as high."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), (255, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def test_texts_pictures_and_what_is_neither(make_scanned: Callable[..., ScannedFolder]) -> None:
    contents = {
        "a text.txt": "the first line\nthe second [bold]line[/]\n\tthe third\n",
        "b empty.txt": "",
        "c binary.dat": b"\0\1\2",
        "c latin.txt": b"caf\xe9\n",
        "d photo.png": picture(),
        "e broken.png": picture()[:30],
        "f long.txt": "a very long line " * 60 + "\n" + "line\n" * 400,
    }
    scanned = make_scanned(
        {f"{copy}{name}": content for name, content in contents.items() for copy in ("", "copy of ")}
    )
    seen = {}

    async def journey(user: User) -> None:
        await user.press("0")
        for line in range(len(user.page.shown)):
            user.list.cursor = line
            await user.settle()
            if (thing := user.page.shown.at(line)[1]) >= 0:
                seen[os.path.basename(scanned.selection.groups.path(thing)).decode()] = "\n".join(
                    user.details[2 + user.details[1].startswith("stays") :]
                )
        assert len(user.page.screen_stack) == 1

    review(scanned.page(), journey, (100, 35))
    assert seen["a text.txt"].splitlines() == ["the first line", "the second [bold]line[/]", "    the third"]
    assert seen["b empty.txt"] == "(no preview: empty)"
    assert seen["c binary.dat"] == "(no preview: no text and no picture)"
    assert seen["c latin.txt"] == "(no preview: no text and no picture)"
    assert set(seen["d photo.png"]) <= {"▀", "\n"}
    assert seen["e broken.png"] == "(no preview: a picture that cannot be read)"
    assert seen["f long.txt"].splitlines()[-1] == "…"
    assert all(seen[name] == seen["copy of " + name] for name in ("a text.txt", "b empty.txt", "e broken.png"))


@pytest.mark.parametrize("scanned", [{"a.png": picture(), "b.png": picture()}], indirect=True)
async def test_a_picture_has_its_colours(user: User, scanned: ScannedFolder) -> None:
    await user.resize(120, 35)
    await user.press("down")
    strips = user.page.screen._compositor.render_strips()
    cells = [style for strip in strips for text, style, _ in strip if "▀" in text]
    assert cells
    assert {style.color.name for style in cells if style and style.color} == {"#ff0000"}


@pytest.mark.parametrize("instead", ["mkfifo old.txt", "ln -s ../Documents/notes/old.txt .", "mkdir old.txt", ":"])
async def test_what_took_the_place_of_a_file_is_neither_waited_for_nor_followed(
    user: User, scanned: ScannedFolder, instead: str
) -> None:
    change(scanned.root / "Backup", f"rm old.txt; {instead}")
    await user.press("end")
    assert user.details[-1].startswith("(no preview: ")


def test_a_preview_grows_with_the_page(make_scanned: Callable[..., ScannedFolder]) -> None:
    text = "".join(f"line {number}\n" for number in range(60))
    scanned = make_scanned({"a.txt": text, "b.txt": text})

    async def journey(user: User) -> None:
        await user.press("down")
        assert "line 8" not in "\n".join(user.screen)
        await user.resize(150, 50)
        assert "line 8" in "\n".join(user.screen)

    review(scanned.page(), journey, (80, 24))


def test_who_runs_down_the_list_opens_no_file_on_the_way(
    scanned: ScannedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def preview(thing: int, columns: int, rows: int) -> object:
        asked.append(thing)
        return scanned.probe.preview(thing, columns, rows)

    async def journey(user: User) -> None:
        monkeypatch.setattr("cleanup.review.details_box._PREVIEW_AFTER", 0.3)
        await user.press("down")
        asked.clear()
        for _ in range(6):
            await user.pilot.press("down")
        await user.settle()

    review(scanned.page(preview=preview), journey)
    assert len(asked) <= 2


def test_a_picture_of_an_odd_height_has_nothing_below_its_last_row() -> None:
    """There was a black line."""
    last = drawn(Picture((bytes([9, 9, 9]) * 2,) * 3, 2, 3))[-1]
    assert [(span.style.color is None, span.style.bgcolor is None) for span in last.spans] == [(False, True)] * 2
