"""What the fixtures of these tests are, for their signatures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Tree = Callable[..., Path]
Walk = Callable[..., Any]
Mount = Callable[..., Path]
