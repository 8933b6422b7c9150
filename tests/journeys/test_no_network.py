"""Nothing leaves the computer: a whole scan opens no network socket."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.kinds import Tree

STRACE = shutil.which("strace")


def sockets(trace: Path, *command: str | Path) -> list[str]:
    """The sockets a command and its processes opened that reach beyond this computer."""
    assert STRACE
    subprocess.run([STRACE, "-f", "-qq", "-e", "trace=socket", "-o", trace, *command], check=True, capture_output=True)
    return [line for line in trace.read_text().splitlines() if "socket(AF_INET" in line]


@pytest.mark.skipif(STRACE is None, reason="needs strace")
def test_a_scan_opens_no_network_socket(tree: Tree, tmp_path: Path) -> None:
    root = tree({f"{number}.txt": f"{number % 7}" * 100 for number in range(400)})
    assert sockets(tmp_path / "trace", sys.executable, "-m", "cleanup", "scan", "-f", "json", root) == []


@pytest.mark.skipif(STRACE is None, reason="needs strace")
def test_a_socket_would_have_been_seen(tmp_path: Path) -> None:
    opens = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
    assert len(sockets(tmp_path / "trace", sys.executable, "-c", opens)) == 1
