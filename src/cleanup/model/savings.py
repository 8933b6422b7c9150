"""What a scan says could be saved, each byte counted once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one category; its bytes may be in other categories' shares too."""

    findings: int = 0
    files: int = 0
    reclaimable_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """Distinct files and the bytes that come free when all of them have left the trash."""

    files: int = 0
    reclaimable_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Savings:
    """``total`` counts each file once; ``safe`` and ``look`` share no file and add up to it.

    ``by_folder`` are the folders right below the roots that hold most of what is safe (or, where nothing is, of
    what is worth a look), with its bytes. ``shared_bytes`` are in none of these sums: the files share them with other
    files or with snapshots.
    """

    total: Sum
    safe: Sum
    look: Sum
    by_category: dict[str, Share]
    by_folder: tuple[tuple[bytes, int], ...] = ()
    shared_bytes: int = 0
