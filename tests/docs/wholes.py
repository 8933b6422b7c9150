"""The table of wholes in the docs, made from their rules: ``python tests/docs/wholes.py`` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

from cleanup.disk.rules.tables import Rule, read_rules

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "wholes.md"
_MARKS = "<!-- made by tests/docs/wholes.py -->\n", "\n<!-- end of the table -->"
_TABLE = re.compile("(.*)".join(map(re.escape, _MARKS)), re.DOTALL)
# So many of what tells a rule are named.
_MOST = 3


def table() -> str:
    """A row for each rule: its name, what it is about, whether a copy in there stands, and what tells it."""
    rows = ["| rule | what | as the copy that stays | known by, for example |", "| --- | --- | --- | --- |"]
    rows += [
        f"| `{name}` | {rule.what} | {'may stay' if rule.stands else 'no'} | {_told_by(rule)} |"
        for name, rule in read_rules("wholes.toml").items()
    ]
    return "\n".join(rows)


def _told_by(rule: Rule) -> str:
    marks = [
        *(f"`{name}/`" for name in rule.names[:_MOST]),
        *(f"`*{ending}/`" for ending in rule.endings[:_MOST]),
        *(f"`{name}`" for name in rule.beside[:_MOST]),
        *(" with ".join(f"`{name}`" for name in names) for names in rule.inside[:_MOST]),
    ]
    return ", ".join(marks[: 2 * _MOST]) or f"the folders of a home for {' and '.join(rule.homes)}"


def written() -> str:
    """The table that stands in the docs now."""
    found = _TABLE.search(PAGE.read_text("utf-8"))
    return found[1] if found else ""


if __name__ == "__main__":
    PAGE.write_text(_TABLE.sub(lambda _: _MARKS[0] + table() + _MARKS[1], PAGE.read_text("utf-8")), "utf-8")
