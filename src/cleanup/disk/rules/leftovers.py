"""What programs leave behind, as rules: ``leftovers.toml``, a user's own, and which of them fit a thing.

Besides ``what``, ``why``, ``names`` and ``beside`` as in ``rules.py``, where ``{*}`` stands for whatever the first
``*`` of the name matched, a rule has

- ``takes``, a file, folder or link; ``days`` since it was last written
- ``places``: ``inbox`` for a folder of downloads or a desktop with everything in it; a path from a home (``~/…``) or
  the end of a path (``*/…``) of the very folder it is in; ``local``: not on a network drive; ``foreign``: not on a
  Mac's own
- ``spares``, names to leave alone
- ``original``, a name beside it that is at least as new and not empty, and ``not_smaller`` if the rule says so, or
  ``original_stem``: a name without the letters at the end that mark a version; ``empty_beside``, an empty file
- ``names`` that match anything, such as ``*``, need certain company: beside a file (``beside``, which begins with
  ``{*}.``) or in a folder (``inside``); ``found_beside``: as ``beside``, but not asked at a move, in which
  both may go
- ``inside``, names in a folder; ``starts``, first bytes, in hex; ``proof``, a look inside (``looks.py``)
- ``choose``: ``always`` by default, ``named`` if its category is named, ``never`` except by hand
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from fnmatch import translate
from functools import cache
from pathlib import Path

from msgspec import Struct

from cleanup.disk.rules.homes import is_in_inbox
from cleanup.disk.rules.looks import LOOKS, Seen
from cleanup.disk.rules.tables import read_tables
from cleanup.language import tr
from cleanup.model.category import Kind
from cleanup.model.names import alike
from cleanup.model.paths import ended, is_inside

_LISTS = Path(__file__).with_name("leftovers.toml")
_A_DAY = 86400 * 10**9
_WILD = re.compile(r"[*?]|\[[^\]]*\]")
INBOX = "inbox"
OWN_RULES = "leftovers.toml"
"""The file of a user's own rules, beside the settings."""


class Choosing(StrEnum):
    """When rules may choose what a rule finds."""

    ALWAYS = "always"
    NAMED = "named"
    NEVER = "never"


