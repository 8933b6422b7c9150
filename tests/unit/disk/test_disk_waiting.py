"""Who waits for a drive that does not answer, and who waits for a disk that is only slow."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanup.disk.system.linux.waiting import threads_waiting
from support.disks import ext4_image
from support.far_drive import served
from support.processes import line_of, until

pytestmark = [
    pytest.mark.root, pytest.mark.slow, pytest.mark.usefixtures("mounts_apart"),
    pytest.mark.skipif(shutil.which("bindfs") is None, reason="bindfs is not installed"),
]  # fmt: skip

READ = """
import os, sys
file = os.open(sys.argv[1], os.O_RDONLY)
print(flush=True)
input()
print(os.pread(file, 4096, 8_000_000))
"""


@pytest.fixture
def stalled(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A folder that a program shows elsewhere, with a file and a disk's image in it; and that program."""
    back, drive, disk = (tmp_path / name for name in ("back", "drive", "disk"))
    for folder in (back, drive, disk):
        folder.mkdir()
    (back / "file").write_bytes(os.urandom(9_000_000))
    subprocess.run(["mount", "-o", "loop", ext4_image(back / "image"), disk], check=True)
    shutil.copy(back / "file", disk)
    subprocess.run(["umount", disk], check=True)
    with served(drive, "bindfs", "-f", back, drive) as program:
        subprocess.run(["mount", "-o", "loop,ro", drive / "image", disk], check=True)
        try:
            yield tmp_path, program
        finally:
            program.send_signal(signal.SIGCONT)
            # Not at once: the image is in use for a moment more.
            subprocess.run(["umount", "-l", disk], check=True)


def test_only_who_asks_for_a_file_there_waits_for_the_drive(stalled: tuple[Path, subprocess.Popen[bytes]]) -> None:
    places, program = stalled
    files = (places / "drive" / "file", places / "disk" / "file")
    readers = [
        subprocess.Popen([sys.executable, "-c", READ, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for file in files
    ]
    for reader in readers:
        line_of(reader)
    program.send_signal(signal.SIGSTOP)
    for reader in readers:
        assert reader.stdin is not None
        reader.stdin.write(b"\n")
        reader.stdin.flush()
        until(lambda reader=reader: is_waiting(reader.pid), "it waits for its file")
    waiting = [bool(threads_waiting(reader.pid, [os.fspath(places / "drive")])) for reader in readers]
    program.send_signal(signal.SIGCONT)
    assert all(reader.communicate()[0] for reader in readers)
    assert waiting == [True, False]


def is_waiting(process: int) -> bool:
    return "(disk sleep)" in Path(f"/proc/{process}/status").read_text()
