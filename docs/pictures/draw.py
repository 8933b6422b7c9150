"""Draw the pictures of the review: the real page over a made-up messy home, saved as SVG beside this script.

.venv/bin/python docs/pictures/draw.py
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from cleanup.find import FINDERS
from cleanup.model.choice import Choice
from cleanup.model.request import ScanRequest, Selection
from cleanup.report.style import PageStyle
from cleanup.review.page import ReviewPage
from cleanup.review.probe import Probe
from cleanup.workflow.environment import Context
from cleanup.workflow.reviewing import begin, changed_things, moved_things, preview
from cleanup.workflow.scanning import scan

HERE = Path(__file__).parent
Pilot = Callable[..., Awaitable[None]]


def fill(home: Path) -> None:
    """Photos, their copies in two other folders, films, and a diary."""
    random = Random(2026)

    def put(path: str, content: bytes, day: int) -> None:
        file = home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        moment = datetime(2021, 6, 1 + day, tzinfo=UTC).timestamp()
        os.utime(file, (moment, moment))

    for number in range(14):
        photo = random.randbytes(random.randrange(900_000, 4_200_000))
        put(f"Pictures/2021 Lisbon/IMG_{4200 + number}.jpg", photo, number)
        if number % 2:
            put(f"Downloads/IMG_{4200 + number} (1).jpg", photo, 20)
        else:
            put(f"Backup laptop/Pictures/IMG_{4200 + number}.jpg", photo, 25)
    film = random.randbytes(9_000_000)
    put("Videos/anniversary.mp4", film, 3)
    put("Downloads/anniversary (1).mp4", film, 15)
    put("Desktop/Copy of anniversary.mp4", film, 16)
    put("Downloads/linux-installer.iso", random.randbytes(14_000_000), 1)
    diary = ("Saturday.\nI tidied up the attic, and found the slides of our first trip.\n" * 40).encode()
    put("Documents/diary.txt", diary, 2)
    put("Documents/diary - Copy.txt", diary, 9)
    for number in range(3):
        put(f"Documents/untitled {number}.txt", b"", 4)


def page_over(home: Path, own: Path) -> ReviewPage:
    """The page over a scan of this home."""
    context = Context.inside(home, own)
    request = ScanRequest(
        roots=(os.fsencode(home),),
        categories=tuple(finder.category.name for finder in FINDERS if not finder.category.on_request),
        selection=Selection(),
        now=datetime(2022, 7, 1, tzinfo=UTC),
        use_cache=False,
        values={"large": 8_000_000},
    )
    choice = Choice()
    selection = begin(scan(request, {}, context), choice, context)
    groups = selection.groups
    nothing_wrong = [lambda _: ""] * 3
    look = (partial(changed_things, groups, context.state), partial(moved_things, groups, context.state))
    probe = Probe(*look, partial(preview, groups), *nothing_wrong)
    style = PageStyle(home=os.fsencode(home))
    return ReviewPage(selection, probe, style, about="Scan 2 minutes ago of ~", file="plan.json")


async def draw(home: Path, own: Path, name: str, size: tuple[int, int], keys: list[str]) -> None:
    """Press these keys, and save what the page shows then."""
    page = page_over(home, own)
    async with page.run_test(size=size) as pilot:
        await pilot.pause(0.3)
        for key in keys:
            await pilot.press(key)
        await pilot.pause(0.5)
        for worker in [worker for worker in page.workers if worker.group in {"preview", "filter", "again"}]:
            await worker.wait()
        await pilot.pause(0.2)
        page.save_screenshot(f"{name}.svg", path=str(HERE))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, own = Path(folder, "home"), Path(folder, "own")
        fill(home)
        for name, size, keys in (
            ("review", (100, 28), ["space"]),
            ("review-80x24", (80, 24), ["slash", *"diary", "enter", "down"]),
            ("review-rule", (100, 28), ["down", "down", "r"]),
            ("review-places", (150, 34), ["tab", "down", "down"]),
        ):
            asyncio.run(draw(home, own, name, size, keys))


if __name__ == "__main__":
    main()
