"""Work that may never end, such as a look at a drive that does not answer: nobody has to wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def begun(work: Callable[[], T]) -> Future[T]:
    """What this will give, or the exception it raises, worked out in a thread of its own that ends with the program."""
    done: Future[T] = Future()
    # From here on, who gives up waiting does not cancel it: a result that comes late is nobody's.
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as problem:
            done.set_exception(problem)

    threading.Thread(target=run, daemon=True).start()
    return done


async def apart(work: Callable[[], T]) -> T:
    """The same, waited for by a page that goes on meanwhile, and that can close before."""
    # The page has it; who asks questions line by line does without.
    import asyncio

    return await asyncio.wrap_future(begun(work))
