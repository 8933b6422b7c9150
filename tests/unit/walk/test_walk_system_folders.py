"""The system's own folders are looked into only when asked to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanup.disk.system import Listed
from cleanup.walk import piece

Walk = Callable[..., Any]


@pytest.fixture
def only_these(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the walk of ``/`` see only these names there, so that it ends soon."""

    def restrict(*names: str) -> None:
        real = piece.listed_in
        top = os.stat("/")

        def listed_in(folder: Any) -> Listed:
            if not os.path.samestat(os.stat(folder), top):
                return real(folder)
            listed, inner = ([name for name in some if name in names] for some in real(folder))
            return listed, inner

        monkeypatch.setattr(piece, "listed_in", listed_in)

    return restrict


def test_system_folders_below_the_top_are_only_counted(only_these: Callable[..., None], walk: Walk) -> None:
    only_these("etc")
    found = walk(Path("/"))
    assert found.names() == set()
    assert found.coverage.protected.folders == 1
    assert found.coverage.protected.files > 0


def test_all_looks_into_system_folders(only_these: Callable[..., None], walk: Walk) -> None:
    only_these("etc")
    assert "etc/passwd" in {name.lstrip("/") for name in walk(Path("/"), everything=True).names()}


def test_a_folder_named_like_a_system_folder_elsewhere_is_ordinary(tree: Callable[..., Path], walk: Walk) -> None:
    assert walk(tree({"etc": {"x": "1"}, "usr": {"y": "2"}})).names() == {"etc/x", "usr/y"}
