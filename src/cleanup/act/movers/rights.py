"""What belongs to a file besides its bytes, given to its copy: mode, owner, access control list, attributes, flags."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import (
    FLAGS,
    acl_of,
    attribute_names,
    born_of,
    copy_attribute,
    flags_of,
    give_acl,
    give_to,
    may_be_lost,
    may_give,
    set_flags,
    set_mode,
)
from cleanup.disk.status import within_range
from cleanup.disk.system import facts_of, is_elevated, reserved_ranges
from cleanup.language import tr
from cleanup.model.run import Rights

# Reading and writing: nobody may gain these through a copy.
_OTHERS = 0o066


def rights_of(file: int) -> Rights:
    """What belongs to an open file."""
    seen = facts_of(file)
    mode, modified = stat.S_IMODE(seen.st_mode), within_range(seen.st_mtime_ns)
    flags, reserved = flags_of(file) & FLAGS.kept, tuple(reserved_ranges(file))
    return Rights(mode, seen.st_uid, seen.st_gid, modified, flags, acl_of(file), reserved, born_of(file))


def check_can_be_copied(file: int) -> None:
    """Raise NotPossible for an open file that cannot be copied, or could not be brought back as it was; PermissionError
    for one that cannot leave.
    """
    seen, flags = facts_of(file), flags_of(file)
    if flags & FLAGS.locked:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
    if flags & FLAGS.sealed:
        raise NotPossible("other-volume", tr("it is encrypted or sealed (fs-verity), and a copy would not be"))
    if not may_give(seen.st_uid, seen.st_gid) or (flags & FLAGS.roots_own and not is_elevated()):
        raise NotPossible("other-volume", tr("its owner, group or flags are not yours to give to a copy"))


def give_rights(source: int, copy: int, rights: Rights) -> None:
    """Give an open copy what belongs to it; what its file system does not take is skipped.

    Raises NotPossible if an attribute that a person or a program set would be lost.
    """
    flags = flags_of(copy)
    if flags & FLAGS.kept != rights.flags:
        with suppress(OSError):
            set_flags(copy, flags & ~FLAGS.kept | rights.flags)
    # Owner, attributes, mode: in this order, for each of them can undo the one after it.
    own, mode = facts_of(copy), rights.mode
    if (own.st_uid, own.st_gid) != (rights.owner, rights.group):
        try:
            give_to(copy, rights.owner, rights.group)
        except PermissionError:
            # A program must not run with the rights of a different user than before.
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
    _copy_attributes(source, copy)
    with suppress(OSError):
        # A folder can have a list that every new file in it inherits.
        give_acl(copy, rights.acl)
    with suppress(OSError):
        set_mode(copy, mode)


def check_not_opened_up(copy: int, rights: Rights) -> None:
    """Raise NotPossible if others can read or write an open copy who could not do so with the original."""
    if facts_of(copy).st_mode & ~rights.mode & _OTHERS:
        raise NotPossible("other-volume", tr("its permissions cannot be kept on that volume, so others could read it"))


def check_all_given(copy: int, rights: Rights) -> None:
    """Raise NotPossible unless an open copy has everything that belongs to it except its times."""
    has = rights_of(copy)
    wrong = {
        tr("mode"): has.mode != rights.mode,
        tr("owner"): (has.owner, has.group) != (rights.owner, rights.group),
        tr("access control list"): has.acl != rights.acl,
        tr("flags"): has.flags != rights.flags,
    }
    if any(wrong.values()):
        what = ", ".join(name for name, is_wrong in wrong.items() if is_wrong)
        raise NotPossible(
            "other-volume", tr("it would not be the same there ({what}); --to FOLDER brings it elsewhere", what=what)
        )


def _copy_attributes(source: int, copy: int) -> None:
    """Copy the extended attributes, except the access control list; raises NotPossible if one would be lost that a
    person or a program set.
    """
    try:
        names = attribute_names(source)
    except OSError:
        return
    for name in names:
        try:
            copy_attribute(source, copy, name)
        except OSError as error:
            if not may_be_lost(name):
                message = tr("an attribute of the file cannot be kept on that volume: {reason}", reason=error.strerror)
                raise NotPossible("other-volume", message) from None
