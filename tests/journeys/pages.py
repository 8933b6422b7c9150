"""Pages as tests compare them."""

from __future__ import annotations

import re
import unicodedata


def cells(text: str) -> int:
    """The width of a line on a terminal, counted apart from the library that the program draws with."""
    wide = {"W": 2, "F": 2}
    return sum(0 if unicodedata.combining(one) else wide.get(unicodedata.east_asian_width(one), 1) for one in text)


def steady(page: bytes) -> str:
    """A page without what is another one each time: ids of scans and runs, and how long ago they were, and how
    full the disk is after a move."""
    text = re.sub(r"\d{8}-\d{6}-[0-9a-f]{4}", "20200913-122640-abcd", page.decode())
    text = re.sub(r"(?<= )[0-9a-f]{4}(?=[ \n])", "abcd", text)
    text = re.sub(r"^Next:.*?(?=^$|\Z)", _without_places, text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(
        r"^Disk still \d+ % full, .*|^Disk \d+ % full, .*; \d+ % before",
        "Disk still N % full",
        text,
        flags=re.MULTILINE,
    )
    return re.sub(r"an? minute ago|\d+ minutes ago", "just now", text)


def typed(page: bytes) -> list[str]:
    """The commands that a page offers, as they would be typed."""
    _, _, offered = page.decode().partition("Next:")
    # A shell goes on behind a backslash; what a command is for stands beside or below it.
    lines = (line.strip().split("  ")[0] for line in re.sub(r" \\\n +", " ", offered).splitlines())
    return [line for line in lines if line.startswith("cleanup ")]


def _without_places(block: re.Match[str]) -> str:
    """The commands of a page; where a folder of the test is named, which can be long, without what they are for."""
    if "/home" not in block[0]:
        return block[0]
    commands = [re.sub(r"/\S*/home\d+", "/home", command) for command in typed(block[0].encode())]
    return "Next:\n" + "".join(f"  {command}\n" for command in commands)
