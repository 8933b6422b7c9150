"""Where else the contents of a mount are, by the mount table: a trash or a cache is one under any path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from cleanup.disk.rules.protected import Protection
from cleanup.disk.rules.protected_above import is_in_trash
from cleanup.disk.system import image_behind, mount_table
from cleanup.model.coverage import Mount
from cleanup.model.paths import above, below, folded, is_inside, joined, split, top, usual


def origins(mount: Mount, mounts: Iterable[Mount]) -> tuple[str, ...]:
    """The other paths of what is at a mount: bound there, written to by an overlay, or shown by a program on this
    computer. Nothing that the table does not say.
    """
    shown = (mount.upper,) if mount.upper else mount.shows if mount.source.startswith(top(mount.path)) else ()
    inside = below(mount.root, top(mount.path))
    found = (*_bound(mount, mounts), *(usual(joined(path, inside)) for path in shown))
    return tuple(path for path in found if not is_inside(path, mount.path))


def _bound(mount: Mount, mounts: Iterable[Mount]) -> Iterator[str]:
    """The path of a bound folder through the nearest mount of its volume that contains it."""
    around = [
        other
        for other in mounts
        if other.identity == mount.identity and other.root != mount.root and is_inside(mount.root, other.root)
    ]
    if around:
        nearest = max(around, key=lambda other: len(other.root))
        yield joined(nearest.path, below(mount.root, nearest.root))


def protect_mounts(protection: Protection) -> Protection:
    """The lists, extended by the mounts that show what is in a trash (even one in an image), in our own folders, in the
    system's, or inside version control.
    """
    mounts = mount_table()
    never, system = set(), set()
    for mount in mounts:
        if mount.path == top(mount.path):
            continue
        known = origins(mount, mounts)
        is_systems = any(map(protection.is_in_system, known)) and not _holds_users(mount.path, protection)
        # For a volume that is nowhere mounted as a whole, names still reveal a trash or version control.
        named = known or (mount.root,)
        if image := image_behind(mount.source):
            named = (*named, split(image)[0])
        if any(is_in_trash(path, protection) for path in named):
            never.add(folded(mount.path))
        elif is_systems or any(_is_of_version_control(path, protection) for path in named):
            system.add(folded(mount.path))
    return replace(protection, never=protection.never | never, system=protection.system | system)


def _is_of_version_control(path: str, protection: Protection) -> bool:
    """Whether a path is inside version control's internals."""
    names = (split(each)[1] for each in (path, *above(path)))
    return any(
        protection.is_protected_folder(name, frozenset()) and protection.kind_of_name(name) == "version-control"
        for name in names
    )


def _holds_users(path: str, protection: Protection) -> bool:
    """Whether a place belongs to users, wherever it comes from, or contains such a place."""
    alike = folded(path)
    return any(is_inside(place, alike) or is_inside(alike, place) for place in protection.system_except)
