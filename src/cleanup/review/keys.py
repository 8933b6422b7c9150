"""The help page of the review."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from cleanup.language import tr


def help_text() -> Table:
    """All keys and marks with their meanings."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    for title, rows in _sections():
        table.add_row(Text(title, "bold"), "")
        for keys, purpose in rows:
            table.add_row(Text(f"  {keys}", "bold"), Text(purpose))
    return table


def _sections() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (tr("Marks"), [
            ("[x]", tr("goes to the trash once you confirm")),
            ("[=]", tr("stays: the copy that is kept")),
            ("[ ]", tr("stays: not marked")),
            ("[-]", tr("may not go; the reason is beside it")),
        ]),
        (tr("Choose"), [
            (tr("space"), tr("mark this or not; of a group all but one, of a folder its copies")),
            ("K", tr("keep this copy, mark the others; on a folder: its copies stay")),
            ("f", tr("keep all in this folder, mark copies elsewhere")),
            ("r", tr("let a rule say which copies stay")),
            ("s", tr("skip this group")),
            ("n", tr("never ask about this group again")),
            ("a x i", tr("mark all shown; none; the other ones")),
            ("v", tr("mark from here to where you press space")),
            ("u U H", tr("undo the last choice; do it again; all steps")),
        ]),
        (tr("Look"), [
            ("↑ ↓ j k", tr("line by line; g G first, last; [ ] groups")),
            ("← →", tr("close, open a group or a folder; z Z this one, all")),
            (tr("Tab"), tr("list, folders, details")),
            ("1–9 0", tr("a category, all; < > the next")),
            ("m", tr("only what goes, of all categories; and back")),
            ("/", tr("find: words, *.mp4, >10M, 2024-06; Esc ends")),
            ("S", tr("sort")),
            ("R", tr("scan these folders again; marks stay")),
            ("c", tr("this copy beside the one that stays")),
            (tr("Enter"), tr("open the file")),
            ("o", tr("open its folder")),
            ("y", tr("copy its path")),
        ]),
        (tr("End"), [
            ("p P", tr("save the plan; go on with a saved one")),
            ("t", tr("move what is marked to the trash; asks first")),
            ("q", tr("leave; nothing moves")),
        ]),
        (tr("Mouse"), [
            ("", tr("a click on a mark marks, on an arrow opens or closes, on a tab or key does what it says")),
        ]),
    ]  # fmt: skip
