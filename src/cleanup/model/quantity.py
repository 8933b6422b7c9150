"""Sizes and ages as people write them: ``500MB``, ``1.5GiB``, ``90d``, ``6mo``, ``2y``, ``2024-03-01``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cleanup.language import number, tr
from cleanup.model.errors import UsageProblem

_DECIMAL = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "p": 10**15}
_BINARY = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40, "p": 2**50}
_SIZE = re.compile(r"(\d{1,19}(?:\.\d{1,19})?)\s*([kmgtp]?)(i?)b?", re.IGNORECASE | re.ASCII)
_AGE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(d|w|mo|y)", re.IGNORECASE | re.ASCII)
_COUNT = re.compile(r"\d{1,19}", re.ASCII)
# The mean length of a Gregorian month and year, so that "12mo" and "1y" are the same age.
_DAYS = {"d": 1.0, "w": 7.0, "mo": 365.2425 / 12, "y": 365.2425}
_LARGEST = 2**63 - 1


def parse_size(text: str) -> int:
    """Bytes in a size such as ``500MB`` (decimal), ``500MiB`` (binary) or ``1024``; raises UsageProblem."""
    match = _SIZE.fullmatch(text.strip())
    if match:
        number, prefix, binary = match[1], match[2].lower(), bool(match[3])
        if prefix or not binary:
            size = int(Decimal(number) * (_BINARY if binary else _DECIMAL)[prefix])
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
            tr("“{text}” is too many.", text=text), tr("At most {most} are possible.", most=number(most))
        )
    return int(text)


def parse_age(text: str, now: datetime) -> datetime:
    """The moment that lies an age (``90d``, ``6mo``, ``2y``) before now, or the given ISO date (UTC)."""
    text = text.strip()
    match = _AGE.fullmatch(text)
    try:
        if match:
            return now - timedelta(days=float(match[1]) * _DAYS[match[2].lower()])
        moment = date.fromisoformat(text)
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    except (ValueError, OverflowError):
        raise UsageProblem(
            tr("“{text}” is not an age.", text=text),
            tr("Write days, weeks, months or years, or a date: 90d, 6w, 6mo, 2y, 2024-03-01."),
        ) from None
