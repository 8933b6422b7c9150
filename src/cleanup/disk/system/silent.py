"""What Windows and macOS do not say, or not yet: the answers of a system that says nothing."""

from __future__ import annotations

from collections.abc import Callable


class Guest:
    """Reads a file; what that brings into memory stays, since nothing says what was there before."""

    def __init__(self, file: int, size: int) -> None: ...

    def leave_behind(self, read: int) -> None:
        """Nothing to do."""


def files_behind_volumes() -> frozenset[str]:
    """None known; Windows locks a disk image that is attached."""
    return frozenset()


def blocks_read() -> int:
    """Unknown."""
    return 0


def began_in_lower_layer(path: bytes) -> bool:  # noqa: ARG001
    """There are no overlays here."""
    return False


def encryption_policy(folder: str | bytes) -> bytes:  # noqa: ARG001
    """None: moves within a volume do not need it here."""
    return b""


def image_behind(source: str) -> str:  # noqa: ARG001
    """None known."""
    return ""


def files_left(path: str | bytes) -> int:  # noqa: ARG001
    """Some: nobody counts them."""
    return 1


def give_back_what_is_free() -> None:
    """Nothing to do: other C libraries do so by themselves."""


def is_kept_in_step(path: bytes) -> bool:  # noqa: ARG001
    """Unknown."""
    return False


def is_locked(path: str | bytes) -> bool:  # noqa: ARG001
    """Nothing is: no mark keeps its own owner from moving a thing."""
    return False


def is_rotational(path: str) -> bool:  # noqa: ARG001
    """Unknown."""
    return False


def look_afresh(file: int) -> None:
    """Nothing to do: there is no system call for that."""


def mount_number(path: str | bytes) -> int:  # noqa: ARG001
    """Unknown; a device is mounted in one place, and what Windows mounts in a folder is reached through a link."""
    return 0


def paths_in_use() -> frozenset[str]:
    """None known without running another program; Windows refuses to move most things that are open."""
    return frozenset()


def reserved_ranges(file: int) -> list[tuple[int, int]]:  # noqa: ARG001
    """None known."""
    return []


def shared_bytes(file: int) -> int:  # noqa: ARG001
    """Unknown which blocks other files have too."""
    return 0


def subvolume(path: str, filesystem: str) -> str:  # noqa: ARG001
    """None known."""
    return ""


def watched(work: Callable[[], int], drives: object, ask: object) -> tuple[int | None, frozenset[str]]:  # noqa: ARG001
    """Do the work right here: drives that do not respond are not noticed."""
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
