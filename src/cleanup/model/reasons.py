"""Why something is a finding, in words, with its number as people write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cleanup.language import Marked, MarkedCount, form_for, number, said, speak_humanize, tr_in
from cleanup.model.harmless import shown

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Measure(StrEnum):
    """What the number in a reason means, so that reports can write it as people do."""

    NOTHING = "nothing"
    BYTES = "bytes"
    COUNT = "count"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words, with ``{}`` for the finding's own number; the text is translated when shown.

    ``one`` is the form for one of what is counted.
    """

    text: str
    measure: Measure = Measure.NOTHING
    one: str = ""

    @classmethod
    def counting(cls, words: MarkedCount) -> Why:
        """A reason with a count."""
        return cls(words.many, Measure.COUNT, words.one)


def reason(why: Why, detail: int, *, binary: bool = False, local: bool = False) -> str:
    """Why a group of files is a finding, in words; days are local if ``local``, else in UTC."""
    words = form_for(MarkedCount(why.one, why.text), detail) if why.one else said(Marked(why.text))
    return shown(words.replace("{}", _detail(why, detail, binary, local), 1))


def _detail(why: Why, detail: int, binary: bool, local: bool) -> str:
    match why.measure:
        case Measure.NOTHING:
            return ""
        case Measure.BYTES:
            return size(detail, binary=binary)
        case Measure.COUNT:
            return number(detail)
        case Measure.MOMENT:
            day = in_local_time(moment(detail)) if local else moment(detail)
            return f"{day:%Y-%m-%d}"


def size(count: int, *, binary: bool = False) -> str:
    """Bytes as ``5.9 GB``, or ``5.5 GiB``."""
    if count < (1024 if binary else 1000):
        return tr_in("bytes", "{n} B", n=count)
    from humanize import naturalsize

    speak_humanize()
    return naturalsize(count, binary=binary).replace(".", tr_in("decimal separator", "."))


def moment(nanoseconds: int) -> datetime:
    """The time this many nanoseconds after 1970, in UTC, to the microsecond."""
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)


def in_local_time(at: datetime) -> datetime:
    """A moment in local time; in UTC if ``TZ`` names no real place."""
    try:
        return at.astimezone()
    except ValueError:
        return at.astimezone(UTC)
