"""What every test gets: a home of its own, trees from a drawing, and the program as a process."""

from __future__ import annotations

import compileall
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cleanup import __file__ as program
from support.loops import LOOPS, using
from support.processes import bound_all_waits

# How long an example takes says how busy the machine is.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# CLONE_NEWNS and CLONE_FS of clone(2).
_NEW_MOUNTS = 0x20000
_OWN_FOLDER = 0x200
# ERROR_PRIVILEGE_NOT_HELD.
_MAY_NOT = 1314

Drawing = Mapping[str, "str | bytes | Drawing"]

# Most tests are about moving, whatever is chosen: these rules choose of every group. ``by_default`` takes them away.
EVERY_COPY = "original-name,oldest,shortest-path"

# Rooms and files whose tests are all marked slow: they kill at every step, cut the power, go whole ways, draw pages.
SLOW = (
    "contracts/test_every_sentence",
    "contracts/test_system_calls",
    "faults/",
    "journeys/",
    "mac/",
    "properties/",
    "quality/",
    "screen/",
    "unit/disk/test_disk_page_cache",
    "unit/disk/test_disk_stop",
    "unit/find/test_similar_photos",
)
# Of these, some that stand for the rest.
QUICK = (
    "journeys/test_by_default",
    "journeys/test_first_page",
    "journeys/test_small_commands",
    "journeys/test_undo_earlier",
    "properties/test_order",
    "screen/test_screen_find_and_mark",
)


def pytest_configure(config: pytest.Config) -> None:
    """Let no wait be without an end. Compile the program once: where the surroundings let no process keep what it
    compiled, each would do it anew."""
    bound_all_waits()
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(program).parent, quiet=2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, so that ``-m "not slow"`` is done in two minutes."""
    here = Path(__file__).parent
    for item in items:
        path = item.path.relative_to(here).as_posix()
        if path.startswith(SLOW) and not path.startswith(QUICK):
            item.add_marker(pytest.mark.slow)


def _skipping_without_links() -> Iterator[None]:
    """Windows lets not everybody make links."""
    try:
        return (yield)
    except OSError as error:
        if getattr(error, "winerror", None) == _MAY_NOT:
            pytest.skip("links cannot be made here")
        raise


pytest_runtest_setup = pytest_runtest_call = pytest.hookimpl(wrapper=True)(_skipping_without_links)


@pytest.fixture(autouse=True, scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What serves several tests is made before any of them has a home: the real one is out of its reach too."""
    with pytest.MonkeyPatch.context() as patch:
        _live_in(tmp_path_factory.mktemp("home"), patch)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh, empty home for each test; the real one, and its settings, are out of reach."""
    folder = tmp_path_factory.mktemp("home")
    _live_in(folder, monkeypatch)
    return folder


def _live_in(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", str(home))
    # As Windows calls a home, and where programs keep their own.
    for name, place in (("USERPROFILE", ""), ("LOCALAPPDATA", "AppData/Local"), ("APPDATA", "AppData/Roaming")):
        patch.setenv(name, str(home / place))
    for name in list(os.environ):
        if name.startswith(("XDG_", "CLEANUP_")) or name in {"NO_COLOR", "COLUMNS", "LANG", "LC_ALL", "FORCE_COLOR"}:
            patch.delenv(name)
    patch.setenv("LC_ALL", "C.UTF-8")
    patch.setenv("CLEANUP_KEEP", EVERY_COPY)


@pytest.fixture
def by_default(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No rule is asked for: what is chosen is what goes by default."""
    assert home
    monkeypatch.delenv("CLEANUP_KEEP")


