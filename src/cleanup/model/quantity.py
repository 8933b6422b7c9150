"""Sizes and ages as people write them: ``500MB``, ``1,5 Go``, ``1 024 Mo``, ``90d``, ``6 months``, ``2024-03-01``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cleanup.language import number, tr
from cleanup.model.errors import UsageProblem

_DECIMAL = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "p": 10**15}
_BINARY = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40, "p": 2**50}
_SIZE = re.compile(
    r"(?P<number>(?:\d{1,19}|\d{1,3}(?: \d{3}){1,6})(?:[.,]\d{1,19})?)\s*"
    r"(?P<prefix>[kmgtp]?)(?P<binary>i?)(?:b|bytes?|o|octets?)?",
    re.IGNORECASE | re.ASCII,
)
_AGE = re.compile(r"(?P<number>\d{1,9}(?:[.,]\d{1,9})?)\s*(?P<unit>[a-z]+)", re.IGNORECASE | re.ASCII)
_COUNT = re.compile(r"\d{1,19}", re.ASCII)
# The mean length of a Gregorian month and year, so that "12mo" and "1y" are the same age.
_DAYS = {"d": 1.0, "w": 7.0, "mo": 365.2425 / 12, "y": 365.2425}
# In English, French, Dutch and German.
_UNITS = {
    "d": "d day days jour jours dag dagen tag tage tagen",
    "w": "w week weeks semaine semaines weken woche wochen",
    "mo": "mo m month months mois maand maanden monat monate monaten",
    "y": "y year years an ans jaar jaren jahr jahre jahren",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_LARGEST = 2**63 - 1


def parse_size(text: str) -> int:
    """Bytes in a size such as ``500MB`` (decimal), ``500MiB`` (binary) or ``1024``; raises UsageProblem."""
    match = _SIZE.fullmatch(_plain(text))
    if match:
        prefix, binary = match["prefix"].lower(), bool(match["binary"])
        if prefix or not binary:
            size = int(_decimal(match["number"], text) * (_BINARY if binary else _DECIMAL)[prefix])
            if size <= _LARGEST:
                return size
    raise UsageProblem(
        tr("“{text}” is not a size.", text=text),
        tr("Write a number with B, kB, MB, GB, TB or KiB, MiB, GiB, TiB: 500MB, 1.5GiB."),
    )


def parse_count(text: str, most: int = _LARGEST) -> int:
    """A whole number from 0 to ``most``; raises UsageProblem."""
    if not _COUNT.fullmatch(text.strip()):
        raise UsageProblem(tr("“{text}” is not a whole number.", text=text), tr("Write a number such as 4, or 0."))
    if int(text) > most:
        raise UsageProblem(
            tr("“{text}” is too high.", text=text), tr("The highest possible is {most}.", most=number(most))
        )
    return int(text)


def parse_age(text: str, now: datetime) -> datetime:
    """The moment an age (``90d``, ``6mo``, ``2y``) before now, or the given ISO date (UTC)."""
    match = _AGE.fullmatch(_plain(text))
    try:
        if match:
            unit = match["unit"].lower()
            if unit == "j":
                raise UsageProblem(
                    tr("“{text}” can mean days (jours) or years (jaar, Jahre).", text=text), tr("Write 90d or 2y.")
                )
            return now - timedelta(days=float(_decimal(match["number"], text)) * _DAYS[_UNIT[unit]])
        moment = date.fromisoformat(_plain(text))
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    except (ValueError, KeyError, OverflowError):
        raise UsageProblem(
            tr("“{text}” is not an age.", text=text),
            tr("Write days, weeks, months or years, or a date: 90d, 6w, 6mo, 2y, 2024-03-01."),
        ) from None


def whole_age(text: str) -> tuple[int, str]:
    """The number and the unit (``d``, ``w``, ``mo``, ``y``) of an age in whole units; no unit for any other text."""
    match = _AGE.fullmatch(_plain(text))
    if not match or not match["number"].isdecimal():
        return 0, ""
    return int(match["number"]), _UNIT.get(match["unit"].lower(), "")


def _plain(text: str) -> str:
    """The text with ordinary spaces in place of those that French puts between number and unit."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").strip()


def _decimal(written: str, text: str) -> Decimal:
    """A number with a point or a comma, with or without thousands separators; raises UsageProblem if a comma may be
    one.
    """
    written = written.replace(" ", "")
    whole, comma, fraction = written.partition(",")
    if comma and len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        raise UsageProblem(
            tr("“{text}” can mean {one} or {other}.",
               text=text, one=text.replace(",", ""), other=text.replace(",", ".")),
            tr("Write it without a comma."),
        )  # fmt: skip
    return Decimal(written.replace(",", "."))
