"""A folder that moves once others have left it: what it holds is taken down when its turn comes."""

from __future__ import annotations

import os
from dataclasses import replace

from cleanup.act.movers.mover import NotPossible
from cleanup.disk.droppings import holds_nothing
from cleanup.disk.manifest import CrossesVolumes, manifest_of
from cleanup.disk.system import leave, open_folder
from cleanup.language import tr
from cleanup.model.category import Proof
from cleanup.model.plan import Kind, Step


def waits_for_others(step: Step) -> bool:
    """Whether a step is for a folder that is looked at only after the steps before it have ended."""
    return step.proof is Proof.EMPTY and step.kind is Kind.FOLDER


def as_left(step: Step) -> Step:
    """The step with what its folder holds now; raises NotPossible if that is more than folders, and OSError."""
    try:
        folder = open_folder(os.fsdecode(step.path))
        try:
            manifest = manifest_of(folder, step.identity.device)
        finally:
            leave(folder)
    except FileNotFoundError:
        raise NotPossible("gone", tr("gone since it was shown")) from None
    except CrossesVolumes:
        raise NotPossible("mount-point", tr("another drive, or a subvolume, begins in it")) from None
    # Asked after that: what comes meanwhile is not in the manifest, and is noticed when it moves.
    if manifest.others or not holds_nothing(step.path, but_droppings=False):
        raise NotPossible("not-empty", tr("there is still something in it"))
    return replace(step, manifest=manifest)
