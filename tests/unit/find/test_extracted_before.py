"""An archive that stood extracted at the last scan is not read again, as long as all is as it was."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.contents import extracted
from support.looking import groups_of, scan
from support.scripts import change

NAME = "extracted-archives"


@pytest.fixture
def home_with_trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive beside its folder; what changed just now counts as settled."""
    for module in ("contents.extracted_before", "reading.digests"):
        monkeypatch.setattr(f"cleanup.disk.{module}._SETTLED", 0)
    home = tmp_path / "home"
    (home / "trip" / "deep").mkdir(parents=True)
    with zipfile.ZipFile(home / "trip.zip", "w") as archive:
        for name, content in {"a": b"one" * 99, "deep/b": b"two" * 999}.items():
            (home / "trip" / name).write_bytes(content)
            archive.writestr(f"trip/{name}", content)
    return home


@pytest.fixture
def look(home_with_trip: Path, tmp_path: Path) -> Callable[[], int]:
    """Scans with a cache; gives how many archives stand extracted."""

    def do(*, everything: bool = False) -> int:
        return len(groups_of(scan([home_with_trip], tmp_path / "own", use_cache=True, everything=everything), NAME))

    return do


@pytest.fixture
def looked_into(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The names of the archives that were looked into."""
    names: list[bytes] = []
    real = extracted.extraction_of

    def noted(parent: int, name: bytes, *rest: object) -> object:
        names.append(name)
        return real(parent, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(extracted, "extraction_of", noted)
    return names


def test_what_is_as_it_was_is_not_read_again(look: Callable[[], int], looked_into: list[bytes]) -> None:
    assert (look(), look(), look()) == (1, 1, 1)
    assert looked_into == [b"trip.zip"]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("echo 1 > trip/a", 0),
        # As large as it was, and with the time that it had.
        ("touch -r trip/deep/b as; tr t T < trip/deep/b > x; cat x > trip/deep/b; touch -r as trip/deep/b; rm as x", 0),
        ("mv trip/deep/b trip/deep/c", 0), ("mv trip/deep trip/deeper", 0), ("mv trip voyage", 0),
        ("cp trip/a x; mv x trip/a", 1), ("echo more > trip/added", 1), ("touch trip.zip", 1),
        ("mv trip away; mkdir trip", 0), ("rm -r trip; ln -s away trip", 0),
        ("cp trip.zip x; head -c 3000 x > trip.zip; rm x", 0),
    ],
)  # fmt: skip
def test_what_changed_is_looked_at_again(
    home_with_trip: Path, look: Callable[[], int], looked_into: list[bytes], script: str, found: int
) -> None:
    assert look() == 1
    change(home_with_trip, script)
    assert look() == found
    assert looked_into == [b"trip.zip"] * 2


def test_where_not_all_was_seen_it_is_looked_at_each_time(
    home_with_trip: Path, look: Callable[[], int], looked_into: list[bytes]
) -> None:
    with zipfile.ZipFile(home_with_trip / "trip.zip", "a") as archive:
        archive.writestr("trip/.hidden", "secret")
    (home_with_trip / "trip" / ".hidden").write_text("secret")
    assert (look(), look()) == (1, 1)
    (home_with_trip / "trip" / ".hidden").write_text("SECRET")
    assert look() == 0
    assert looked_into == [b"trip.zip"] * 3


def test_without_the_cache_it_is_looked_at_each_time(
    home_with_trip: Path, tmp_path: Path, looked_into: list[bytes]
) -> None:
    for _ in range(2):
        assert groups_of(scan([home_with_trip], tmp_path / "own", everything=False), NAME)
    assert looked_into == [b"trip.zip"] * 2


def test_what_changed_a_moment_ago_is_not_remembered(
    home_with_trip: Path, look: Callable[[], int], looked_into: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleanup.disk.contents.extracted_before._SETTLED", 10**12)
    os.utime(home_with_trip / "trip" / "a", (1, 1))
    assert (look(), look()) == (1, 1)
    assert looked_into == [b"trip.zip"] * 2
