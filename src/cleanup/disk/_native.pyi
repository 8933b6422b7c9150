from collections.abc import Callable

from cleanup.disk.reading.small_files import Failed
from cleanup.disk.rows import Looked
from cleanup.disk.system import Handle, Listed

ROW_BYTES: int

def listed_in(folder: Handle, /) -> Listed: ...
def look_at_names(folder: Handle, names: list[str], number: int, /) -> Looked: ...
def digest_small_files(
    folders: list[tuple[bytes, int]], names: bytes, rows: bytes, digest: Callable[[bytes], bytes], /
) -> tuple[bytes, Failed]: ...
def reach_without_links(path: str, /) -> int: ...
