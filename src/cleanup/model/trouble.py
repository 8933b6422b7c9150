"""Something that could not be looked at, and why."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass

from cleanup.language import mark, said, tr

_SENTENCES = {
    errno.EACCES: mark("no permission"),
    errno.EPERM: mark("not permitted"),
    errno.ENOENT: mark("gone since it was listed"),
    errno.ENOTDIR: mark("no longer a folder"),
    errno.ELOOP: mark("turned into a link"),
    errno.EIO: mark("the disk reports an error"),
    errno.ENAMETOOLONG: mark("name too long for this system"),
    errno.ESTALE: mark("the network drive lost it"),
    # What macOS answers if nothing may be fetched.
    errno.EDEADLK: mark("only in the cloud"),
    errno.EMFILE: mark("too many open files"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that went wrong with one path; the run went on without it.

    ``stage`` is the verb it happened in (``walk``, ``find``); ``code`` a stable word for scripts, mostly the system's
    own (``EACCES``), ``changed`` for a file that is no longer what the walk saw, or ``no-answer`` for a whole drive.
    """

    path: bytes
    stage: str
    code: str
    message: str


def from_errno(path: bytes, stage: str, number: int) -> Trouble:
    """The trouble for a system error number, in a sentence a person understands."""
    code = errno.errorcode.get(number, str(number))
    sentence = _SENTENCES.get(number)
    return Trouble(path, stage, code, said(sentence) if sentence else os.strerror(number))


def changed(path: bytes, stage: str) -> Trouble:
    """The trouble of a file that changed between the walk and the reading of its bytes."""
    return Trouble(path, stage, "changed", tr("changed while it was being read"))


def does_not_answer(path: bytes, stage: str) -> Trouble:
    """The trouble with a drive whose program or computer keeps callers waiting."""
    return Trouble(path, stage, "no-answer", tr("this drive does not respond"))
