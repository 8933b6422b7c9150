"""What the fixtures that all tests share give: runs of the program, trees from a drawing, mounts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Tree = Callable[..., Path]
Mount = Callable[..., Path]
