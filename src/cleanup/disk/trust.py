"""What root may trust: files that nobody else can have put there or changed, all the way up."""

from __future__ import annotations

import errno
import os
import stat

from cleanup.disk.system import facts_by_path, is_elevated, may_others_write, owner_name, user_number
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.paths import parts, top

# As many as the system itself follows (path_resolution(7)).
_MOST_LINKS = 40


def check_trusted(path: str | os.PathLike[str]) -> None:
    """Raise DocumentProblem if this program runs as root and somebody else could have made or changed ``path``.

    Parts that do not exist are fine: root makes them. Only looks.
    """
    culprit = why_not_trusted(path)
    if culprit is not None:
        raise DocumentProblem(
            tr("You are root, and {path} is not trusted: {reason}.", path=os.fspath(path), reason=culprit),
            tr("Name a place that only root can write to, or run cleanup as its owner."),
        )


def why_not_trusted(path: str | os.PathLike[str]) -> str | None:
    """Who else could have made or changed ``path``, in words, if this program runs as root; None if nobody."""
    return _open_to_others(os.path.abspath(path)) if is_elevated() else None


def _open_to_others(path: str) -> str | None:
    """The first thing on the way to a path, with links followed, that somebody else owns or may write to; None if there
    is none.
    """
    waiting = [*parts(path)[:0:-1]]
    reached, links = top(path), 0
    while True:
        try:
            facts = facts_by_path(reached)
        except PermissionError as error:
            # Root may look anywhere except into what another user's program shows (FUSE).
            return tr("{path} cannot be looked at: {reason}", path=reached, reason=error.strerror)
        except OSError:
            return None
        if waiting and not stat.S_ISDIR(facts.st_mode) and not stat.S_ISLNK(facts.st_mode):
            # Nothing can be below what is not a folder, such as /dev/null, the home of some services.
            return None
        if facts.st_uid not in {0, user_number()}:
            return tr("{path} belongs to {owner}", path=reached, owner=owner_name(facts.st_uid))
        if may_others_write(reached, facts):
            return tr("others can write in {path}", path=reached)
        if stat.S_ISLNK(facts.st_mode):
            links += 1
            if links > _MOST_LINKS:
                return os.strerror(errno.ELOOP)
            target = os.readlink(reached)
            beginning = top(target)
            waiting += [*parts(target)[::-1]][: -1 if beginning else None]
            reached = beginning or os.path.dirname(reached)
            continue
        if not waiting:
            return None
        name = waiting.pop()
        reached = os.path.dirname(reached) if name == ".." else os.path.join(reached, name)
