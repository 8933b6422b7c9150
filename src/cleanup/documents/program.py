"""Documents about the program itself: settings, what it can look for, decisions, whether all is ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import msgspec

from cleanup import __version__
from cleanup.documents.parts import Head, PathPart, exact, first_keys
from cleanup.language import Marked, said
from cleanup.model.category import Category, Kind, Proof, Unit
from cleanup.model.decision import Decision
from cleanup.model.option import FinderOption, OptionType
from cleanup.model.self_test import SelfTest
from cleanup.model.told_rule import ToldRule
from cleanup.settings import Setting, Value

_Value = str | int | bool | list[str] | None


class _Setting(msgspec.Struct):
    """A setting: its value, its source, and the file, variable or option that it comes from."""

    value: _Value
    source: str
    where: str


class ConfigDocument(Head, kw_only=True):
    """Every setting and where it comes from; ``file`` and ``machine`` are where the settings files would be."""

    settings: dict[str, _Setting]
    file: str
    machine: str


class _Option(msgspec.Struct):
    name: str
    type: OptionType
    default: str
    help: str


class _Finder(msgspec.Struct, kw_only=True):
    name: str
    summary: str
    available: bool
    problem: str
    unit: Unit
    takes: list[Kind]
    proof: Proof
    may_be_safe: bool
    options: list[_Option]


class _Rule(msgspec.Struct, kw_only=True):
    """A rule by which a finder finds; ``choose`` says when the rules of a move may choose what it found."""

    name: str
    what: str
    why: str
    names: list[str]
    days: int
    choose: str


class FindersDocument(Head, kw_only=True):
    """What can be looked for here; ``problem`` says why one is not available. ``rules`` if one was named."""

    finders: list[_Finder]
    rules: list[_Rule]


class _Check(msgspec.Struct):
    """One check: a stable word for it, and whether all is well; its name and the result, for people.

    With ``remark``, something optional is missing.
    """

    check: str
    ok: bool
    name: str
    found: str
    remark: bool


class _Tried(msgspec.Struct):
    """One step of a self-test: a stable word for it, and whether all was as it must be; what was found, for people."""

    step: str
    ok: bool
    found: str


class _SelfTest(PathPart, kw_only=True):
    """What became of a file of our own that was made in the folder with this path; ``mover`` is the way it went."""

    ok: bool
    mover: str
    steps: list[_Tried]


class DoctorDocument(Head, kw_only=True):
    """Whether this computer is ready; ``self_tests`` if they were asked for."""

    ready: bool
    checks: list[_Check]
    self_tests: list[_SelfTest]


class _Decision(PathPart, kw_only=True):
    content: str


class DecisionsDocument(Head, kw_only=True):
    """The files that are to stay for good."""

    decisions: list[_Decision]


def write_config(found: Mapping[str, Setting], file: str, machine: str, stream: BinaryIO) -> None:
    """Write all settings; parts of a text that are not UTF-8 are shown as U+FFFD."""
    settings = {
        name: _Setting(_texts(value), source.value, _text(where)) for name, (value, source, where) in found.items()
    }
    first = first_keys("config", __version__)
    _write(ConfigDocument(**first, settings=settings, file=_text(file), machine=_text(machine)), stream)


def _texts(value: Value) -> _Value:
    match value:
        case str():
            return _text(value)
        case tuple():
            return [*map(_text, value)]
    return value


def _text(value: str) -> str:
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def write_finders(
    found: Iterable[tuple[Category, Iterable[FinderOption], str]], stream: BinaryIO, told: Iterable[ToldRule] = ()
) -> None:
    """Write what can be looked for: the category, its options, and why it is not available here, or ""; and rules."""
    finders = [
        _Finder(
            name=category.name, summary=said(category.summary), available=not problem, problem=problem,
            unit=category.unit, takes=sorted(category.takes), proof=category.proof, may_be_safe=category.may_be_safe,
            options=[_Option(each.name, each.type, each.default, said(each.help)) for each in options],
        )
        for category, options, problem in found
    ]  # fmt: skip
    rules = [
        _Rule(
            name=_text(each.name), what=_text(said(Marked(each.what))), why=_text(said(Marked(each.why))),
            names=[*map(_text, each.names)], days=each.days, choose=each.choose,
        )
        for each in told
    ]  # fmt: skip
    _write(FindersDocument(**first_keys("finders", __version__), finders=finders, rules=rules), stream)


def write_doctor(
    found: Iterable[tuple[str, str, str, bool, bool]], stream: BinaryIO, self_tests: Iterable[SelfTest] = ()
) -> None:
    """Write the checks: a stable word for each, its name and result, for people; whether it is well, and whether it
    deserves a remark.
    """
    checks = [_Check(word, ok, _text(name), _text(what), remark) for word, name, what, ok, remark in found]
    ready = all(check.ok for check in checks)
    tests = [
        _SelfTest(
            **exact(test.folder), ok=test.ok, mover=test.mover,
            steps=[_Tried(tried.step, tried.ok, _text(tried.found)) for tried in test.steps],
        )
        for test in self_tests
    ]  # fmt: skip
    _write(DoctorDocument(**first_keys("doctor", __version__), ready=ready, checks=checks, self_tests=tests), stream)


def write_decisions(found: Iterable[Decision], stream: BinaryIO) -> None:
    """Write the decisions, in this order."""
    decisions = [_Decision(**exact(each.path), content=each.content) for each in found]
    _write(DecisionsDocument(**first_keys("decisions", __version__), decisions=decisions), stream)


def _write(document: Head, stream: BinaryIO) -> None:
    stream.write(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
