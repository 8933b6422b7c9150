"""What Windows and macOS do not tell, or not yet: the answers of a system that tells nothing."""

from __future__ import annotations

from collections.abc import Callable


class Guest:
    """Reads a file; what that brings into memory stays, since nothing tells what was there before."""

    def __init__(self, file: int, size: int) -> None: ...

    def leave_behind(self, read: int) -> None:
        """Nothing to do."""


def files_behind_volumes() -> frozenset[str]:
    """Nothing tells; Windows locks a disk image that is attached."""
    return frozenset()


def blocks_read() -> int:
    """Nothing tells."""
    return 0


def began_in_lower_layer(path: bytes) -> bool:  # noqa: ARG001
    """There are no overlays here."""
    return False


def encryption_policy(folder: str | bytes) -> bytes:  # noqa: ARG001
    """None: a move within a volume does not ask for it here."""
    return b""


def image_behind(source: str) -> str:  # noqa: ARG001
    """Nothing tells."""
    return ""


def files_left(path: str | bytes) -> int:  # noqa: ARG001
    """Some: nobody counts them."""
    return 1


def give_back_what_is_free() -> None:
    """Nothing to do: other C libraries do so by themselves."""


def is_kept_in_step(path: bytes) -> bool:  # noqa: ARG001
    """Nothing tells."""
    return False


def is_locked(path: str | bytes) -> bool:  # noqa: ARG001
    """Nothing is: there is no mark that keeps its own owner from moving a thing."""
    return False


def is_rotational(path: str) -> bool:  # noqa: ARG001
    """Nothing tells."""
    return False


def look_afresh(file: int) -> None:
    """Nothing to do: no system call asks for that."""


def mount_number(path: str | bytes) -> int:  # noqa: ARG001
    """Nothing tells; a device is mounted in one place, and what Windows mounts in a folder is reached by a link."""
    return 0


def paths_in_use() -> frozenset[str]:
    """Nothing tells without asking another program; Windows refuses to move most of what is open."""
    return frozenset()


def reserved_ranges(file: int) -> list[tuple[int, int]]:  # noqa: ARG001
    """Nothing tells."""
    return []


def shared_bytes(file: int) -> int:  # noqa: ARG001
    """Nothing tells which blocks other files have too."""
    return 0


def subvolume(path: str, filesystem: str) -> str:  # noqa: ARG001
    """Nothing tells more of a volume."""
    return ""


def watched(work: Callable[[], int], drives: object, ask: object) -> tuple[int | None, frozenset[str]]:  # noqa: ARG001
    """Do work right here: what does not answer is not found out."""
    return work(), frozenset()


def says_its_origin(path: str) -> bool:  # noqa: ARG001
    """Nothing here reads that note yet."""
    return False


def package_in_msi(path: str) -> tuple[str, str] | None:  # noqa: ARG001
    """Only Windows reads its packages."""
    return None


def versions_by_msi(code: str) -> frozenset[str]:  # noqa: ARG001
    """Only Windows installs them."""
    return frozenset()
