"""The proof that everything in an archive has been extracted beside it, right before the archive moves."""

from __future__ import annotations

from collections.abc import Callable, Set

from cleanup.act.movers.mover import NotPossible
from cleanup.disk.contents.archives import NoVerdict
from cleanup.disk.contents.extracted import by_bytes, extraction
from cleanup.disk.system import Handle
from cleanup.language import tr


def prove_extracted(parent: Handle, name: bytes, stopped: Callable[[], bool]) -> Set[tuple[int, int]]:
    """Compare each member of an archive in an open folder, byte by byte, with the file it became.

    Gives device and inode of all these files. Raises NotPossible unless all are the same; Stopped and OSError.
    """
    try:
        found = extraction(parent, name, by_bytes(stopped), stopped)
    except NoVerdict:
        raise NotPossible("no-proof", tr("what is in it cannot be checked here")) from None
    if found is None or found.differ:
        raise NotPossible("different", tr("not everything in it is extracted beside it"))
    return found.physical
