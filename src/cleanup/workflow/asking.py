"""From settings to the request for a scan and the choice for the rules; errors say where a wrong value comes from."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from cleanup.disk.system import is_elevated, user_number
from cleanup.find import FINDERS
from cleanup.find.finder import options
from cleanup.language import tr
from cleanup.model.decision import Decision, parse_decision
from cleanup.model.errors import UsageProblem
from cleanup.model.near import did_you_mean
from cleanup.model.quantity import parse_age, parse_size
from cleanup.model.request import ScanRequest, Selection
from cleanup.model.rule import Rule, RuleName, parse_rules
from cleanup.model.scan import Option, Scan
from cleanup.settings import DEFAULTS, ScanOptions, Setting, Settings, Source, Texts, Value, all_names, words_for
from cleanup.store.decisions import decisions
from cleanup.walk.roots import resolve_root
from cleanup.walk.selection import check_patterns
from cleanup.workflow.environment import Context

if TYPE_CHECKING:
    from cleanup.model.choice import Choice

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def scan_request(settings: Settings, roots: Iterable[str | bytes | os.PathLike[str]], context: Context) -> ScanRequest:
    """A request to scan these folders with these settings; raises CleanupError for a value that cannot be used."""
    values, now = settings.values, context.clock()
    declared, settings = options(FINDERS), complete(settings)
    return ScanRequest(
        roots=tuple(dict.fromkeys(os.fsencode(resolve_root(os.fsdecode(root))) for root in roots)),
        categories=_categories(settings),
        selection=Selection(
            include=settings.parsed("include", _patterns),
            exclude=settings.parsed("exclude", _patterns),
            min_size=settings.parsed("min-size", parse_size),
            everything=values.all,
            cross_mounts=values.cross_mounts,
        ),
        now=now,
        named=values.only,
        values={option.name: settings.parsed(option.name, partial(option.parse, now=now)) for option in declared},
        jobs=values.jobs,
        use_cache=values.cache,
        gentle=values.gentle,
        with_droppings=values.with_droppings,
    )


def complete(settings: Settings) -> Settings:
    """The settings with the defaults of finders' options that nobody set, in the order of ``all_names``."""
    declared = {option.name: Setting(option.default, Source.DEFAULT, "") for option in options(FINDERS)}
    known = declared | dict(settings.all)
    return settings._replace(all={name: known[name] for name in all_names(declared)})


def scan_options(settings: Settings) -> dict[str, Option]:
    """The options of a scan as written, for its document."""
    names = {name.replace("_", "-") for name in ScanOptions.__optional_keys__}
    names.update(option.name for option in options(FINDERS))
    return {
        name: _in_document(setting.value)
        for name, setting in complete(settings).all.items()
        if name in names and setting.value is not None
    }


def options_as_typed(asked: Mapping[str, Option]) -> Texts:
    """The words for a command line that asks for the same scan again: whatever differs from the defaults."""
    usual = {**DEFAULTS, **{option.name: option.default for option in options(FINDERS)}}
    return tuple(
        word
        for name, value in asked.items()
        if name in usual and value != usual[name]
        for word in words_for(name, value)
    )


def _in_document(value: Value) -> Option:
    """A value for a document: parts of a pattern that are not UTF-8 are shown as U+FFFD."""
    if isinstance(value, tuple):
        return [each.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for each in value]
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return value


def choice_of(settings: Settings, context: Context) -> Choice:
    """What the rules may choose according to these settings and earlier decisions. Reads the state folder.

    Raises CleanupError for a value that cannot be used.
    """
    from cleanup.model.choice import Choice

    older_than = None
    if settings.values.older_than is not None:
        older_than = settings.parsed("older-than", partial(parse_age, now=context.clock()))
    keep = settings.parsed("keep", lambda texts: parse_rules(texts, _folder))
    if settings.values.only_with_reference:
        settings.parsed("only-with-reference", lambda _: _check_reference(keep))
    return Choice(
        categories=settings.parsed("choose", _known_categories) or None,
        keep=keep,
        # In a settings file, rules only say which copy stays; asked for in this call, they are the user's own decision.
        every_copy=bool(keep) and settings.all["keep"].source in {Source.ENVIRONMENT, Source.FLAG},
        in_wholes=settings.values.in_wholes,
        across_volumes=settings.values.across_volumes,
        only_with_reference=settings.values.only_with_reference,
        with_emptied=settings.values.with_emptied,
        strict=settings.values.strict,
        under=settings.parsed("under", lambda texts: tuple(map(_folder, texts))),
        protect=settings.parsed("protect", _patterns),
        older_than=_nanoseconds(older_than) if older_than else None,
        decided=decisions(context.state) | settings.parsed("never-ask", _decisions),
        # Root may move anybody's files, but not into its own trash.
        owner=user_number() if is_elevated() else None,
    )


def fail_over(settings: Settings) -> int | None:
    """The most bytes that may come free for a scan to succeed; None for no limit."""
    return None if settings.values.fail_over is None else settings.parsed("fail-over", parse_size)


def remember(scan: Scan, context: Context) -> None:
    """Remember a scan in the state folder; if that fails, only warn the listener."""
    # Imported only now: the JSON library would take memory while the scan needs most of it.
    from cleanup.store import scans

    try:
        scans.remember(context.state, scan)
    except (OSError, sqlite3.Error) as error:
        context.listener.warn(tr("This scan could not be remembered: {reason}", reason=error))


def _categories(settings: Settings) -> Texts:
    only = settings.parsed("only", _known_categories)
    skip = settings.parsed("skip", _known_categories)
    by_default = tuple(finder.category.name for finder in FINDERS if not finder.category.on_request)
    chosen = tuple(name for name in _names() if name in (only or by_default) and name not in skip)
    if not chosen:
        raise UsageProblem(
            tr("With these --only and --skip, there is nothing to look for."),
            tr("Name a category with --only, or leave out --skip."),
        )
    return chosen


def _names() -> Texts:
    return tuple(finder.category.name for finder in FINDERS)


def _known_categories(wanted: Texts) -> Texts:
    for name in wanted:
        if name not in _names():
            raise UsageProblem(
                tr("“{name}” is not a category.", name=name),
                did_you_mean(name, _names(), tr("Choose one of: {names}.", names=", ".join(_names()))),
            )
    return wanted


def _patterns(patterns: Texts) -> Texts:
    check_patterns(patterns)
    return patterns


def _decisions(texts: Texts) -> frozenset[Decision]:
    return frozenset(map(parse_decision, texts))


def _check_reference(rules: tuple[Rule, ...]) -> None:
    if not any(rule.name == RuleName.IN for rule in rules):
        raise UsageProblem(
            tr("This needs a folder whose copies stay."), tr("Name one with --keep in:FOLDER, or leave this out.")
        )


def _folder(text: str) -> bytes:
    return os.fsencode(resolve_root(text))


def _nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000
