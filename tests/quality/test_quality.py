"""The default plan in made homes, beside the answers of a careful person who wrote them before it was asked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from quality.build import built
from quality.home import HOMES, Home, homes, load, parse
from quality.names import as_written, decomposed, without_inboxes
from quality.score import Score, compared, figures, scores, written_in_docs

pytestmark = pytest.mark.slow


def answered(those: list[Home]) -> list[Score]:
    """The scores of the homes that this machine can make; a warning tells of each other one."""
    found = scores(those)
    for one in found:
        if one.skipped:
            warnings.warn(one.skipped, stacklevel=2)
    return [one for one in found if not one.skipped]


def told(lines: object) -> str:
    return "\n".join(map(str, lines))  # type: ignore[call-overload]


@pytest.mark.parametrize("named", [as_written, decomposed])
def test_no_harm_and_nine_of_ten_plain_ones(named: Callable[[Home], Home]) -> None:
    found = answered(list(map(named, homes())))
    harm = [line for one in found for line in one.harm]
    assert not harm, told(harm)
    plain, chosen = (sum(getattr(one, name) for one in found) for name in ("plain", "chosen"))
    assert chosen >= 0.9 * plain > 0, told(line for one in found for line in one.left)
    if named is as_written and len(found) == len(homes()):
        assert written_in_docs() == figures(found), "run tests/quality/score.py --docs"


def test_no_loose_copy_goes_where_no_folder_has_the_name_of_an_inbox() -> None:
    wrong = [line for one in answered(list(map(without_inboxes, homes()))) for line in (*one.harm, *one.loose)]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", sorted(path.stem for path in HOMES.glob("*.toml")))
def test_a_home_can_be_read(name: str) -> None:
    home = load(HOMES / f"{name}.toml")
    assert home.who
    assert home.groups


def test_the_sample_in_the_readme_can_be_read() -> None:
    sample = re.search(r"```toml\n(.*?)```", (Path(__file__).parent / "README.md").read_text("utf-8"), re.DOTALL)
    assert sample
    assert [group.is_plain for group in parse("sample", sample[1]).groups] == [True, False]


SAMPLE = """
who = "somebody"
inboxes = ["Downloads"]
alone = ["only.txt"]
[[groups]]
id = "filed"
why = "Filed."
files = ["Documents/a.pdf", "Downloads/a.pdf", "Downloads/a (1).pdf"]
goes = ["Downloads/a.pdf", "Downloads/a (1).pdf"]
[[groups]]
id = "meant"
why = "Both are meant."
files = ["Album/b.jpg", "Best of/b.jpg"]
"""


@pytest.mark.parametrize(
    ("chosen", "harm", "left", "loose"),
    [
        ((), [], ["Downloads/a (1).pdf", "Downloads/a.pdf"], []),
        (("Downloads/a.pdf", "Downloads/a (1).pdf"), [], [], ["Downloads/a (1).pdf", "Downloads/a.pdf"]),
        (("Downloads/a (1).pdf",), [], ["Downloads/a.pdf"], []),
        (("Documents/a.pdf", "Best of/b.jpg"), ["Best of/b.jpg", "Documents/a.pdf"], None, []),
        (("only.txt",), ["home/robin/only.txt"], None, []),
    ],
    ids=["nothing", "what goes", "part of it", "what stays", "the only one"],
)
def test_a_choice_is_compared_with_the_person(
    chosen: tuple[str, ...], harm: list[str], left: list[str] | None, loose: list[str]
) -> None:
    with built(parse("sample", SAMPLE)) as made:
        steps = [
            {"path": str(made.place(path)), "category": "duplicates", "why": "", "keeper": None} for path in chosen
        ]
        found = compared(made, {"scan": {"findings": []}, "plan": {"steps": steps}})
    assert sorted(line.path for line in found.harm) == harm
    assert left is None or sorted(line.path for line in found.left) == left
    assert sorted(line.path for line in found.loose) == loose
    assert found.plain == 1
    assert found.chosen == (left == [])
