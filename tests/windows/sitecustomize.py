"""What Wine 8 has not, or answers wrongly, is not asked for by Windows' Python; on a real Windows this is not used."""

import _winapi
import os
import sys

# platform.* waits for an answer of WMI.
sys.modules["_wmi"] = None  # type: ignore[assignment]
# shutil.copy* would end the process.
if hasattr(_winapi, "CopyFile2"):
    del _winapi.CopyFile2


def _no_link(*_: object, **__: object) -> None:
    raise OSError(22, "A required privilege is not held by the client", None, 1314)


# It says that it made one.
os.symlink = _no_link
