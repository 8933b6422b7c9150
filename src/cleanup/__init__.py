"""cleanup: find what wastes space, say honestly what would be saved, move it to the trash with undo.

The verbs and types of ``__all__`` are for callers in Python. Each is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module

# A folder of the program has the name of a verb. Loaded now, it cannot take the verb's place later.
import_module("cleanup.plan")
del globals()["plan"]

__version__ = "0.1.0"

_PLACES = {
    "cleanup.api": ("load_settings", "scan", "plan", "plan_files", "trash", "undo", "history", "to_purge", "purge"),
    "cleanup.workflow.environment": ("Context",),
    "cleanup.settings": ("Settings",),
    "cleanup.model.event": ("Listener",),
    "cleanup.model.scan": ("Scan",),
    "cleanup.model.finding": ("Finding",),
    "cleanup.model.plan": ("Plan", "Step"),
    "cleanup.model.run": ("Freed", "Item", "Past", "Run", "Status", "Undone", "Whereabouts"),
    "cleanup.model.trouble": ("Trouble",),
    "cleanup.model.errors": (
        "CleanupError", "DocumentProblem", "InterruptedWait", "OutputProblem", "StateProblem", "UsageProblem",
    ),
}  # fmt: skip
_MODULES = {name: module for module, names in _PLACES.items() for name in names}
__all__ = list(_MODULES)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'cleanup' has no attribute {name!r}")
    globals()[name] = found = getattr(import_module(_MODULES[name]), name)
    return found
