"""Where else lies what is mounted somewhere, and what follows of that for what is never moved; the tables are made up.

For real: journeys/test_other_paths.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.disk import origins as module
from cleanup.disk.origins import origins, protect_mounts
from cleanup.disk.rules.protected import load_protection
from cleanup.model.coverage import Mount


def a_mount(path: str, identity: str, root: str = "/", source: str = "", upper: str = "", *shows: str) -> Mount:
    return Mount(
        path,
        "ext4",
        access_times=True,
        reason="",
        identity=identity,
        root=root,
        source=source,
        upper=upper,
        shows=shows,
    )


TABLE = (
    a_mount("/", "/dev/sda1", "/@"),
    a_mount("/home", "/dev/sda1", "/@home"),
    a_mount("/disk", "/dev/sdb1"),
    a_mount("/deep", "/dev/sdb1", "/a/deep"),
    a_mount("/bound", "/dev/sdb1", "/a/deep/er"),
    a_mount("/alone", "/dev/sdc1", "/home/ann/.Trash-1000/files"),
    a_mount("/over", "0:40", "/", "overlay", "/disk/upper", "/disk/upper", "/disk/lower"),
    a_mount("/part", "0:40", "/sub", "overlay", "/disk/upper", "/disk/upper", "/disk/lower"),
    a_mount("/view", "0:42", "/", "/usr/share", "", "/usr/share"),
    a_mount("/far", "0:44", "/", "host:/usr/share", "", "/usr/share"),
    a_mount("/itself", "0:45", "/", "/itself", "", "/itself"),
    a_mount("/system", "/dev/sda1", "/@/usr/share/doc"),
    a_mount("/data", "/dev/sda1", "/@home/ann/data"),
    a_mount("/var/home", "/dev/sda1", "/@/var/other"),
    a_mount("/trash", "/dev/sda1", "/@home/ann/.local/share/Trash/files"),
    a_mount("/own", "/dev/sda1", "/@home/ann/.cache/cleanup/x"),
)


@pytest.mark.parametrize(
    ("path", "elsewhere"),
    [
        ("/", ()), ("/home", ()), ("/disk", ()), ("/deep", ("/disk/a/deep",)), ("/bound", ("/deep/er",)),
        ("/alone", ()), ("/over", ("/disk/upper",)), ("/part", ("/over/sub", "/disk/upper/sub")),
        ("/view", ("/usr/share",)), ("/far", ()), ("/itself", ()), ("/data", ("/home/ann/data",)),
    ],
)  # fmt: skip
def test_where_else_it_lies(path: str, elsewhere: tuple[str, ...]) -> None:
    assert origins(next(mount for mount in TABLE if mount.path == path), TABLE) == elsewhere


def test_what_shows_a_trash_our_own_or_the_system_is_as_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(module, "mount_table", lambda: TABLE)
    before = load_protection("/home/ann", ["/home/ann/.cache/cleanup"])
    found = protect_mounts(before)
    assert found.never - before.never == {"/alone", "/trash", "/own"}
    assert found.system - before.system == {"/view", "/system"}


def test_a_folder_named_trash_is_one_by_what_it_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("real/Trash/files", "real/Trash/info", "half/Trash/files"):
        (tmp_path / name).mkdir(parents=True)
    bound = [a_mount(f"/{name}", "/dev/sda1", f"{tmp_path}/{name}/Trash/files") for name in ("real", "half")]
    monkeypatch.setattr(module, "mount_table", lambda: (a_mount("/", "/dev/sda1"), *bound))
    before = load_protection("/home/ann", [])
    assert protect_mounts(before).never - before.never == {"/real"}
