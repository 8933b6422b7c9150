"""Read keep rules as people write them, and refuse those that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.model.rule import WITH_FOLDER, Rule, RuleName, written


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
    try:
        known = RuleName(name)
    except ValueError:
        raise UsageProblem(tr("“{rule}” is not a keep rule.", rule=text), _there_are()) from None
    if known not in WITH_FOLDER:
        if colon:
            raise UsageProblem(tr("The keep rule “{name}” takes no folder.", name=name), _there_are())
        return Rule(known)
    if not folder:
        raise UsageProblem(
            tr("The keep rule “{name}” needs a folder.", name=name), tr("Write it as {name}:FOLDER.", name=name)
        )
    return Rule(known, folder_of(folder))


def _check(rules: list[Rule]) -> None:
    for one, other in ((RuleName.OLDEST, RuleName.NEWEST), (RuleName.IN, RuleName.NOT_IN)):
        for rule in rules:
            against = Rule(other, rule.folder)
            if rule.name is one and against in rules:
                raise UsageProblem(
                    tr("The keep rules “{one}” and “{other}” contradict each other.",
                       one=written(rule), other=written(against)),
                    tr("Leave one of them out."),
                )  # fmt: skip


def _there_are() -> str:
    names = ", ".join(f"{name.value}:FOLDER" if name in WITH_FOLDER else name.value for name in RuleName)
    return tr("There are: {names}.", names=names)
