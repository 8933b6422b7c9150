"""Small disks to mount."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


def ext4_image(path: Path, size: int, *options: str | Path) -> Path:
    """A new ext4 image of so many bytes, for a loop device; skips the test where it cannot be made."""
    with path.open("wb") as file:
        file.truncate(size)
    try:
        subprocess.run(["mkfs.ext4", "-q", "-F", *options, path], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"needs mkfs.ext4: {error}")
    return path
