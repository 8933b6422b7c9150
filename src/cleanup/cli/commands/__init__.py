"""The commands there are: a line here and a module of the same name, loaded when its command is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cleanup.cli.exits import Exit
from cleanup.language import Marked, mark


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its help, and the exit codes it can end with; or a command with commands of its own."""

    help: Marked
    exits: tuple[Exit, ...] = ()
    commands: Mapping[str, Entry] = field(default_factory=dict)
    function: str = ""


_READING = (Exit.DONE, Exit.USAGE, Exit.DOCUMENT)
_MOVING = (Exit.DONE, Exit.USAGE, Exit.PARTLY, Exit.DOCUMENT, Exit.INTERRUPTED)
_CHECKING = (Exit.DONE, Exit.USAGE, Exit.PARTLY)

COMMANDS: Mapping[str, Entry] = {
    "scan": Entry(mark("Find files that waste space and report them. Changes nothing."), tuple(Exit)),
    "report": Entry(mark("Show an earlier scan or run again."), _READING),
    "plan": Entry(
        mark("Show what the rules would move. With --output, save it as a plan you can edit."),
        (Exit.DONE, Exit.USAGE, Exit.PARTLY, Exit.DOCUMENT),
    ),
    "review": Entry(
        mark("Choose what goes on a full-screen page. Then save a plan, or move it to the trash. Asks first."), _MOVING
    ),
    "trash": Entry(
        mark("Move extra copies, or files you name, to the trash. Asks first."),
        _MOVING,
    ),
    "undo": Entry(mark("Restore the files of a run from the trash. Never overwrites anything."), _MOVING),
    "history": Entry(mark("List past runs, or the files of one and where they are now. Changes nothing."), _READING),
    "purge": Entry(mark("Remove for good what cleanup moved to the trash. Asks first."), _MOVING),
    "finders": Entry(mark("List what cleanup can look for."), (Exit.DONE, Exit.USAGE)),
    "config": Entry(mark("Show every setting and where its value comes from."), _READING),
    "doctor": Entry(mark("Check whether this computer is ready. Changes nothing."), _CHECKING),
    "decisions": Entry(
        mark("List the files you decided to keep for good, or change your mind."),
        commands={
            "list": Entry(mark("List the files you are never asked about."), _READING, function="list_decisions"),
            "forget": Entry(mark("Forget decisions, so that you are asked again."), _READING),
        },
    ),
    "cache": Entry(
        mark("Show or clear the hash cache."),
        commands={
            "info": Entry(mark("Show where the hash cache is and what is in it."), _CHECKING),
            "clear": Entry(mark("Clear the hash cache."), _CHECKING),
        },
    ),
}
