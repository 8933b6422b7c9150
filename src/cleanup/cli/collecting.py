"""Python's search for objects that refer to each other in a circle, put off while very many others are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting(*, lasting: bool = False) -> Iterator[None]:
    """Search for no circles meanwhile: few objects are in any, and the search took up to a quarter of the time.

    ``lasting``: what was made meanwhile is kept to the end, and not searched later either.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if lasting:
            gc.freeze()
        if searches:
            gc.enable()
