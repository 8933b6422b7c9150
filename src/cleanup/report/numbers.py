"""Numbers as people write them: sizes, counts, moments and reasons."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cleanup.language import Marked, number, said, tr, trn
from cleanup.model.category import Unit
from cleanup.model.errors import UsageProblem
from cleanup.model.finding import Measure, Why
from cleanup.model.quantity import parse_size
from cleanup.report.safe import shown

_AGE = re.compile(r"(\d+)(d|w|mo|y)", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def size(count: int, *, binary: bool = False) -> str:
    """Bytes as ``5.9 GB``, or ``5.5 GiB``."""
    if count < (1024 if binary else 1000):
        return f"{count} B"
    from humanize import naturalsize

    return naturalsize(count, binary=binary)


def moment(nanoseconds: int) -> datetime:
    """The time so many nanoseconds after 1970, in UTC, to the microsecond."""
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)


def instant(nanoseconds: int) -> str:
    """The same as ISO 8601 with all nine digits, so that documents lose nothing."""
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{(_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]}.{rest:09d}Z"


def duration(seconds: float) -> str:
    """Seconds as ``6.1 s`` or ``3 min 20 s``."""
    if round(seconds, 1) < 60:
        return tr("{seconds} s", seconds=f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return tr("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def files(count: int) -> str:
    """A number of files in words."""
    return trn("{n} file", "{n} files", count)


def counted(unit: Unit, count: int) -> str:
    """A number of findings in words."""
    match unit:
        case Unit.FILE:
            return files(count)
        case Unit.FOLDER:
            return trn("{n} folder", "{n} folders", count)
        case Unit.LINK:
            return trn("{n} link", "{n} links", count)
        case Unit.GROUP:
            return trn("{n} group", "{n} groups", count)


def limit(written: str, *, binary: bool = False) -> str:
    """A limit that an option gave: a size as other sizes look, an age in words, anything else as it is."""
    try:
        return size(parse_size(written), binary=binary)
    except UsageProblem:
        return age(written)


def ago(since: timedelta) -> str:
    """How long ago something was, roughly; a moment that is still to come counts as now."""
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return tr("just now")
    if minutes < 60:
        return trn("a minute ago", "{n} minutes ago", minutes)
    if minutes < 48 * 60:
        return trn("an hour ago", "{n} hours ago", minutes // 60)
    return trn("a day ago", "{n} days ago", minutes // (24 * 60))


def age(written: str) -> str:
    """An age such as ``6mo`` in words; a date or anything else stays as it is."""
    match = _AGE.fullmatch(written)
    if not match:
        return written
    count = int(match[1])
    match match[2]:
        case "d":
            return trn("a day", "{n} days", count)
        case "w":
            return trn("a week", "{n} weeks", count)
        case "mo":
            return trn("a month", "{n} months", count)
    return trn("a year", "{n} years", count)


def reason(why: Why, detail: int, *, binary: bool = False, local: bool = False) -> str:
    """Why a group of files is a finding, in words; days are those of this place if ``local``, else of UTC."""
    return shown(
        said(Marked(why.one if why.one and detail == 1 else why.text)).replace(
            "{}", _detail(why, detail, binary, local), 1
        )
    )


def _detail(why: Why, detail: int, binary: bool, local: bool) -> str:
    match why.measure:
        case Measure.NOTHING:
            return ""
        case Measure.BYTES:
            return size(detail, binary=binary)
        case Measure.COUNT:
            return number(detail)
        case Measure.MOMENT:
            day = moment(detail).astimezone() if local else moment(detail)
            return f"{day:%Y-%m-%d}"
