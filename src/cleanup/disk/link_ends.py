"""Where a symbolic link that leads nowhere should lead, and what that says about it."""

from __future__ import annotations

import errno
import os
import re
from enum import StrEnum

from cleanup.disk.system import facts_behind, mount_table
from cleanup.model.paths import is_inside

_BROKEN = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
# Places that come and go, and those where a link is the record of something kept elsewhere.
_COMES_BACK = ("/media", "/mnt", "/run/media", "/Volumes", "/net", "/proc", "/dev", "/run", "/sys", "/nix", "/gnu")
_RECORD = re.compile(r"(?:^|/)\.git/annex/objects/|(?:^|/)\.datalad/")
# Locks of programs: "host:+pid", "host-pid", "user@host.pid:boot".
_LOCK = re.compile(r"(?:[\w.-]+@[\w.-]+\.\d+(?::\d+)?|[\w.-]+:\+\d+|[A-Za-z][\w.-]*-\d+)")
_OF_TOOLS = re.compile(r"(?:^|/)(?:bazel-[^/]*|result(?:-[^/]*)?|dosdevices/[^/]*|node_modules/\.bin/[^/]*)$")
_OF_ENVIRONMENT = re.compile(r"(?:^|/)bin/python[\d.]*$")


class LinkEnd(StrEnum):
    """What is known about a link's target: there or not to be judged, gone for good, or may come back."""

    FINE = "fine"
    GONE = "gone"
    MAY_COME_BACK = "may-come-back"


def end_of(path: str, roots: tuple[str, ...]) -> LinkEnd:
    """What is known about the target of the link at an absolute path; ``roots`` are the scanned folders.

    Raises OSError if it cannot be found out: no permission, or a drive that does not respond. Opens nothing.
    """
    try:
        facts_behind(path)
    except OSError as error:
        if error.errno not in _BROKEN:
            raise
        looped = error.errno == errno.ELOOP
    else:
        return LinkEnd.FINE
    target = os.readlink(path)
    if _is_somebodys(path, target):
        return LinkEnd.FINE
    if looped:
        return LinkEnd.GONE
    whole = os.path.normpath(os.path.join(os.path.dirname(path), target))
    there = _nearest_there(whole)
    if _comes_back(whole, there):
        return LinkEnd.FINE
    inside = any(is_inside(whole, root) for root in roots)
    if not os.path.isabs(target) and inside and there == os.path.dirname(whole):
        return LinkEnd.GONE
    return LinkEnd.MAY_COME_BACK


def _is_somebodys(path: str, target: str) -> bool:
    """Whether such a link is a record, a lock, or a tool's own, and is meant to lead nowhere here."""
    if _RECORD.search(target) or (os.sep not in target and _LOCK.fullmatch(target)):
        return True
    return (
        bool(_OF_TOOLS.search(path) or _OF_ENVIRONMENT.search(path))
        or re.match(r"[A-Za-z]:|\\\\|//", target) is not None
    )


def _nearest_there(path: str) -> str:
    """The lowest existing folder above a path."""
    folder = os.path.dirname(path)
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder


def _comes_back(whole: str, there: str) -> bool:
    """Whether its target is on a drive that is not plugged in, or directly under a place where one may be mounted."""
    if any(is_inside(whole, place) for place in _COMES_BACK):
        return True
    known = {mount.path for mount in mount_table()} | _mounted_by_table()
    return any(is_inside(whole, place) for place in known - {os.sep} if not os.path.ismount(place)) or (
        there in known - {os.sep} and not os.listdir(there)
    )


def _mounted_by_table() -> set[str]:
    """Where drives are mounted when they are there, according to the system's table (fstab(5))."""
    try:
        with open("/etc/fstab", encoding="utf-8", errors="surrogateescape") as table:
            lines = [line.split() for line in table if not line.lstrip().startswith("#")]
    except OSError:
        return set()
    return {parts[1].replace("\\040", " ") for parts in lines if len(parts) > 1 and parts[1].startswith(os.sep)}
