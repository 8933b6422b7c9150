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
            table.add_row(Text(f"  {keys}", "bold cyan"), Text(purpose))
    return table


def _sections() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (tr("Choose"), [
            (tr("space"), tr("choose this copy or not; on a group: all but one")),
            ("k", tr("keep this copy, choose the others")),
            ("f", tr("keep all in this folder, choose copies elsewhere")),
            ("r", tr("let a rule say which copies stay")),
            ("s", tr("skip this group")),
            ("n", tr("never ask about this group again")),
            ("a  x", tr("choose everything shown; choose none of it")),
            ("u  U", tr("undo the last choice; do it again")),
        ]),
        (tr("Look"), [
            ("↑ ↓ ← →", tr("line by line, group by group")),
            (tr("tab"), tr("between the list and the places")),
            ("m", tr("show all that goes, and nothing else; and back")),
            ("/", tr("show only paths with certain words; Esc shows all")),
            ("o", tr("sort: biggest, most copies, oldest, by path")),
        ]),
        (tr("End"), [
            ("p", tr("save the plan in a file")),
            ("t", tr("move what is chosen to the trash; asks first")),
            ("q", tr("leave; nothing moves")),
        ]),
        (tr("Marks"), [
            ("[x]", tr("goes to the trash once you confirm")),
            ("[=]", tr("stays: the copy that is kept")),
            ("[ ]", tr("stays: not chosen")),
            ("[-]", tr("always stays")),
        ]),
    ]  # fmt: skip
