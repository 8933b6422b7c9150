"""A trash is a trash, and a place that does not last does not last, under any path that a mount gives them.

Others of this kind that were tried and are right: tmpfs and ramfs bound elsewhere, links to them, TMPDIR, mergerfs in
memory, an image in a cache, an image in an image in memory, a bound state folder or home, /proc/self/root, a disk in
memory (zram). Not tried: encrypted volumes whose image lies in memory.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanup.documents.parts import instant
from support.disks import ext4_image
from support.kinds import Mount, Run

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("mounts_apart")]


@pytest.fixture
def place(home: Path) -> Path:
    """A folder in the home with two plain copies, one of which goes whatever else there is."""
    folder = home / "Documents"
    folder.mkdir()
    for name in ("plain", "plain (1)"):
        (folder / name).write_text("plain")
    return folder


@pytest.fixture
def trash(home: Path) -> Path:
    """The folder in the trash of the home that holds what lies there, with one thing in it."""
    folder = home / ".local/share/Trash/files"
    folder.mkdir(parents=True)
    (folder.parent / "info").mkdir()
    subprocess.run(["chmod", "-R", "go-rwx", home / ".local"], check=True)
    (folder / "gone").write_text("the report")
    return folder


def codes(cleanup: Run, *arguments: str | Path) -> dict[str, str]:
    done = cleanup("trash", "--yes", "-f", "json", *arguments)
    results = json.loads(done.stdout)["results"]
    return {Path(result["path"]).name: result["code"] or result["status"] for result in results}


def test_the_inside_of_a_trash_stays_a_trash_where_it_is_bound(
    place: Path, trash: Path, tmp_path: Path, cleanup: Run, mount: Mount
) -> None:
    (place / "report").write_text("the report")
    (tmp_path / "bound").mkdir()
    bound = mount("--bind", trash, tmp_path / "bound")
    assert cleanup("scan", "-q", place, bound).returncode == 2
    assert cleanup("trash", "--yes", bound / "gone").returncode == 2
    assert cleanup("scan", "-q", "--all", "--cross-mounts", tmp_path).returncode == 0
    assert codes(cleanup, "--across-volumes", "--only", "duplicates").keys() <= {"plain", "plain (1)"}
    assert (place / "report").exists()
    assert (trash / "gone").exists()


def test_the_copy_that_stays_is_bound_from_a_trash_since_the_scan(
    place: Path, trash: Path, home: Path, cleanup: Run, mount: Mount
) -> None:
    (home / "kept").mkdir()
    for folder in (place, home / "kept"):
        (folder / "report").write_text("the report")
    assert cleanup("scan", "-q", home).returncode == 0
    (home / "kept").rename(trash / "kept")
    (home / "kept").mkdir()
    mount("--bind", trash / "kept", home / "kept")
    ends = codes(cleanup, "--scan", "last", "--keep", f"in:{home / 'kept'}", "--keep", "shortest-path")
    assert ends.pop("report") == "keeper-in-trash"
    assert list(ends.values()) == ["done"]
    assert (place / "report").exists()


def test_the_internals_of_a_version_control_stay_where_they_are_bound(
    place: Path, home: Path, cleanup: Run, mount: Mount
) -> None:
    internals = home / "project/.git/lfs"
    internals.mkdir(parents=True)
    for name in ("object", "object (1)"):
        (internals / name).write_text("versions")
    (place / "bound").mkdir()
    bound = mount("--bind", internals, place / "bound")
    assert cleanup("scan", "-q", "--cross-mounts", place).returncode == 0
    assert list(codes(cleanup, "--only", "duplicates")) == ["plain (1)"]
    assert cleanup("trash", "--yes", bound / "object").returncode == 2
    assert len(list(internals.iterdir())) == 2


@pytest.fixture(
    params=[
        "a bound cache", "an image in memory", "an image without a name", "an overlay in memory", "a view of memory",
    ]
)  # fmt: skip
def fleeting(request: pytest.FixtureRequest, tmp_path: Path, home: Path, mount: Mount) -> Iterator[Path]:
    """A mount of something that does not last, which does not look so."""
    memory, at = tmp_path / "memory", tmp_path / "at"
    cache = home / ".cache" / "viewer"
    for folder in (memory, at, cache):
        folder.mkdir(parents=True)
    mount("-t", "tmpfs", "none", memory)
    match request.param:
        case "a bound cache":
            mount("--bind", cache, at)
        case "an image in memory":
            mount("-o", "loop", ext4_image(memory / "image", 16 << 20), at)
        case "an image without a name":
            image = ext4_image(home / "image", 16 << 20)
            mount("-o", "loop", image, at)
            image.unlink()
        case "an overlay in memory":
            for name in ("lower", "upper", "work"):
                (memory / name).mkdir()
            layers = ",".join(f"{name}dir={memory / name}" for name in ("lower", "upper", "work"))
            mount("-t", "overlay", "none", "-o", layers, at)
        case "a view of memory":
            if shutil.which("bindfs") is None or not Path("/dev/fuse").exists():
                pytest.skip("needs bindfs and FUSE")
            (memory / "shown").mkdir()
            subprocess.run(["bindfs", memory / "shown", at], check=True)
    yield at
    if request.param == "a view of memory":
        subprocess.run(["umount", at], check=True)


def test_what_does_not_last_stays_for_nothing_that_does(fleeting: Path, place: Path, cleanup: Run) -> None:
    (place / "report").write_text("the report")
    (fleeting / "report").write_text("the report")
    assert cleanup("scan", "-q", place, fleeting).returncode == 0
    done = cleanup("plan", "-f", "json", "--across-volumes", "--keep", f"in:{fleeting}", "--keep", "shortest-path")
    going = {step["path"] for step in json.loads(done.stdout)["steps"]}
    assert f"{place}/report" not in going
    assert len(going & {f"{place}/plain", f"{place}/plain (1)"}) == 1


def test_what_is_mounted_over_a_single_file_lasts_as_what_it_comes_from(
    place: Path, tmp_path: Path, home: Path, cleanup: Run, mount: Mount
) -> None:
    (tmp_path / "memory").mkdir()
    memory = mount("-t", "tmpfs", "none", tmp_path / "memory")
    (home / "kept").mkdir()
    for folder in (place, home / "kept", memory):
        (folder / "report").write_text("the report")
    rules = ("--across-volumes", "--keep", f"in:{home / 'kept'}", "--keep", "shortest-path")
    mount("--bind", memory / "report", home / "kept/report")
    assert cleanup("scan", "-q", "--cross-mounts", home).returncode == 0
    done = json.loads(cleanup("plan", "-f", "json", *rules).stdout)
    assert [Path(step["path"]).name for step in done["steps"]] == ["plain (1)"]
    assert done["left_alone"] == {"keeper-not-lasting": 1}
    (step,) = done["steps"]
    edited = {**step, "id": "edited", **shown(place / "report")}
    edited["keeper"] = {**step["keeper"], **shown(home / "kept/report")}
    (tmp_path / "plan.json").write_text(json.dumps({**done, "steps": [edited, step]}))
    ends = codes(cleanup, "--plan", tmp_path / "plan.json")
    assert ends == {"report": "keeper-not-lasting", "plain (1)": "done"}
    assert (place / "report").exists()


def shown(path: Path) -> dict[str, str | int]:
    """What a plan says of a file."""
    seen = path.stat()
    times = {"modified": instant(seen.st_mtime_ns), "changed": instant(seen.st_ctime_ns)}
    return {"path": str(path), "device": seen.st_dev, "inode": seen.st_ino, "size": seen.st_size, **times}


def test_an_image_in_a_trash_is_in_the_trash_where_it_is_mounted(
    place: Path, trash: Path, tmp_path: Path, cleanup: Run, mount: Mount
) -> None:
    (tmp_path / "at").mkdir()
    at = mount("-o", "loop", ext4_image(trash / "image", 16 << 20), tmp_path / "at")
    for folder in (place, at):
        (folder / "report").write_text("the report")
    assert cleanup("scan", "-q", place, at).returncode == 2
    assert cleanup("scan", "-q", "--all", "--cross-mounts", place.parent, tmp_path).returncode == 0
    rules = ("--across-volumes", "--keep", "newest", "--only", "duplicates")
    assert list(codes(cleanup, "--scan", "last", *rules).values()) == ["done"]
    assert (place / "report").exists()
