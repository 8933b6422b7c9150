"""Whether two paths can show one file through two mounts, by the mount table alone: mounts that show another folder (an
overlay, bindfs, mergerfs), or one image that is attached twice.
"""

from __future__ import annotations

import os

from cleanup.disk.system import with_uuid
from cleanup.disk.volumes import volume_of
from cleanup.model.coverage import LASTING, Mount
from cleanup.model.paths import SEPARATOR

_SLASH = os.fsdecode(SEPARATOR)
_LOWER_HALF = 0xFFFF_FFFF
# Where a path is on the volume itself, wherever that is mounted.
_Places = dict[tuple[str, str], Mount]


def show_one_file(path: bytes, other: bytes, mounts: tuple[Mount, ...]) -> bool:
    """Whether the mount table says that these two paths may lead to one file. Asks volumes for their UUIDs."""
    places, ends = _shown_by(os.fsdecode(path), mounts)
    others, other_ends = _shown_by(os.fsdecode(other), mounts)
    if places.keys() & others.keys() or ends & other_ends:
        return True
    if any(inside.endswith(tuple(ends)) for _, inside in others):
        return True
    if any(inside.endswith(tuple(other_ends)) for _, inside in places):
        return True
    return any(
        inside == other_inside and _is_one_image(places[place, inside], others[other_place, other_inside])
        for place, inside in places
        for other_place, other_inside in others
    )


def may_be_one_layer(path: bytes, number: int, other: bytes, other_number: int, mounts: tuple[Mount, ...]) -> bool:
    """Whether one of two paths is on an overlay that may show the other, by their inode numbers: an overlay uses those
    of its layers, with a mark in the upper half. So it works even if the layers are out of sight.
    """
    if (number ^ other_number) & _LOWER_HALF:
        return False
    return any(volume_of(os.fsdecode(each), mounts).filesystem == "overlay" for each in (path, other))


def _shown_by(path: str, mounts: tuple[Mount, ...]) -> tuple[_Places, set[str]]:
    """All places that a path can lead to, through one mount after another, and how other paths end about which the
    table says no more.
    """
    places: _Places = {}
    ends: set[str] = set()
    waiting = [path]
    while waiting:
        path = waiting.pop()
        mount = volume_of(path, mounts)
        if not isinstance(mount, Mount):
            continue
        inside = mount.root.rstrip(_SLASH) + path[len(mount.path.rstrip(_SLASH)) :]
        if (mount.identity, inside) in places:
            continue
        places[mount.identity, inside] = mount
        for shown in mount.shows:
            if shown.startswith(_SLASH):
                waiting.append(shown.rstrip(_SLASH) + inside)
            else:
                # mergerfs leaves out what several folders begin with, even in the middle of a name.
                ends.add(shown + inside)
    return places, ends


def _is_one_image(one: Mount, other: Mount) -> bool:
    """Whether two volumes have one UUID, as an image does that is attached twice, and also a copy of it."""
    if one.identity == other.identity or not (one.identity.startswith("/dev/") and other.identity.startswith("/dev/")):
        return False
    first, second = with_uuid(one).identity, with_uuid(other).identity
    return first == second and first.startswith(LASTING)
