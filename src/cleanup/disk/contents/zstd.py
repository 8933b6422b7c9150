"""Read Zstandard files with what comes with Python 3.14, or with the library zstandard if it is installed."""

from __future__ import annotations

import io
import sys
from importlib.util import find_spec
from typing import IO, Any

# No stream gets more memory than this: programs themselves take no more unless asked.
_MOST_WINDOW = 27


def is_known() -> bool:
    """Whether it can be read here."""
    return sys.version_info >= (3, 14) or find_spec("zstandard") is not None


class Plain(io.RawIOBase):
    """The contents of an open packed file. Raises ValueError if it cannot be read here, is damaged or of another
    format.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._stream, self._problem = _opened(file)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            return bytes(self._stream.read(size))
        except self._problem as error:
            raise ValueError(str(error)) from None


def _opened(file: IO[bytes]) -> tuple[Any, type[Exception]]:
    if sys.version_info >= (3, 14):
        from compression.zstd import DecompressionParameter, ZstdError, ZstdFile

        return ZstdFile(file, options={DecompressionParameter.window_log_max: _MOST_WINDOW}), ZstdError
    try:
        from zstandard import ZstdDecompressor, ZstdError
    except ImportError as problem:
        raise ValueError(str(problem)) from None
    reading = ZstdDecompressor(max_window_size=1 << _MOST_WINDOW)
    return reading.stream_reader(file, read_across_frames=True, closefd=False), ZstdError
