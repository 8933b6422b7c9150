"""If a plan has both an archive and files extracted from it, the files go and the archive stays. Reads the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from cleanup.disk.contents.archives import NoVerdict
from cleanup.disk.contents.extracted import by_digests, extraction
from cleanup.disk.quietly import everything_in
from cleanup.disk.reading.digests import secret_seed
from cleanup.disk.reading.read_once import ReadOnce
from cleanup.disk.system import leave, open_folder
from cleanup.model.category import Proof
from cleanup.model.paths import is_inside, split
from cleanup.model.plan import Kind, Step


def without_archives_of_what_goes(steps: Sequence[Step]) -> list[Step]:
    """The steps, without archives whose extracted files go: right before the move, nothing would prove them
    any more.
    """
    return [step for step in steps if step.proof is not Proof.EXTRACTED or not _loses_its_files(step, steps)]


def _loses_its_files(archive: Step, steps: Sequence[Step]) -> bool:
    folder, name = split(archive.path)
    beside = [step for step in steps if step.proof is not Proof.EXTRACTED and is_inside(step.path, folder)]
    if not beside:
        return False
    try:
        handle = open_folder(os.fsdecode(folder))
        try:
            found = extraction(handle, name, by_digests(ReadOnce(secret_seed()), _never), _never)
        finally:
            leave(handle)
    except (NoVerdict, OSError):
        # Whatever it is, the move will say.
        return False
    return found is not None and any(not found.physical.isdisjoint(_inodes(step)) for step in beside)


def _never() -> bool:
    return False


def _inodes(step: Step) -> Iterator[tuple[int, int]]:
    """The device and inode of what goes with a step."""
    yield step.identity.device, step.identity.inode
    if step.kind is Kind.FOLDER:
        try:
            for _, seen in everything_in(os.fsdecode(step.path)):
                yield seen.st_dev, seen.st_ino
        except OSError:
            return
