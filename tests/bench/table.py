"""What was measured as a page: a table a tree, and the targets with the figures reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

Results = dict[str, Any]
Times = dict[str, dict[str, list[float]]]
Pick = Callable[[list[float]], float]
OURS = "cleanup"


def page(results: Results) -> str:
    """Everything as Markdown."""
    machine = results["machine"]
    versions = ", ".join(f"{name} ({version})" for name, version in machine["versions"].items())
    lines = [
        f"{machine['cores']} cores, {machine['memory'] / 1e9:.0f} GB, {machine['system']}, Python {machine['python']}.",
        f"Programs: {versions}.",
    ]
    for letter, tree in results["trees"].items():
        lines += ["", *_tree(letter, tree)]
    lines += ["", "| target | at most | medians | quickest | processor time |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(cells)} |" for cells in _targets(results)]
    return "\n".join(lines)


def _tree(letter: str, tree: Results) -> Iterator[str]:
    loads = " and ".join(f"{tree[when][0]:.1f}" for when in ("load before", "load after"))
    yield f"**({letter}) {tree['title']}**: {tree['files']:,} files, {tree['bytes'] / 1e9:.1f} GB; load {loads}."
    for cache, times in tree["times"].items():
        yield ""
        rounds = max(len(row["seconds"]) for row in times.values())
        memory = cache == "warm"
        heads = [f"{cache}, rounds: {rounds}", "median s", "quickest s", "processor s", "cleanup to it"]
        heads += ["peak memory", "groups"] if memory else []
        yield f"| {' | '.join(heads)} |"
        yield "| --- " * len(heads) + "|"
        for name, row in times.items():
            ratio = median(times[OURS]["seconds"]) / median(row["seconds"])
            cells = [
                name, f"{median(row['seconds']):.2f}", f"{min(row['seconds']):.2f}",
                f"{median(row['processor']):.2f}", f"{ratio:.2f}",
            ]  # fmt: skip
            if memory:
                cells += [f"{tree['memory'].get(name, 0) / 1e6:.0f} MB", _agreed(tree["agreement"].get(name))]
            yield f"| {' | '.join(cells)} |"


def _agreed(counts: dict[str, int] | None) -> str:
    if counts is None:
        return ""
    others = [f"{counts[which]:,} {which}" for which in ("only ours", "only theirs") if counts[which]]
    return ", ".join([f"{counts['same']:,} the same", *others])


def _targets(results: Results) -> Iterator[list[str]]:
    """Rows of target, limit and figures; what was not measured has no row."""
    trees = results["trees"]
    others = ("rmlint", "jdupes -Q", "rdfind", "czkawka")
    for letter, cache, peers, limit in (
        ("a", "warm", ("fclones",), 0.9),
        ("a", "warm", others, 0.4),
        ("a", "cold", ("fclones",), 0.8),
        ("a", "hash cache", ("fclones",), 0.7),
        ("a", "hash cache", ("find -printf",), 1.5),
        *((letter, "warm", ("fclones", *others), 0.9) for letter in "bce"),
    ):
        times: Times = trees.get(letter, {}).get("times", {}).get(cache, {})
        measured = [peer for peer in peers if peer in times]
        if letter != "a" and measured:
            measured = [min(measured, key=lambda peer: median(times[peer]["seconds"]))]
        for peer in measured:
            yield [f"({letter}) {cache}: to {peer}", f"{limit}", *_ratios(times[OURS], times[peer])]
    huge: Times = trees.get("e", {}).get("times", {}).get("warm", {})
    if "xxh3, one thread" in huge:
        yield ["(e) warm: to xxh3, one thread", "0.55", *_ratios(huge[OURS], huge["xxh3, one thread"])]
    for letter in ("d1", "d2", "d4"):
        if tree := trees.get(letter):
            each = (tree["memory"][OURS] - 60e6) / tree["files"]
            yield [f"({letter}) peak memory, bytes a file above 60 MB", "130", f"{each:.0f}", "", ""]
    for letter, limit in (("d2", 2.2), ("d4", 4.4)):
        for cache, more in trees.get(letter, {}).get("times", {}).items():
            if one := trees.get("d1", {}).get("times", {}).get(cache):
                yield [f"(d) {cache}: {letter[1]} million to 1 million", f"{limit}", *_ratios(more[OURS], one[OURS])]
    if start := results.get("start"):
        for name in ("cleanup --version", "cleanup --help"):
            bare = start["python3 -c pass"]
            figures = [f"{pick(start[name]) / pick(bare):.1f}" for pick in (median, min)]
            yield [f"{name} to python3 -c pass", "8", *figures, ""]


def _ratios(ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> list[str]:
    picks: tuple[tuple[str, Pick], ...] = (("seconds", median), ("seconds", min), ("processor", median))
    return [f"{pick(ours[what]) / pick(theirs[what]):.2f}" for what, pick in picks]
