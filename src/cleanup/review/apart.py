"""Run work that may never end, such as a look at a drive that does not answer, so that nobody has to wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def begun(work: Callable[[], T]) -> Future[T]:
    """Start this in a thread that ends with the program; gives a future with its result or exception."""
    done: Future[T] = Future()
    # From here on, giving up the wait does not cancel it: a late result goes nowhere.
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as problem:
            done.set_exception(problem)

    threading.Thread(target=run, daemon=True).start()
    return done


async def apart(work: Callable[[], T]) -> T:
    """Await the same on a page, which keeps working meanwhile and can close before it ends."""
    # Only the page has an event loop; questions line by line do without one.
    import asyncio

    return await asyncio.wrap_future(begun(work))
