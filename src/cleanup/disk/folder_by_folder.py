"""Files in the order of the folders they lie in, so that each folder is opened once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cleanup.model.inventory import Inventory, Rows


def folder_by_folder(inventory: Inventory, rows: Rows) -> Iterator[tuple[Rows, bytes, list[bytes]]]:
    """For each folder that holds some of these file rows: their places among them, its path, and their names."""
    folders = inventory.files["folder"][rows]
    order = np.argsort(folders, kind="stable")
    for places in np.split(order, np.flatnonzero(np.diff(folders[order])) + 1):
        if len(places):
            path = inventory.folder_path(int(folders[places[0]]))
            yield places, path, inventory.file_names(rows[places]).split(b"\0")[:-1]
