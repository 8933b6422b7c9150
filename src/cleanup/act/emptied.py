"""A folder that moves once its contents have left: its contents are recorded when its turn comes."""

from __future__ import annotations

import os
from dataclasses import replace

from cleanup.act.movers.mover import NotPossible
from cleanup.disk.manifest import CrossesVolumes, manifest_at
from cleanup.disk.rules.droppings import holds_nothing
from cleanup.language import tr
from cleanup.model.plan import Step


def as_left(step: Step) -> Step:
    """The step with the folder's current contents; raises NotPossible if they are more than folders, and OSError."""
    try:
        manifest = manifest_at(os.fsdecode(step.path), step.identity.device)
    except FileNotFoundError:
        raise NotPossible("gone", tr("gone since it was shown")) from None
    except CrossesVolumes:
        raise NotPossible("mount-point", tr("it contains another drive or subvolume")) from None
    # Checked after the manifest: what arrives in between is not in it, and is noticed during the move.
    if manifest.others or not holds_nothing(step.path, but_droppings=False):
        raise NotPossible("not-empty", tr("there is still something in it"))
    return replace(step, manifest=manifest)
