"""Very many values of one kind in little memory: packed together, and made anew each time they are looked at."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar, overload

import msgspec

T = TypeVar("T")

# Values that are packed together share what is the same in them; more of them save little.
_BLOCK = 128
# Names and numbers side by side have much in common; the quickest way finds nearly all of it.
_QUICKEST = 1

# JSON and not a shorter form: documents may name numbers of any size.
_encode = msgspec.json.Encoder().encode


class Packed(Sequence[T], Generic[T]):
    """Values in their order, a few dozen bytes for each instead of many objects.

    Going through them is as quick as making them once; it holds no more than a block of them at a time.
    """

    def __init__(self, kind: type[T], values: Iterable[T]) -> None:
        """``kind`` is the class of all values: one whose fields JSON has words for."""
        self._decode = msgspec.json.Decoder(list[kind]).decode  # type: ignore[valid-type]
        self._blocks: list[bytes] = []
        self._length = 0
        left = iter(values)
        while block := list(islice(left, _BLOCK)):
            self._blocks.append(zlib.compress(_encode(block), _QUICKEST))
            self._length += len(block)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        for number in range(len(self._blocks)):
            yield from self._block(number)

    def __reversed__(self) -> Iterator[T]:
        for number in reversed(range(len(self._blocks))):
            yield from reversed(self._block(number))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(self._length)))
        block, within = divmod(range(self._length)[place], _BLOCK)
        return self._block(block)[within]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Packed | tuple):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Packed({list(self)!r})"

    def _block(self, number: int) -> list[T]:
        return self._decode(zlib.decompress(self._blocks[number]))
