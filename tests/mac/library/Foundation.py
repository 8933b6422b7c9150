"""A stand-in for Apple's file manager: it moves to the trash of the home, or of the volume, by a name that is free."""

from __future__ import annotations

import os
import time
from types import SimpleNamespace
from typing import Any


class NSURL:
    def __init__(self, path: str) -> None:
        self._path = path

    @classmethod
    def fileURLWithPath_isDirectory_(cls, path: str, is_folder: bool) -> NSURL:
        return cls(path)

    @classmethod
    def fileURLWithPath_(cls, path: str) -> NSURL:
        return cls(path)

    def path(self) -> str:
        return self._path


class _Manager:
    def trashItemAtURL_resultingItemURL_error_(self, address: NSURL, put: None, error: None) -> Any:
        path = address.path()
        home = os.path.expanduser("~")
        if os.lstat(path).st_dev == os.stat(home).st_dev:
            trash = os.path.join(home, ".Trash")
        else:
            top = path
            while not os.path.ismount(top):
                top = os.path.dirname(top)
            trash = os.path.join(top, ".Trashes", str(os.getuid()))
        try:
            os.makedirs(trash, 0o700, exist_ok=True)
        except OSError:
            return False, None, SimpleNamespace(
                domain=lambda: "NSCocoaErrorDomain", code=lambda: 3328, userInfo=dict, localizedDescription=str
            )  # fmt: skip
        there = os.path.join(trash, os.path.basename(path))
        if os.path.lexists(there):
            stem, ending = os.path.splitext(there)
            there = f"{stem} {time.strftime('%H.%M.%S')}{ending}"
        os.rename(path, there)
        return True, NSURL(there), None


class NSFileManager:
    @staticmethod
    def defaultManager() -> _Manager:
        return _Manager()
