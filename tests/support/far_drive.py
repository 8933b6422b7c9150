"""A drive of another computer that stops answering when it is asked for a name, and answers again when told to.

Run as a program: ``far_drive.py FOLDER PLACE WORD`` shows the folder at the place through sshfs and sftp-server,
without a network. It says ``asked`` when a request names the word, and does nothing more until it reads a line.
"""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER = "/usr/lib/openssh/sftp-server"
_TRIES, _PAUSE = 200, 0.05
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class FarDrive:
    """The drive, where it is mounted, and the program between it and its server."""

    place: Path
    program: subprocess.Popen[bytes]

    def wait_until_asked(self) -> None:
        """Until the request came that it does not answer."""
        assert self.program.stdout is not None
        assert select.select([self.program.stdout], [], [], _LONGEST)[0], "it was not asked"
        assert self.program.stdout.readline() == b"asked\n"

    def answer_again(self) -> None:
        """Answer all that was asked meanwhile, and whatever comes."""
        assert self.program.stdin is not None
        self.program.stdin.write(b"\n")
        self.program.stdin.flush()


def why_none() -> str:
    """What is missing for such a drive, or ""."""
    if shutil.which("sshfs") is None or not os.path.exists(SERVER):
        return "sshfs or sftp-server is not installed"
    return "" if os.path.exists("/dev/fuse") else "no FUSE here"


def wait_for_mount(place: Path) -> None:
    """Until something is mounted there; looks at the mount table alone."""
    line = f" {place} ".encode()
    for _ in range(_TRIES):
        if line in Path("/proc/self/mountinfo").read_bytes():
            return
        time.sleep(_PAUSE)
    raise AssertionError("it was not mounted")


@contextmanager
def served(place: Path, *command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """Mount something by a program that serves it, until the end of the block; whoever uses it then gets an error."""
    program = subprocess.Popen(command)
    try:
        wait_for_mount(place)
        yield program
    finally:
        # In this order: a program whose drive cannot be unmounted now would never end by itself.
        program.kill()
        subprocess.run(["umount", "-l", place], check=False, capture_output=True)
        program.wait()


@contextmanager
def far_drive(folder: Path, place: Path, word: str) -> Iterator[FarDrive]:
    """Show the folder at the place until the end of the block; it stops when it is asked for the word."""
    program = subprocess.Popen(
        [sys.executable, __file__, folder, place, word], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        wait_for_mount(place)
        yield FarDrive(place, program)
    finally:
        # Whoever still waits for it gets an error then.
        program.kill()
        program.communicate()
        subprocess.run(["umount", "-l", place], check=False, capture_output=True)


def _serve(folder: str, place: str, word: bytes) -> None:
    ours, theirs = socket.socketpair()
    server = subprocess.Popen([SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    options = "passive,allow_other,dir_cache=no,attr_timeout=0,entry_timeout=0"
    client = subprocess.Popen(["sshfs", "-f", "-o", options, f":{folder}", place], stdin=theirs, stdout=theirs)
    theirs.close()
    assert server.stdin is not None
    assert server.stdout is not None
    while client.poll() is None:
        ready, _, _ = select.select([ours, server.stdout], [], [])
        if ours in ready:
            if not (asked := ours.recv(1 << 16)):
                return
            if word in asked:
                print("asked", flush=True)
                sys.stdin.readline()
                word = b"\0never\0"
            server.stdin.write(asked)
            server.stdin.flush()
        if server.stdout in ready:
            ours.sendall(os.read(server.stdout.fileno(), 1 << 16))


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], os.fsencode(sys.argv[3]))
