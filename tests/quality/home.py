"""The format of a home: one TOML file becomes a checked value. ``README.md`` says how to write one."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

HOMES = Path(__file__).parent / "homes"
# Between two files of a series lies a minute and a half.
_STEP = dt.timedelta(seconds=97)


class WrongHome(ValueError):
    """A home says something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to make. Its path is below the home, or ``USB:below/the drive``; ``content`` is a key, not the bytes."""

    path: str
    at: dt.datetime
    content: str
    size: int | None = None
    text: str | None = None
    owner: int | None = None
    link: str | None = None

    @property
    def volume(self) -> str:
        return volume_of(self.path)


@dataclass(frozen=True, slots=True)
class Group:
    """Same bytes in several places, or a series of such, and what a careful person does about them."""

    id: str
    why: str
    kind: str
    files: tuple[File, ...]
    goes: frozenset[str]

    @property
    def is_plain(self) -> bool:
        return bool(self.goes)


@dataclass(frozen=True, slots=True)
class Home:
    name: str
    who: str
    inboxes: tuple[str, ...]
    volumes: tuple[str, ...]
    alone: tuple[File, ...]
    groups: tuple[Group, ...]

    @property
    def files(self) -> Iterator[File]:
        return chain(self.alone, *(group.files for group in self.groups))

    @property
    def needs_root(self) -> bool:
        return bool(self.volumes) or any(file.owner is not None for file in self.files)


def volume_of(path: str) -> str:
    volume, colon, _ = path.partition(":")
    return volume if colon else ""


def homes() -> list[Home]:
    """All homes there are, by name."""
    return [load(path) for path in sorted(HOMES.glob("*.toml"))]


def load(path: Path) -> Home:
    """Read a home, and refuse what cannot be meant."""
    try:
        return parse(path.stem, path.read_text("utf-8"))
    except (KeyError, TypeError, ValueError) as error:
        raise WrongHome(f"{path.name}: {error!r}") from error


def parse(name: str, text: str) -> Home:
    """The home that a text in TOML describes."""
    return _home(name, tomllib.loads(text))


def _home(name: str, table: dict[str, Any]) -> Home:
    _only(table, "who", "inboxes", "volumes", "alone", "groups")
    alone = chain.from_iterable(_files(entry, {}, partial("{}/{}".format, name)) for entry in table.get("alone", []))
    home = Home(
        name=name,
        who=table["who"],
        inboxes=tuple(table["inboxes"]),
        volumes=tuple(table.get("volumes", [])),
        alone=tuple(alone),
        groups=tuple(_group(name, entry) for entry in table["groups"]),
    )
    _check(home)
    return home


def _group(home: str, table: dict[str, Any]) -> Group:
    _only(table, "id", "why", "kind", "files", "goes", "at", "size", "each")
    shared = {key: table[key] for key in ("at", "size", "each") if key in table}
    key = f"{home}/{table['id']}"
    files = chain.from_iterable(_files(entry, shared, lambda _, name: f"{key}/{name}") for entry in table["files"])
    names = _each(table.get("each"))
    goes = frozenset(path.replace("{}", name) for path in table.get("goes", []) for name in names)
    group = Group(table["id"], table["why"], table.get("kind", ""), tuple(files), goes)
    _check_group(group)
    return group


def _files(entry: str | dict[str, Any], shared: dict[str, Any], key: Any) -> Iterator[File]:
    """The files of one entry; ``key`` says by path and name of the series which content a file has."""
    table: dict[str, Any] = shared | ({"path": entry} if isinstance(entry, str) else entry)
    _only(table, "path", "at", "size", "each", "text", "owner", "link")
    for number, name in enumerate(_each(table.get("each"))):
        path = table["path"].replace("{}", name)
        yield File(
            path=path,
            at=_moment(table.get("at", dt.date(2021, 6, 1))) + number * _STEP,
            content=key(path, name),
            size=table.get("size"),
            text=table.get("text"),
            owner=table.get("owner"),
            link=table["link"].replace("{}", name) if "link" in table else None,
        )


def _each(said: str | list[str] | None) -> list[str]:
    """The names of a series: a list, or ``0412..0423``; nothing said is one file."""
    if said is None:
        return [""]
    if isinstance(said, list):
        return said
    first, _, last = said.partition("..")
    return [str(number).zfill(len(first)) for number in range(int(first), int(last) + 1)]


def _moment(said: dt.date | dt.datetime) -> dt.datetime:
    if not isinstance(said, dt.datetime):
        said = dt.datetime.combine(said, dt.time(12))
    return said.replace(tzinfo=said.tzinfo or dt.UTC)


def _only(table: dict[str, Any], *known: str) -> None:
    if strange := table.keys() - set(known):
        raise WrongHome(f"unknown: {', '.join(sorted(strange))} in {table.get('id', table.get('path', 'the home'))}")


def _check_group(group: Group) -> None:
    paths = {file.path for file in group.files}
    stays = {file.path: file for file in group.files if file.path not in group.goes}
    contents = Counter(file.content for file in group.files)
    if strange := group.goes - paths:
        raise WrongHome(f"{group.id}: goes, but is no file of the group: {sorted(strange)}")
    if min(contents.values()) < 2:
        raise WrongHome(f"{group.id}: one file alone is no group")
    for file in group.files:
        if file.path in group.goes and not any(
            (other.content, other.volume, other.owner) == (file.content, file.volume, file.owner)
            for other in stays.values()
        ):
            raise WrongHome(f"{group.id}: {file.path} goes, but nothing stays on its drive and of its owner")


def _check(home: Home) -> None:
    if double := _double(file.path for file in home.files):
        raise WrongHome(f"twice: {double}")
    if double := _double(group.id for group in home.groups):
        raise WrongHome(f"two groups are called {double}")
    paths = [file.path for file in home.files]
    for inbox in home.inboxes:
        if not any(path.startswith(f"{inbox}/") for path in paths):
            raise WrongHome(f"nothing is in the inbox {inbox}")
    if strange := {file.volume for file in home.files} - {"", *home.volumes}:
        raise WrongHome(f"unknown volumes: {sorted(strange)}")


def _double(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
