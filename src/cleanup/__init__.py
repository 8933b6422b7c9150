"""cleanup: find what wastes space, say honestly what would be saved, move it to the trash with undo.

The verbs and types of ``__all__`` are for callers in Python. Each is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module

# A folder of the program has the same name as a verb. Imported now, it cannot take the verb's place later.
import_module("cleanup.plan")
del globals()["plan"]

# True for type checkers; typing takes longer to load than all else here.
TYPE_CHECKING = False

__version__ = "0.1.0"
__all__ = [
    "CleanupError", "Context", "DocumentProblem", "Finding", "Forgettable", "Freed", "InterruptedWait", "Item",
    "Listener",
    "OutputProblem", "Past", "Plan", "Run", "Scan", "Settings", "StateProblem", "Status", "Step", "Trouble", "Undone",
    "UsageProblem", "Whereabouts", "forget", "history", "load", "load_plan", "load_settings", "plan", "plan_files",
    "purge", "scan", "to_forget", "to_purge", "trash", "undo",
]  # fmt: skip

if TYPE_CHECKING:
    from cleanup.api import (
        forget,
        history,
        load,
        load_plan,
        load_settings,
        plan,
        plan_files,
        purge,
        scan,
        to_forget,
        to_purge,
        trash,
        undo,
    )
    from cleanup.model.errors import (
        CleanupError,
        DocumentProblem,
        InterruptedWait,
        OutputProblem,
        StateProblem,
        UsageProblem,
    )
    from cleanup.model.event import Listener
    from cleanup.model.finding import Finding
    from cleanup.model.memories import Forgettable
    from cleanup.model.plan import Plan, Step
    from cleanup.model.run import Freed, Item, Past, Run, Status, Undone, Whereabouts
    from cleanup.model.scan import Scan
    from cleanup.model.trouble import Trouble
    from cleanup.settings import Settings
    from cleanup.workflow.environment import Context
else:
    # The light ones first: each is searched for a name until it is found.
    _MODULES = (
        "api", "workflow.environment", "settings", "model.errors", "model.event", "model.trouble", "model.run",
        "model.memories", "model.plan", "model.scan", "model.finding",
    )  # fmt: skip

    def __getattr__(name: str) -> object:
        if name in __all__:
            for module in _MODULES:
                if found := getattr(import_module(f"cleanup.{module}"), name, None):
                    globals()[name] = found
                    return found
        raise AttributeError(f"module 'cleanup' has no attribute {name!r}")
