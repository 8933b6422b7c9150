"""Very many values in little memory: the same values, in the same order, however they are looked at."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.finding import Measure, Why
from cleanup.model.packed import Packed
from cleanup.model.plan import Identity, Keeper, Kind, Manifest, Step
from cleanup.model.run import Item, Place, Restoration, State, Status

# Documents may name numbers that no disk has.
NUMBERS = st.integers(-(2**80), 2**80)
NAMES = st.binary(max_size=30)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=10)
IDENTITIES = st.builds(Identity, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
STEPS = st.builds(
    Step, WORDS, NAMES, st.sampled_from(Kind), IDENTITIES, NUMBERS, NUMBERS, WORDS,
    st.builds(Why, WORDS, st.sampled_from(Measure), WORDS), NUMBERS,
    st.none() | st.builds(Keeper, NAMES, IDENTITIES, WORDS),
    st.none() | st.builds(Manifest, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, WORDS),
)  # fmt: skip
ITEMS = st.builds(
    Item, WORDS, NAMES, st.sampled_from(Kind), WORDS, IDENTITIES, NUMBERS, NUMBERS, NUMBERS, WORDS,
    st.builds(Place, NAMES, NAMES, NAMES), st.sampled_from(State), st.sampled_from(Status), WORDS, WORDS, NAMES,
)  # fmt: skip


@given(st.lists(STEPS, max_size=5))
def test_steps_of_any_content_stay_as_they_are(steps: list[Step]) -> None:
    assert list(Packed(Step, steps)) == steps


@given(st.lists(st.builds(Restoration, ITEMS, st.sampled_from(Status), WORDS, WORDS, NAMES), max_size=5))
def test_what_was_brought_back_stays_as_it_is(results: list[Restoration]) -> None:
    assert list(Packed(Restoration, results)) == results


@pytest.mark.parametrize("number", [0, 1, 127, 128, 129, 300])
def test_it_is_a_sequence_like_any_other(number: int) -> None:
    steps = tuple(map(a_step, range(number)))
    packed = Packed(Step, iter(steps))
    assert len(packed) == number
    assert (tuple(packed), tuple(reversed(packed))) == (steps, steps[::-1])
    assert [packed[place] for place in range(-number, number)] == [*steps, *steps]
    assert (packed[1:200:3], packed[-5:]) == (steps[1:200:3], steps[-5:])
    assert packed == steps
    assert packed == Packed(Step, steps)
    assert packed != (*steps, a_step(-1))
    assert (a_step(-1) in packed, all(step in packed for step in steps[:2])) == (False, True)
    with pytest.raises(IndexError):
        packed[number]


def a_step(number: int) -> Step:
    """One of many steps that have as much in common as files in albums have."""
    return Step(
        str(number), b"/home/u/Pictures/album %d/IMG_0001.jpg" % (number // 10), Kind.FILE,
        Identity(2049, 10**6 + number * 7919 % 10**5, 10**6 + number * 31337 % 10**6, 10**18 + number * 104_729**2),
        4096, 1, "chosen", Why("named by you"),
    )  # fmt: skip


def held_by(make: Callable[[Iterator[Step]], object], number: int) -> int:
    """The bytes that are held for so many steps when they have been made."""
    tracemalloc.start()
    try:
        made = make(map(a_step, range(number)))
        return tracemalloc.get_traced_memory()[0] if made else 0
    finally:
        tracemalloc.stop()


def test_it_takes_a_sixth_of_the_memory_of_the_steps_themselves() -> None:
    packed = held_by(lambda steps: Packed(Step, steps), 5000)
    assert packed < 5000 * 80
    assert packed < held_by(tuple, 5000) / 6
