"""Numbers in words: sizes, counts, times and reasons."""

from __future__ import annotations

from datetime import timedelta

from cleanup.language import speak_humanize, tr, tr_in, trn
from cleanup.model.category import Unit
from cleanup.model.errors import UsageProblem
from cleanup.model.quantity import parse_size, whole_age
from cleanup.model.reasons import moment as moment
from cleanup.model.reasons import reason as reason
from cleanup.model.reasons import size as size


def duration(seconds: float) -> str:
    """Seconds as ``6.1 s`` or ``3 min 20 s``."""
    if round(seconds, 1) < 60:
        return tr("{seconds} s", seconds=f"{seconds:.1f}".replace(".", tr_in("decimal separator", ".")))
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
    """The value of an option in words if it is a size; anything else stays as it is."""
    try:
        return size(parse_size(written), binary=binary)
    except UsageProblem:
        return written


def ago(since: timedelta) -> str:
    """Roughly how long ago something was; a time in the future counts as now."""
    if since < timedelta(minutes=1):
        return tr("just now")
    from humanize import naturaltime

    speak_humanize()
    return naturaltime(since)


def age(written: str) -> str:
    """An age such as ``6mo`` or ``6 months`` in words; a date or anything else stays as it is."""
    count, unit = whole_age(written)
    match unit:
        case "d":
            return trn("a day", "{n} days", count)
        case "w":
            return trn("a week", "{n} weeks", count)
        case "mo":
            return trn("a month", "{n} months", count)
        case "y":
            return trn("a year", "{n} years", count)
    return written