@pytest.fixture(params=LOOPS)
def loops(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs the test twice: with the compiled loops over single files, and with those in plain Python."""
    with using(request.param):
        yield request.param


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[Drawing], Path]:
    """Makes a tree from a drawing, ``{"a.txt": "text", "folder": {...}}``, and gives its root."""

    def make(drawing: Drawing, root: Path | None = None) -> Path:
        root = root or tmp_path / "tree"
        root.mkdir(parents=True, exist_ok=True)
        for name, content in drawing.items():
            path = root / name
            if isinstance(content, Mapping):
                make(content, path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make


@pytest.fixture
def cleanup(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs the program as a process of its own, in an empty folder unless ``cwd`` says otherwise."""

    def run(*arguments: str | bytes | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
        options.setdefault("cwd", tmp_path)
        options.setdefault("timeout", 120)
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(
            [sys.executable, "-m", "cleanup", *arguments], capture_output=True, check=False, **options
        )

    return run


@pytest.fixture
def mounts_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is mounted meanwhile is seen by this test alone: others ask whether all drives of the machine answer."""
    if os.geteuid() != 0:
        pytest.skip("needs to be root to mount")
    here, system = os.getcwd(), ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/mnt", "rb") as before:
        assert system.unshare(_NEW_MOUNTS) == 0, os.strerror(ctypes.get_errno())
        try:
            subprocess.run(["mount", "--make-rprivate", "/"], check=True)
            _let_go_of_what_others_mounted(tmp_path_factory.getbasetemp())
            yield
        finally:
            # A thread that is just ending may still share its current folder: the system lets nobody in with one.
            assert system.unshare(_OWN_FOLDER) == 0, os.strerror(ctypes.get_errno())
            assert system.setns(before.fileno(), _NEW_MOUNTS) == 0, os.strerror(ctypes.get_errno())
            os.chdir(here)


def _let_go_of_what_others_mounted(own: Path) -> None:
    """Here, unmount the small disks of tests that run at the same time: while this test has them too, no power can be
    cut from them."""
    for line in Path("/proc/thread-self/mounts").read_text().splitlines():
        place = Path(line.split()[1].encode().decode("unicode_escape"))
        if place.is_relative_to(tempfile.gettempdir()) and not place.is_relative_to(own):
            subprocess.run(["umount", "--lazy", place], check=False, capture_output=True)


@pytest.fixture
def mount() -> Iterator[Callable[..., Path]]:
    """Mounts like mount(8), ``mount("-t", "tmpfs", "none", place)``, and unmounts all when the test ends."""
    if os.geteuid() != 0:
        pytest.skip("needs to be root to mount")
    places: list[Path] = []

    def do(*arguments: str | Path) -> Path:
        done = subprocess.run(["mount", *arguments], capture_output=True, check=False, text=True)
        if done.returncode:
            pytest.skip(f"cannot mount here: {done.stderr.strip()}")
        if not any("remount" in str(argument) for argument in arguments):
            places.append(Path(arguments[-1]))
        return Path(arguments[-1])

    try:
        yield do
    finally:
        for place in reversed(places):
            subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every user can reach and write in; pytest's own are private."""
    folder = Path(tempfile.mkdtemp(prefix="cleanup-open-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def nobody() -> list[str]:
    """The start of a command line that runs the rest without any rights; skips where that cannot be done."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("needs to be root to become somebody else")
    if not _runs_for_nobody():
        pytest.skip("this Python lies where nobody else may run it")
    return [*_AS_NOBODY]


@cache
def _runs_for_nobody() -> bool:
    """Whether this Python starts without any rights: one in root's home may not reach its own libraries then."""
    run = subprocess.run([*_AS_NOBODY, sys.executable, "-c", ""], capture_output=True, check=False)
    return run.returncode == 0


_AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes a chain of folders, whatever its length, with a file ``bottom`` in the last; gives the first.

    The chain is removed by rm(1): what pytest removes old folders with calls itself once a level.
    """
    root = tmp_path / "deep"

    def make(levels: int, name: str, content: bytes = b"bottom") -> Path:
        root.mkdir()
        folder = os.open(root, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir(name, dir_fd=folder)
            deeper = os.open(name, os.O_RDONLY, dir_fd=folder)
            os.close(folder)
            folder = deeper
        file = os.open("bottom", os.O_WRONLY | os.O_CREAT, dir_fd=folder)
        os.write(file, content)
        os.close(file)
        os.close(folder)
        return root

    try:
        yield make
    finally:
        subprocess.run(["rm", "-rf", "--", root], check=True)
