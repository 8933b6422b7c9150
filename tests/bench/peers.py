"""The programs: how each is asked for the same files, what it found, and where it keeps what it remembers.

The same for all: hidden files in, no ignore files, from one byte on, links not followed, one file system, and nothing
is ever changed. fclones ``group`` only lists; rmlint without its script formatter (``-o`` takes the place of the
defaults) writes nothing that could remove a file; jdupes without an action prints; rdfind runs with ``-dryrun true``;
czkawka's delete method stays at its default, none. Each uses its own default hash.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Identity = tuple[int, int]
Groups = set[frozenset[Identity]]
Roots = tuple[str, ...]
Command = list[str]

CLEANUP = [sys.executable, "-m", "cleanup"]
_SCAN = [*CLEANUP, "scan", "--all", "--only", "duplicates", "--no-progress"]


@dataclass(frozen=True, slots=True)
class Program:
    """``command`` takes the roots and the file to write to, if the program needs one; ``cached`` is its second scan.

    ``telling`` is the command whose answer ``groups`` can read, where that is another one.
    """

    name: str
    binary: str
    command: Callable[[Roots, str], Command]
    cached: Callable[[Roots, str], Command] | None = None
    telling: Callable[[Roots, str], Command] | None = None
    groups: Callable[[Path, Path], Groups] | None = None
    version: tuple[str, ...] = ("--version",)

    def found(self) -> bool:
        """Whether it can be run here."""
        return shutil.which(self.binary) is not None

    def says_version(self) -> str:
        """The first line of what it says of itself."""
        done = subprocess.run([self.binary, *self.version], capture_output=True, check=False)
        return (done.stdout + done.stderr).decode(errors="replace").splitlines()[0].strip()


def _cleanup(output: Path, written: Path) -> Groups:
    findings = json.loads(output.read_bytes())["findings"]
    return _groups(((file["device"], file["inode"]) for file in finding["files"]) for finding in findings)


def _fclones(output: Path, written: Path) -> Groups:
    return _groups(_identities(group["files"]) for group in json.loads(output.read_bytes())["groups"])


def _czkawka(output: Path, written: Path) -> Groups:
    by_size = json.loads(written.read_bytes())
    return _groups(_identities(file["path"] for file in group) for groups in by_size.values() for group in groups)


def _rmlint(output: Path, written: Path) -> Groups:
    """Each group begins with the file that it would keep; hard links alone are told without a checksum."""
    groups: list[list[Identity]] = []
    for row in json.loads(written.read_bytes()):
        if row.get("type") == "duplicate_file":
            if row["is_original"]:
                groups.append([])
            groups[-1].append((row["disk_id"], row["inode"]))
    return _groups(groups)


def _jdupes(output: Path, written: Path) -> Groups:
    return _groups(_identities(block.split(b"\0")) for block in output.read_bytes().split(b"\0\0"))


def _rdfind(output: Path, written: Path) -> Groups:
    by_number: dict[int, list[Identity]] = defaultdict(list)
    for line in written.read_bytes().splitlines():
        fields = line.split(b" ", 7)
        if line.startswith(b"DUPTYPE") and len(fields) == 8:
            by_number[abs(int(fields[1]))].append((int(fields[4]), int(fields[5])))
    return _groups(by_number.values())


def _groups(groups: Iterable[Iterable[Identity]]) -> Groups:
    """Groups of files, not of names: hard links are one file, and one file alone is no group."""
    return {files for group in groups if len(files := frozenset(group)) > 1}


def _identities(paths: Iterable[str | bytes]) -> Iterable[Identity]:
    """Device and inode of each path that is still there and is not empty."""
    for path in paths:
        try:
            seen = os.lstat(path)
        except (OSError, ValueError):
            continue
        if path and seen.st_size:
            yield seen.st_dev, seen.st_ino


def _fclones_command(*more: str) -> Callable[[Roots, str], Command]:
    options = ["--hidden", "--no-ignore", "--one-fs", "--min", "1", "-f", "json", *more]
    return lambda roots, _: ["fclones", "group", *options, *roots]


def _czkawka_command(*more: str) -> Callable[[Roots, str], Command]:
    # -W: groups found are no error. -c: also small files are remembered, which its default leaves out.
    options = ["-m", "1", "-s", "HASH", "-X", "-N", "-M", "-W", *more]
    return lambda roots, out: [
        "czkawka_cli", "dup", *(f"--directories={root}" for root in roots), *options, "-C", out,
    ]  # fmt: skip


_HASH = """
import os, sys, xxhash
room = memoryview(bytearray(1 << 20))
for root in sys.argv[1:]:
    for folder, _, names in os.walk(root):
        for name in names:
            state = xxhash.xxh3_128()
            with open(os.path.join(folder, name), "rb", buffering=0) as file:
                while count := file.readinto(room):
                    state.update(room[:count])
"""

OURS = Program(
    "cleanup",
    sys.executable,
    lambda roots, _: [*_SCAN, "--no-cache", *roots],
    cached=lambda roots, _: [*_SCAN, *roots],
    telling=lambda roots, _: [*_SCAN, "--no-cache", "-f", "json", *roots],
    groups=_cleanup,
    version=("-m", "cleanup", "--version"),
)
ALL = Program(
    "cleanup, all categories",
    sys.executable,
    lambda roots, _: [*CLEANUP, "scan", "--all", "--no-progress", "--no-cache", *roots],
    version=OURS.version,
)
FIND = Program("find -printf", "find", lambda roots, _: ["find", *roots, "-xdev", "-type", "f", "-printf", "%s %p\\n"])
HASH = Program("xxh3, one thread", sys.executable, lambda roots, _: [sys.executable, "-c", _HASH, *roots])
PEERS = (
    Program("fclones", "fclones", _fclones_command(), cached=_fclones_command("--cache"), groups=_fclones),
    Program(
        "czkawka",
        "czkawka_cli",
        _czkawka_command("-H"),
        cached=_czkawka_command("-c", "1", "-u", "-Z", "1"),
        groups=_czkawka,
    ),
    Program(
        "rmlint",
        "rmlint",
        lambda roots, out: [
            *["rmlint", "-T", "duplicates", "--size=1", "--hidden", "--no-followlinks", "--no-crossdev", "-o"],
            f"json:{out}",
            *roots,
        ],
        groups=_rmlint,
    ),
    Program("jdupes -Q", "jdupes", lambda roots, _: ["jdupes", "-r", "-Q", "-q", "-1", "-0", *roots], groups=_jdupes),
    Program(
        "rdfind",
        "rdfind",
        lambda roots, out: [
            *["rdfind", "-dryrun", "true", "-ignoreempty", "true", "-followsymlinks", "false", "-outputname"],
            out,
            *roots,
        ],
        groups=_rdfind,
    ),
)
_GDU = ["sh", "-c", 'for root; do gdu -n -p -x -c "$root"; done', "gdu"]
WALKERS = (FIND, Program("gdu", "gdu", lambda roots, _: [*_GDU, *roots]))
