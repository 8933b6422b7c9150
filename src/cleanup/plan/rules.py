"""Read keep rules as people write them, and refuse those that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.rule import RULES, Rule, RuleName, written


def parse_rules(texts: Iterable[str], folder_of: Callable[[str], bytes]) -> tuple[Rule, ...]:
    """The rules in their order; raises UsageProblem for one that is none, is named twice, or contradicts another.

    ``folder_of`` gives the real path of a folder as it was typed, or raises UsageProblem.
    """
    rules: list[Rule] = []
    for text in texts:
        rule = _parse(text, folder_of)
        if rule in rules:
            raise UsageProblem(tr("The keep rule “{rule}” is named twice.", rule=text), tr("Leave one of them out."))
        rules.append(rule)
    _check(rules)
    return tuple(rules)


def _parse(text: str, folder_of: Callable[[str], bytes]) -> Rule:
    name, colon, folder = text.partition(":")
    known = RULES.get(name)
    if known is None:
        raise UsageProblem(tr("“{rule}” is not a keep rule.", rule=text), _there_are())
    if not known.with_folder:
        if colon:
            raise UsageProblem(tr("The keep rule “{name}” takes no folder.", name=name), _there_are())
        return Rule(name)
    if not folder:
        raise UsageProblem(
            tr("The keep rule “{name}” needs a folder.", name=name), tr("Write it as {name}:FOLDER.", name=name)
        )
    return Rule(name, folder_of(folder))


def _check(rules: list[Rule]) -> None:
    for one, other in ((RuleName.OLDEST, RuleName.NEWEST), (RuleName.IN, RuleName.NOT_IN)):
        for rule in rules:
            against = Rule(other, rule.folder)
            if rule.name == one and against in rules:
                raise UsageProblem(
                    tr("The keep rules “{one}” and “{other}” contradict each other.",
                       one=written(rule), other=written(against)),
                    tr("Leave one of them out."),
                )  # fmt: skip


def _there_are() -> str:
    names = ", ".join(f"{name}:FOLDER" if words.with_folder else str(name) for name, words in RULES.items())
    return tr("There are: {names}.", names=names)