class Leftover(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table of the rules; see the top of this module."""

    what: str
    why: str
    names: tuple[str, ...]
    takes: Kind = Kind.FILE
    places: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    local: bool = False
    foreign: bool = False
    beside: tuple[str, ...] = ()
    found_beside: tuple[str, ...] = ()
    empty_beside: str = ""
    original: str = ""
    original_stem: bool = False
    not_smaller: bool = False
    inside: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    proof: str = ""
    days: int
    choose: Choosing = Choosing.NEVER


@cache
def leftover_rules() -> dict[str, Leftover]:
    """The rules that come with the program; raises DocumentProblem if they cannot be used."""
    return read_tables(_LISTS, Leftover, _checked)


def own_rules(path: Path) -> dict[str, Leftover]:
    """A user's own rules, whose findings are chosen only by hand; none if there is no such file.

    Raises DocumentProblem if they cannot be used.
    """
    if not path.exists():
        return {}
    hint = tr("Correct the file, or move it away to go on without it: {path}", path=path)
    found = read_tables(path, Leftover, _checked, hint)
    return {name: _shown_only(rule) for name, rule in found.items()}


def _shown_only(rule: Leftover) -> Leftover:
    from msgspec.structs import replace

    return replace(rule, choose=Choosing.NEVER)


def _checked(rule: Leftover) -> Leftover:
    lists = (rule.names, rule.places, rule.spares, rule.beside, rule.found_beside, rule.inside, rule.starts)
    if not rule.names or not all(all(texts) for texts in lists):
        raise ValueError(tr("a name is empty"))
    if rule.proof and rule.proof not in LOOKS:
        known = ", ".join(LOOKS)
        raise ValueError(tr("there is no proof “{name}”; choose one of {names}", name=rule.proof, names=known))
    if rule.days < 0:
        raise ValueError(tr("days must be a whole number, 0 or more"))
    if not (has_letters(rule) or is_at_home(rule) or company(rule)):
        raise ValueError(tr("a name needs letters of its own"))
    for start in rule.starts:
        bytes.fromhex(start)
    return rule


def letters(name: str) -> bytes:
    """Letters that every name matching a pattern contains: the whole name, its end, its beginning, or the longest part
    of it.

    A NUL byte stands where a name begins or ends. Just a NUL if nothing in it is certain.
    """
    parts = _parts(name)
    edges = [part for part in (parts[-1], parts[0]) if part != b"\0"]
    return edges[0] if edges else most_letters(name)


def has_letters(rule: Leftover) -> bool:
    """Whether each name pattern of a rule has letters that are in every name it matches."""
    return all(letters(name).strip(b"\0") for name in rule.names)


def company(rule: Leftover) -> tuple[bytes, ...]:
    """What must be beside the file, after the file's own name, or in the folder: searched for if the names of the rule
    match anything."""
    if rule.takes is Kind.FOLDER:
        return tuple(os.fsencode(name.lower()) for name in rule.inside)
    return tuple(os.fsencode(name.removeprefix("{*}").lower()) for name in rule.beside if name.startswith("{*}."))


def most_letters(name: str) -> bytes:
    """The longest letters that every name matching a pattern contains, in the form of ``letters``."""
    return max(_parts(name), key=len)


def _parts(name: str) -> list[bytes]:
    """What is between the wild cards of a pattern, with its edges."""
    return [os.fsencode(part) for part in _WILD.split(f"\0{name.lower()}\0")]


def any_name(rules: Iterable[Leftover]) -> re.Pattern[str]:
    """A pattern that fits each name that one of these rules means, in the form in which names are compared."""
    return re.compile(
        "|".join(f"(?:{_bare(alike(name))})" for rule in rules for name in rule.names) or "(?!)", re.DOTALL
    )


def is_at_home(rule: Leftover) -> bool:
    """Whether a rule is only about places in a home."""
    return bool(rule.places) and all(place.startswith("~/") for place in rule.places)


def which(rules: Iterable[Leftover], seen: Seen, home: str, now: int | None = None) -> Leftover | None:
    """The first rule that fits what was seen; ``now``, in nanoseconds since 1970, is left out at a move.

    Reads the disk. Raises OSError if something cannot be looked at.
    """
    return next((rule for rule in rules if _holds(rule, seen, home, now)), None)


def is_younger(rule: Leftover, moment: int, now: int) -> bool:
    """Whether fewer days than a rule requires lie between a moment and now, both in nanoseconds since 1970."""
    return now - moment < rule.days * _A_DAY


def _holds(rule: Leftover, seen: Seen, home: str, now: int | None) -> bool:
    if rule.takes is not seen.kind:
        return False
    name = alike(seen.name)
    found = next((match for pattern in _patterns(rule) if (match := pattern.fullmatch(name))), None)
    if (
        found is None
        or any(_fits(name, spared) for spared in rule.spares)
        or not (not rule.places or _is_placed(rule.places, seen.folder, home))
    ):
        return False
    # Before all in it is looked at for its age.
    if rule.inside and not seen.holds(rule.inside):
        return False
    if now is not None and is_younger(rule, seen.written(), now):
        return False
    star = seen.name[found.start(1) : found.end(1)] if found.lastindex else ""
    if now is not None and rule.found_beside and not _is_beside(rule.found_beside, seen, star):
        return False
    return _stands_so(rule, seen, star) and _holds_inside(rule, seen)


def _is_beside(names: tuple[str, ...], seen: Seen, star: str) -> bool:
    return any(seen.has(name.replace("{*}", star)) for name in names)


def _stands_so(rule: Leftover, seen: Seen, star: str) -> bool:
    """Whether the things beside it, and the drive it is on, are as the rule says."""
    if (rule.local and seen.on_network()) or (rule.foreign and seen.on_mac_drive()):
        return False
    if rule.beside and not _is_beside(rule.beside, seen, star):
        return False
    if rule.empty_beside:
        beside = seen.facts(rule.empty_beside.replace("{*}", star))
        if beside is None or beside.st_size:
            return False
    original = rule.original.replace("{*}", star)
    if rule.original_stem:
        original = re.sub(r"(?i)(?<=\.blend)\d+\Z|\.(?:fcbak|skb|sv\$|asv)\Z", "", seen.name)
    if not original:
        return True
    newer = seen.facts(original) or (seen.facts_of_stem(original) if rule.original_stem else None)
    if newer is None or newer.st_mtime_ns < seen.status.st_mtime_ns or (seen.status.st_size and not newer.st_size):
        return False
    return not rule.not_smaller or newer.st_size >= seen.status.st_size


def _holds_inside(rule: Leftover, seen: Seen) -> bool:
    if rule.starts:
        begins = tuple(map(bytes.fromhex, rule.starts))
        if not seen.head(max(map(len, begins))).startswith(begins):
            return False
    return not rule.proof or LOOKS[rule.proof](seen)


@cache
def _patterns(rule: Leftover) -> tuple[re.Pattern[str], ...]:
    """The names as patterns in which the first ``*`` is a group."""
    found = []
    for name in rule.names:
        before, star, after = alike(name).partition("*")
        middle = "(.*)" if star else ""
        found.append(re.compile(_bare(before) + middle + _bare(after), re.DOTALL))
    return tuple(found)


def _bare(pattern: str) -> str:
    """A shell pattern as a regular expression, without anchors."""
    return re.sub(r"^\(\?s:|\)\\[zZ]$", "", translate(pattern)) if pattern else ""


def _is_placed(places: tuple[str, ...], folder: str, home: str) -> bool:
    return any(_is_at(place, folder, home) for place in places)


def _is_at(place: str, folder: str, home: str) -> bool:
    if place == INBOX:
        return is_in_inbox(folder)
    wanted = place.split("/")
    parts = alike(folder).split(os.sep)
    if wanted[0] == "~":
        if not is_inside(folder, home):
            return False
        parts, wanted = alike(folder[len(ended(home)) :]).split(os.sep), wanted[1:]
    else:
        wanted = wanted[1:]
        parts = parts[-len(wanted) :]
    return len(parts) == len(wanted) and all(map(_fits, parts, wanted))


def _fits(part: str, wanted: str) -> bool:
    return re.fullmatch(_bare(wanted), part) is not None


def found_at_home(rules: Iterable[Leftover], home: str) -> Iterator[str]:
    """The paths, relative to ``home``, that rules about places there may mean. Lists folders, follows no link."""
    for rule in rules:
        if is_at_home(rule):
            for place in rule.places:
                for folder in _folders(home, place.split("/")[1:], ""):
                    yield from (joined for name, joined, _ in _names(home, folder) if _is_named(rule, name))


def _is_named(rule: Leftover, name: str) -> bool:
    return any(pattern.fullmatch(alike(name)) for pattern in _patterns(rule))


def _folders(home: str, parts: list[str], at: str) -> Iterator[str]:
    if not parts:
        yield at
        return
    for name, joined, is_folder in _names(home, at):
        if is_folder and _fits(alike(name), parts[0]):
            yield from _folders(home, parts[1:], joined)


def _names(home: str, folder: str) -> list[tuple[str, str, bool]]:
    try:
        with os.scandir(os.path.join(home, folder)) as listed:
            return [
                (entry.name, os.path.join(folder, entry.name), entry.is_dir(follow_symlinks=False)) for entry in listed
            ]
    except OSError:
        return []
