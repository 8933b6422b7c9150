"""A shell in a made-up home, in which the commands of a page run; all that changes from run to run is evened out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

DISK = 8 << 30
_ID = re.compile(r"\b2\d{7}-\d{6}-[0-9a-f]{4}\b")
_SHORT_ID = re.compile(r"(\bcleanup (?:plan|report|review|trash --scan) |\(scan )[0-9a-f]{4}\b")
_QUESTION = re.compile(rb"(?:\[[^\]\n]*\]|\? help:) ?$")
_LONGEST_SILENCE = 300
_EVEN = (
    # How long a scan took, the digits of a name in the trash, and where the program's own Python is.
    (re.compile(r"(?<=  )\d+\.\d s$|(?<= · )\d+\.\d s$", re.MULTILINE), "0.1 s"),
    (re.compile(r"\.[0-9a-f]{12}(?=\.|\n|$)"), ".4c7f09d2ab31"),
    (re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]"), ""),
)
_DISK = re.compile(
    r"^Disk \d+ % full, [\d.]+ (?:.B )?of [\d.]+ .B(?P<holds> · .*?)(?P<gap>  +)(?=[\d.]+ s$)", re.MULTILINE
)
_AFTER_A_MOVE = re.compile(
    r"^Disk (?:still )?(?P<now>\d+) % full, [\d.]+ (?:.B )?of [\d.]+ .B(?:; (?P<before>\d+) % before)?$", re.MULTILINE
)
_LITTLE = 2
# Progress comes and goes with the speed of the machine.
_STARTER = """#!/bin/sh
case "$1" in scan|review|trash|undo|purge) set -- "$@" --no-progress ;; esac
exec {python} {program} "$@"
"""
MB = 10**6
# Of each file in the home of Ada: megabytes, the year in which it was changed last, and what is in it. Files with the
# same letter are equal.
_ADA = {
    "Downloads/linux-22.04.iso": (2100, 2022, "l"),
    "Downloads/anniversary (1).mp4": (1400, 2021, "v"),
    "Videos/2021/anniversary.mp4": (1400, 2021, "v"),
    "Videos/2021/first steps.mp4": (870, 2026, "f"),
    "Backup laptop/disk-image.img": (640, 2020, "d"),
    "Backup laptop/Documents/Thesis final.pdf": (24, 2019, "t"),
    "Documents/Thesis final (copy).pdf": (24, 2019, "t"),
    "Documents/Thesis final.pdf": (24, 2019, "t"),
    "Documents/letter.odt": (1, 2026, "o"),
    "Documents/todo.txt": (0, 2026, ""),
    "Pictures/2019/harbour.jpg": (4, 2019, "h"),
    "Pictures/2019/harbour (1).jpg": (4, 2019, "h"),
    "Backup laptop/Pictures/harbour.jpg": (4, 2019, "h"),
    "Pictures/2023/anna.jpg": (5, 2023, "a"),
    "Backup laptop/Pictures/anna.jpg": (5, 2023, "a"),
    ".config/editor/recent": (0.001, 2026, "r"),
}
_EMPTY_FOLDERS = ("Documents/New folder", "Music")


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """A fresh ext4 disk at this folder. Raises OSError or CalledProcessError where it cannot be made."""
    image = folder.with_name(f"{folder.name}.image")
    with image.open("wb") as file:
        file.truncate(DISK)
    try:
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "loop", image, folder], check=True, capture_output=True)
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    finally:
        image.unlink()


class Session:
    """One page: what a block changes, such as the folder it goes to, holds for the blocks below it."""

    def __init__(self, folder: Path, home: str) -> None:
        """Make the home, ``ada`` or ``empty``, in this folder."""
        self.folder = folder
        self.home = folder / "home" / "ada"
        self.home.mkdir(parents=True)
        self._ids: list[str] = []
        self._bin = folder / "bin"
        self._bin.mkdir()
        self._names = {"/home/ada": str(self.home), "/mnt/archive": str(folder / "archive")}
        self._where = self.home
        self.start_with("-m cleanup")
        if home == "ada":
            _fill(self.home)
            (folder / "archive" / "Videos").mkdir(parents=True)

    def start_with(self, program: str | Path) -> None:
        """From here on, ``cleanup`` is this module or file."""
        script = self._bin / "cleanup"
        script.write_text(_STARTER.format(python=sys.executable, program=program))
        script.chmod(0o755)

    def real(self, text: str) -> str:
        """A text of a page with the names and ids that this session really has."""
        for name, real in self._names.items():
            text = text.replace(name, real)
        return _ID.sub(self._real_id, text)

    def run(self, script: str, answer: str = "y") -> tuple[int, str]:
        """Run some lines in a terminal of 80 columns until one fails; give the exit code, and what they print."""
        noted = self.folder / "where"
        lines = f"trap 'pwd > {noted}' EXIT\nset -e\n{self.real(script)}"
        code, printed = _in_terminal(["bash", "-c", lines], self._where, self._environment(), answer)
        self._where = Path(noted.read_text().rstrip("\n"))
        return code, self._shown(printed)

    def _environment(self) -> dict[str, str]:
        path = f"{self._bin}:/usr/local/bin:/usr/bin:/bin"
        return {"HOME": str(self.home), "PATH": path, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb"}

    def _shown(self, printed: bytes) -> str:
        text = printed.decode("utf-8", "replace").replace("\r\n", "\n")
        for real in _ID.findall(text):
            if real not in self._ids:
                self._ids.append(real)
        text = _ID.sub(lambda found: _made_id(self._ids.index(found[0])), text)
        text = _SHORT_ID.sub(rf"\g<1>{_made_id(0)[-4:]}", text)
        for name, real in self._names.items():
            text = text.replace(real, name)
        for pattern, even in _EVEN:
            text = pattern.sub(even, text)
        text = _AFTER_A_MOVE.sub(_even_filling, _DISK.sub(_even_disk, text))
        return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))

    def _real_id(self, found: re.Match[str]) -> str:
        for number, real in enumerate(self._ids):
            if _made_id(number) == found[0]:
                return real
        return found[0]


def _even_disk(found: re.Match[str]) -> str:
    """The line of a disk that is as good as any, as wide as it was: how full it is depends on more than the page."""
    text = f"Disk 93 % full, 7.8 of 8.4 GB{found['holds']}"
    return text.ljust(len(found[0]))


def _even_filling(found: re.Match[str]) -> str:
    """The same of a disk after a move; what little came free may be what other programs wrote."""
    gone = int(found["before"] or found["now"]) - int(found["now"])
    if gone <= _LITTLE:
        return "Disk still 93 % full, 7.8 of 8.4 GB"
    return f"Disk {93 - gone} % full, {8.4 * (93 - gone) / 100:.1f} of 8.4 GB; 93 % before"


def _made_id(number: int) -> str:
    return f"20261121-12{number:02}11-2d7{number % 16:x}"


def _in_terminal(command: list[str], folder: Path, environment: dict[str, str], answer: str) -> tuple[int, bytes]:
    """Run a command with a terminal, answer what it asks, and give its exit code and output."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        printed = b""
        try:
            while part := _read(ours):
                printed += part
                if _QUESTION.search(printed):
                    os.write(ours, f"{answer}\n".encode())
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            raise AssertionError(f"it waits for ever after it said: {printed.decode(errors='replace')}") from None
    os.close(ours)
    return process.returncode, printed


def _read(terminal: int) -> bytes:
    if not select.select([terminal], [], [], _LONGEST_SILENCE)[0]:
        raise TimeoutError
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # that is how Linux says that nobody writes there any more
        return b""


def _fill(home: Path) -> None:
    """A messy home: space is given to the files, and only their beginnings are written."""
    for name, (size, year, content) in _ADA.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(Random(content).randbytes(1000) if content else b"")
            if size:
                os.posix_fallocate(file.fileno(), 0, round(size * MB))
        moment = datetime(year, 4, 21, 12, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
    for name in _EMPTY_FOLDERS:
        (home / name).mkdir(parents=True)
