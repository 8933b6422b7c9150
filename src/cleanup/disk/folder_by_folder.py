"""Ask something about many files, folder by folder: each folder is opened once to reach its files."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.system import Handle, leave, pass_into
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory, Rows

Ask = Callable[[Handle, bytes, tuple[int, int]], int]
"""Asks about a name in an open folder, if it is the file with this device and inode."""


def asked_by_row(inventory: Inventory, rows: Rows, ask: Ask, otherwise: int, listen: Listener) -> NDArray[np.int64]:
    """The answer for each of these file rows; ``otherwise`` if the folder cannot be opened, or after a stop."""
    answers = np.full(len(rows), otherwise, dtype=np.int64)
    files = inventory.files[["folder", "device", "inode"]][rows]
    order = np.argsort(files["folder"], kind="stable")
    for places in np.split(order, np.flatnonzero(np.diff(files["folder"][order])) + 1):
        if not len(places) or listen.stopped():
            break
        path = inventory.folder_path(int(files["folder"][places[0]]))
        names = inventory.file_names(rows[places]).split(b"\0")[:-1]
        expected = zip(files["device"][places].tolist(), files["inode"][places].tolist(), strict=True)
        answers[places] = asked_in_folder(path, list(zip(names, expected, strict=True)), ask, otherwise)
        listen.advance(len(places), 0, path)
    return answers


def asked_in_folder(path: bytes, files: list[tuple[bytes, tuple[int, int]]], ask: Ask, otherwise: int) -> list[int]:
    """The answers for files in a folder, each file given by its name, device and inode."""
    try:
        folder = pass_into(path)
    except OSError:
        return [otherwise] * len(files)
    try:
        return [ask(folder, name, expected) for name, expected in files]
    finally:
        leave(folder)
