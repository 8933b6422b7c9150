"""How quickly the review answers, with very many findings: the real page in a real pseudo-terminal.

    .venv/bin/python tests/bench/review.py [--groups 60000] [--folders 0] [--rounds 5] [--size 80x24]

Makes a scan of that many groups of copies in memory (no files), begins a review, and runs the page in a child process.
With ``--folders``, it begins with so many lines by folder, and keys for one line are pressed on these.
Measured from outside: how long until the first screen is there, and for each key how long until the screen begins
to answer, until all of that answer is read, and how many bytes it is. Prints medians and the slowest, in milliseconds,
and the most memory that the child had.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import termios
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import psutil

from cleanup.model.choice import Choice
from cleanup.model.coverage import Coverage
from cleanup.model.inventory import FILE, FOLDER, NO_FOLDER, Inventory
from cleanup.model.look_line import LineKind, LookLine
from cleanup.model.scan import Savings, Scan, Sum, Totals
from cleanup.model.thing import Things
from cleanup.model.tree import nearest
from cleanup.plan.groups import Groups
from cleanup.plan.keeper import choose_keepers
from cleanup.plan.selection import Selection
from support.made import duplicates
from support.selecting import EveryCopy

KEYS = {
    "down": b"\x1b[B", "page down": b"\x1b[6~", "end": b"\x1b[F", "home": b"\x1b[H", "next group": b"]",
    "space (choose)": b" ", "keep": b"K", "skip": b"s", "all shown": b"a", "undo": b"u", "question": b"S",
    "answer": b"1", "folders": b"\t", "folder": b"\x1b[B", "details": b"\t", "back to list": b"\t",
    "filter": b"/", "letter": b"x", "letter again": b"7",
    "end of filter": b"\x1b",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=int, default=60_000)
    parser.add_argument("--folders", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", default="80x24")
    asked = parser.parse_args()
    columns, lines = map(int, asked.size.split("x"))
    reading, told = os.pipe()
    child, terminal = pty.fork()
    if not child:
        os.close(reading)
        review(asked.groups, asked.folders, told)
        os._exit(0)
    os.close(told)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    with os.fdopen(reading) as report:
        print(report.readline().strip())
        started = time.perf_counter()
    print(f"first screen            {1000 * (until_quiet(terminal, 1.0)[1] - started):7.0f} ms")
    begun: dict[str, list[float]] = {name: [] for name in KEYS}
    ended: dict[str, list[float]] = {name: [] for name in KEYS}
    sent: dict[str, list[int]] = {name: [] for name in KEYS}
    for _ in range(asked.rounds):
        for name, key in KEYS.items():
            before = time.perf_counter()
            os.write(terminal, key)
            first, last, count = until_quiet(terminal, 0.35, first_only=True)
            begun[name].append(1000 * (first - before))
            ended[name].append(1000 * (last - before))
            sent[name].append(count + until_quiet(terminal, 0.3)[2])
    print("key                      answer begins, slowest   is whole, slowest       bytes, details too")
    for name in KEYS:
        figures = [f"{statistics.median(took):7.1f} {max(took):7.1f} ms" for took in (begun[name], ended[name])]
        print(f"{name:<22}  {'   '.join(figures)}   {statistics.median(sent[name]):9,.0f}")
    print(f"memory {psutil.Process(child).memory_info().rss / 1e6:.0f} MB")
    for key in (b"q", b"2"):
        os.write(terminal, key)
        until_quiet(terminal, 1.0)
    os.waitpid(child, 0)


def until_quiet(terminal: int, patience: float, *, first_only: bool = False) -> tuple[float, float, int]:
    """When the first and the last byte came before the terminal was quiet for so many seconds, or for a moment; and how
    many came."""
    first, last, count = 0.0, time.perf_counter(), 0
    limit = patience
    while select.select([terminal], [], [], limit)[0]:
        try:
            count += len(os.read(terminal, 1 << 20))
        except OSError:  # the other end is closed
            break
        last = time.perf_counter()
        first = first or last
        if first_only:
            limit = 0.015
    return first or last, last, count


def review(groups: int, folders: int, told: int) -> None:
    """The child: a scan, a selection, the page."""
    from cleanup.cli.reviewing import wait_for_escape_as_long_as_it_takes
    from cleanup.model.preview import NoPreview
    from cleanup.report.style import PageStyle

    wait_for_escape_as_long_as_it_takes()
    from cleanup.review.page import ReviewPage
    from cleanup.review.probe import Probe

    scan = made_scan(groups)
    if folders:
        scan = with_lines(scan, folders)
    before = time.perf_counter()
    choice = Choice() if folders else EveryCopy()
    selection = Selection(Groups(scan), choice, lambda path: "hidden" if b"/.config" in path else "")
    selection.staying.stay(selection.groups.members)
    took = time.perf_counter() - before
    nothing_wrong = [lambda _: ""] * 3
    nothing = np.zeros(0, dtype=np.int64)
    probe = Probe(lambda stopped: iter(()), lambda: nothing, lambda *where: NoPreview(""), *nothing_wrong)
    page = ReviewPage(selection, probe, PageStyle(), about="bench", file="plan.json")
    os.write(
        told, f"{groups:,} groups of {len(scan.inventory.files):,} files; selection made in {took:.2f} s\n".encode()
    )
    os.close(told)
    page.run()


def made_scan(groups: int) -> Scan:
    """A scan of so many groups of two to four copies, in some thousand folders."""
    random = Random(7)
    names = bytearray()

    def name(text: str) -> int:
        start = len(names)
        names.extend(text.encode() + b"\0")
        return start

    folders = [(NO_FOLDER, "/home/ada")]
    for number in range(groups // 20 + 1):
        folders.append((random.randrange(max(len(folders) // 3, 1)), f"Folder {number} été"))
    lengths = [random.choice((2, 2, 2, 3, 4)) for _ in range(groups)]
    files = np.zeros(sum(lengths), dtype=FILE)
    row = 0
    for group, length in enumerate(lengths):
        size = int(random.paretovariate(0.6) * 1000)
        for copy in range(length):
            files[row]["folder"] = random.randrange(len(folders))
            files[row]["name"] = name(f"IMG_{group:06}{' (1)' if copy else ''}.jpg")
            for field in ("size", "allocated"):
                files[row][field] = size
            files[row]["modified"] = random.randrange(10**18)
            files[row]["inode"], files[row]["device"], files[row]["links"] = row + 1, 1, 1
            row += 1
    table = np.zeros(len(folders), dtype=FOLDER)
    for number, (parent, text) in enumerate(folders):
        table[number]["folder"], table[number]["name"], table[number]["inode"] = parent, name(text), 10**9 + number
    inventory = Inventory(files, table, bytes(names))
    rows = np.arange(len(files), dtype=np.int64)
    found = duplicates(*(group.tolist() for group in np.split(rows, np.cumsum(lengths)[:-1])))
    found = replace(
        found,
        keepers=choose_keepers(found, Things(inventory))[0],
        digests=np.arange(2 * groups, dtype=np.uint64).reshape(-1, 2),
        method="xxh3_128",
    )
    now = datetime.now(UTC)
    nothing = Savings(Sum(0, 0), Sum(0, 0), Sum(0, 0), {}, ())
    return Scan(
        "bench", "0", now, now, "host", "user", (b"/home/ada",), {}, True, Totals(0, 0, 0, 0), Coverage(), (),
        inventory, (found,), nothing, (),
    )  # fmt: skip


def with_lines(scan: Scan, count: int) -> Scan:
    """The scan with so many lines by folder, each of the copies in one folder right below the root and all below that,
    as far as they do not stay."""
    (found,), things = scan.findings, Things(scan.inventory)
    parents = scan.inventory.parents
    tops = nearest(parents, np.flatnonzero(parents == 0))[things.folder_rows(found.members)]
    ask = ~found.kept() & (tops != NO_FOLDER)
    largest = np.argsort(-np.bincount(tops[ask], minlength=len(parents)), kind="stable")[:count].tolist()
    told, lines = np.zeros(len(found.members), dtype=np.uint16), []
    for number, folder in enumerate(largest, 1):
        mine = ask & (tops == folder)
        told[mine] = number
        path, files = scan.inventory.folder_path(folder), int(np.count_nonzero(mine))
        lines.append(
            LookLine(
                path, LineKind.ELSEWHERE, files, files + 7, int(things.freed[found.members[mine]].sum()), b"/home/ada"
            )
        )
    return replace(
        scan, findings=(replace(found, told=told),), savings=replace(scan.savings, look_by_folder=tuple(lines))
    )


if __name__ == "__main__":
    main()
