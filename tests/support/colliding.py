"""Files made on purpose to have one XXH3-128, as long as its seed is 0.

For contents of more than 240 bytes, XXH3 adds up products of the two halves of each word, after an exclusive or with a
secret that is the same everywhere. So a word whose one half is the secret's counts for nothing but its own sum: what
the other half has more in one place, it may have less in another.
"""

from __future__ import annotations

import struct
from itertools import count, islice

# The secret for the first word of the first two stripes of 64 bytes (XXH3_kSecret in xxhash.h).
_SECRET = bytes.fromhex("b8fe6c3923a44bbe 7c01812cf721ad1c")
_STRIPE = 64
_ENOUGH = 1 << 20


def alike_by_xxh3(size: int, number: int) -> list[bytes]:
    """So many contents of this size, at least 256 bytes, all different, and all of one XXH3-128."""
    return [_content(size, one) for one in islice(count(1), number)]


def _content(size: int, one: int) -> bytes:
    content = bytearray(size)
    for stripe, mark in enumerate((one, _ENOUGH - one)):
        start = _STRIPE * stripe
        content[start : start + 8] = _SECRET[8 * stripe : 8 * stripe + 4] + struct.pack("<I", mark)
    return bytes(content)
