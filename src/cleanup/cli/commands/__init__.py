"""The commands: each has a line here and a module of the same name, loaded when the command is used."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from cleanup.cli.exits import Exit
from cleanup.language import Marked, mark


class Entry(NamedTuple):
    """A command: what it does, and its possible exit codes; or a command with subcommands."""

    summary: Marked
    exits: tuple[Exit, ...] = ()
    commands: Mapping[str, Entry] = MappingProxyType({})
    function: str = ""
    more: tuple[Marked, ...] = ()

    @property
    def help(self) -> str:
        """Summary and more, one sentence per line."""
        return "\n".join((self.summary, *self.more))


_NOTHING_CHANGES, _ASKS = mark("Changes nothing."), mark("Asks first.")
_READING = (Exit.DONE, Exit.USAGE, Exit.DOCUMENT)
_MOVING = (Exit.DONE, Exit.USAGE, Exit.PARTLY, Exit.DOCUMENT, Exit.INTERRUPTED)
_CHECKING = (Exit.DONE, Exit.USAGE, Exit.PARTLY)

COMMANDS: Mapping[str, Entry] = {
    "scan": Entry(mark("Find files that waste space and report them."), tuple(Exit), more=(_NOTHING_CHANGES,)),
    "report": Entry(mark("Show an earlier scan or run again."), _READING),
    "plan": Entry(
        mark("Show what the rules would move."),
        (Exit.DONE, Exit.USAGE, Exit.PARTLY, Exit.DOCUMENT),
        more=(mark("With --output, save it as a plan you can edit."),),
    ),
    "review": Entry(
        mark("Choose what goes on a full-screen page."),
        _MOVING,
        more=(
            mark("Then save a plan, or move it to the trash."),
            _ASKS,
        ),
    ),
    "trash": Entry(mark("Move extra copies, or files you name, to the trash."), _MOVING, more=(_ASKS,)),
    "compare": Entry(
        mark("Check whether all files of an old drive are also somewhere else."),
        (Exit.DONE, Exit.OVER, Exit.USAGE, Exit.PARTLY, Exit.INTERRUPTED),
        more=(_NOTHING_CHANGES,),
    ),
    "undo": Entry(
        mark("Restore the files of a run from the trash."), _MOVING, more=(mark("Never overwrites anything."),)
    ),
    "history": Entry(
        mark("List past runs, or the files of one and where they are now."), _READING, more=(_NOTHING_CHANGES,)
    ),
    "purge": Entry(mark("Remove for good what cleanup moved to the trash."), _MOVING, more=(_ASKS,)),
    "forget": Entry(mark("Forget what cleanup remembers: scans, past runs, its cache."), _MOVING, more=(_ASKS,)),
    "finders": Entry(mark("List what cleanup can look for."), (Exit.DONE, Exit.USAGE)),
    "config": Entry(mark("Show every setting and where its value comes from."), _READING),
    "doctor": Entry(
        mark("Check whether this computer is ready."),
        _MOVING,
        more=(mark("Changes nothing; a self-test moves a file of its own."),),
    ),
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
    "schema": Entry(
        mark("Print the JSON Schema of a kind of document."),
        (Exit.DONE, Exit.USAGE),
        more=(
            mark(
                "KIND is scan, plan, run, undo, purge, history, forget, compare, decisions, plans, config, finders or "
                "doctor; or scan-lines or run-lines, for each line of NDJSON."
            ),
        ),
    ),
    "help": Entry(mark("Show the help of a command."), (Exit.DONE, Exit.USAGE)),
}
