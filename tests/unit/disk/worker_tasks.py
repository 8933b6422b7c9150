"""Tasks for the worker processes of the tests; these find them because the tests' folder is on the search path."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import psutil


def count(number: int) -> Iterator[int]:
    """Yields the numbers below one."""
    yield from range(number)


def size_of(content: bytes) -> Iterator[int]:
    """Says how much was handed in."""
    yield len(content)


def print_much() -> Iterator[str]:
    """Writes where an answer would go."""
    print("noise " * 10_000, flush=True)
    os.write(1, b"more noise\n")
    yield "answer"


def fail() -> Iterator[str]:
    """Goes wrong half-way."""
    yield "first"
    raise ValueError("on purpose")


def wait_for(path: str) -> Iterator[int]:
    """Works until there is such a file, a minute at most; begins by telling who works."""
    yield os.getpid()
    for _ in range(6000):
        if os.path.exists(path):
            break
        time.sleep(0.01)
    yield 0


def where() -> Iterator[tuple[int, list[str]]]:
    """The worker's process and search path."""
    yield os.getpid(), sys.path


def priority() -> Iterator[tuple[int, int]]:
    """The worker's nice value, and its class of disk priority."""
    process = psutil.Process()
    yield process.nice(), int(process.ionice().ioclass)


def sleep(seconds: float) -> Iterator[int]:
    """Waits, as for a slow disk; tells who did."""
    time.sleep(seconds)
    yield os.getpid()


def compute(seconds: float) -> Iterator[int]:
    """Keeps a core busy for so long; tells who did."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    yield os.getpid()
