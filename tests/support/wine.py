"""Scripts of Linux' shell, run by Windows' Python: Wine starts Linux' own programs, too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

assert sys.platform == "win32"

import _winapi  # noqa: E402
import msvcrt  # noqa: E402

_SHELL = "\\\\?\\unix\\bin\\sh"
_LINKS_OR_PIPES = re.compile(r"\bln -s|\bmkfifo\b|/link\b")
_SECONDS = 60


def run_script(folder: Path, script: str) -> None:
    """Run a script in a folder; fails with its first command that does, skips what makes what Wine does not show."""
    if _LINKS_OR_PIPES.search(script):
        pytest.skip("Wine shows neither links nor pipes with names")
    with tempfile.TemporaryDirectory() as own:
        given, said = Path(own, "given"), Path(own, "said")
        given.write_bytes(script.encode())
        with given.open("rb") as source, said.open("wb") as told:
            start = subprocess.STARTUPINFO()
            start.dwFlags = subprocess.STARTF_USESTDHANDLES
            start.hStdInput, start.hStdOutput = (
                msvcrt.get_osfhandle(source.fileno()),
                msvcrt.get_osfhandle(told.fileno()),
            )
            start.hStdError = start.hStdOutput
            for handle in (start.hStdInput, start.hStdOutput):
                os.set_handle_inheritable(handle, True)
            try:
                words = '"sh" "-c" "sh -e; echo; echo ended $?"'
                _winapi.CreateProcess(_SHELL, words, None, None, True, 0, None, str(folder), start)
            except OSError:
                pytest.skip("no shell of Linux is here")
        # Of a program of Linux there is no handle to wait for.
        end = time.monotonic() + _SECONDS
        while not (ended := re.search(rb"\nended (\d+)\n$", said.read_bytes())):
            assert time.monotonic() < end, f"still running: {script}"
            time.sleep(0.005)
        assert ended[1] == b"0", said.read_bytes()
