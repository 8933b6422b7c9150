"""Rules as data: TOML files with one table a rule, and their one reader.

``what`` says in a few words what a rule is about, ``why`` in a sentence why it matters. A folder is recognised by

- ``names`` and ``endings`` of the folder itself; a name that begins with ``~/`` counts right in a home only, and
  ``homes`` are kinds of the folders that a desktop makes in every home (``homes.toml``). Where a rule has ``next_to``,
  names and endings count only with one of these beside the folder (``{stem}`` is its name without the ending); where
  it has ``in_wholes``, only inside a whole of one of these rules
- ``beside``, any one of which lies in the folder
- ``inside``, lists of names all of which lie in the folder

Rules of other kinds (``leftovers.toml``, ``builds.toml``) have fields of their own, told beside their classes.

Names are compared in NFC and without regard to capitals; ``*``, ``?`` and ``[…]`` are those of a shell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, ValidationError, convert

from cleanup.language import tr
from cleanup.model.errors import DocumentProblem

_HERE = Path(__file__).parent
OneRule = TypeVar("OneRule", bound=Struct)


class Reach(StrEnum):
    """Where marks count: a stray file does not make a whole of a home."""

    ANYWHERE = "anywhere"
    SHELVES = "shelves"
    """Not right in a home, an inbox, or the top of a drive."""
    DEEPER = "deeper"
    """Nor right in the folders that a desktop makes in every home, such as Documents."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One table of the rules.

    A copy ``stands`` if it may be the one that stays for a loose copy elsewhere; ``papers`` may be no parts of it
    (``model.belonging.Whole``). If it ``holds_others`` it is a place rather than a whole: a project in a synced folder
    is a whole of its own. ``above_roots``: whether scanned folders, and those above them, count.
    """

    what: str
    why: str
    stands: bool = False
    papers: bool = True
    counts: Reach = Reach.DEEPER
    holds_others: bool = False
    above_roots: bool = True
    homes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    next_to: tuple[str, ...] = ()
    in_wholes: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    inside: tuple[tuple[str, ...], ...] = ()


def read_rules(name: str, folder: Path = _HERE) -> dict[str, Rule]:
    """The rules in a file that comes with the program, in its order.

    Raises DocumentProblem, which names the file and the table, or the line if it is not TOML.
    """
    return read_tables(folder / name, Rule, _checked)


def read_tables(
    path: Path, kind: type[OneRule], check: Callable[[OneRule], OneRule], hint: str = ""
) -> dict[str, OneRule]:
    """The rules in a file as values of this type, in its order; ``check`` raises ValueError for a rule that says
    nothing.

    Raises DocumentProblem, which names the file and the table, or the line if it is not TOML; ``hint`` says what to do
    if the file did not come with the program.
    """
    table = ""
    try:
        rules = {}
        for table, values in tomllib.loads(path.read_text("utf-8")).items():
            _check_fields(values, kind)
            rules[table] = check(convert(values, kind))
    except (OSError, ValueError, ValidationError) as error:
        where = f"[{table}] " if table else ""
        raise DocumentProblem(
            tr("The rules in {path} cannot be used: {error}", path=path, error=f"{where}{error}"),
            hint or tr("Reinstall cleanup; without its rules it cannot tell what belongs together."),
        ) from error
    return rules


def _check_fields(values: object, kind: type[Struct]) -> None:
    """Raise ValueError for a field that no rule of this type has."""
    fields = kind.__struct_fields__
    for name in values if isinstance(values, dict) else ():
        if name not in fields:
            raise ValueError(tr("there is no field “{name}”; there are: {names}", name=name, names=", ".join(fields)))


def _checked(rule: Rule) -> Rule:
    lists = (rule.names, rule.endings, rule.next_to, rule.beside, rule.homes, *rule.inside)
    if not all(all(names) for names in lists) or not all(rule.inside):
        raise ValueError(tr("a name is empty"))
    if not any(lists):
        raise ValueError(tr("nothing says when this rule applies"))
    return rule
