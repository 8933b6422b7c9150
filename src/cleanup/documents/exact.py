"""Paths in documents: as text and, where that loses something, their very bytes in base64."""

from __future__ import annotations

import base64
from typing import Any

from msgspec import UnsetType

from cleanup.language import tr
from cleanup.model.paths import is_whole


def exact(path: bytes) -> dict[str, Any]:
    """A path for a document: ``path``, and ``path_bytes`` where it is no UTF-8."""
    return named("path", path)


def named(key: str, path: bytes) -> dict[str, Any]:
    """A path under another key: ``key``, and ``key_bytes`` where it is not UTF-8."""
    try:
        return {key: path.decode("utf-8")}
    except UnicodeDecodeError:
        return {key: path.decode("utf-8", "replace"), key + "_bytes": base64.b64encode(path).decode("ascii")}


def bytes_of(text: str, in_base64: str | UnsetType | None) -> bytes:
    """The very path that stands in a document; only whole ones from the root on are taken: raises ValueError."""
    path = base64.b64decode(in_base64, validate=True) if isinstance(in_base64, str) else text.encode("utf-8")
    if not is_whole(path) or b"\0" in path:
        raise ValueError(tr("“{path}” is not an absolute path", path=text))
    return path
