"""Start of ``cleanup.pyz``: unpack the program once into the user's cache, since compiled parts cannot be loaded from
an archive, and run it from there.

``cleanup forget --everything`` takes the unpacked copies away (``store/unpacked.py`` of the program).
"""

import os
import runpy
import shutil
import sys
import tempfile
import zipfile

BUILT_FOR = "@BUILT_FOR@"
DIGEST = "@DIGEST@"


def stop(first: str, second: str) -> None:
    """Two lines for the reader, and the exit code of a file that cannot be used."""
    sys.stderr.write(f"{first}\n{second}\n")
    sys.exit(4)


def is_of_another(path: str) -> bool:
    """Whether this is root, and a folder, or what is there of its path, belongs to somebody else."""
    while not os.path.exists(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    return os.name == "posix" and os.geteuid() == 0 and os.stat(path).st_uid != 0


def cache_folder() -> str:
    """Where the program's cache is. Root uses no folder of another user, whatever the environment says: it would run
    what lies there."""
    home = os.path.expanduser("~")
    base = os.environ.get("XDG_CACHE_HOME", "")
    if is_of_another(home):
        import pwd

        home = pwd.getpwuid(0).pw_dir
    if not os.path.isabs(base) or is_of_another(base):
        base = ""
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA", home), "cleanup", "Cache")
    if sys.platform == "darwin":
        return os.path.join(base or os.path.join(home, "Library", "Caches"), "cleanup")
    return os.path.join(base or os.path.join(home, ".cache"), "cleanup")


def is_trusted(folder: str) -> bool:
    """Whether a folder is this user's, no link, and nobody else can put anything into it."""
    seen = os.lstat(folder)
    if os.name != "posix":
        return os.path.isdir(folder)
    return (
        os.path.isdir(folder)
        and not os.path.islink(folder)
        and seen.st_uid == os.geteuid()
        and not seen.st_mode & 0o022
    )


def make_private(folder: str) -> None:
    """Make a folder, and those above it that are missing, for this user alone."""
    if not os.path.isdir(folder):
        make_private(os.path.dirname(folder))
        os.mkdir(folder, 0o700)


def unpacked(archive: str) -> str:
    """The folder of the unpacked program, made if it is missing; complete, since it gets its name at the end."""
    cache = cache_folder()
    folder = os.path.join(cache, "unpacked", DIGEST)
    try:
        make_private(os.path.dirname(folder))
        for each in (cache, os.path.dirname(folder)):
            if not is_trusted(each):
                stop(
                    f"cleanup will not run from {each}: somebody else can write there.",
                    "Set XDG_CACHE_HOME to a folder of your own.",
                )
        if os.path.isdir(folder):
            if not is_trusted(folder):
                stop(f"cleanup will not run from {folder}: it is not yours.", "Remove it, and try again.")
            return folder
        sys.stderr.write("cleanup unpacks itself for the first time; this takes a few seconds.\n")
        draft = tempfile.mkdtemp(prefix="draft-", dir=os.path.dirname(folder))
        try:
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(draft, [name for name in packed.namelist() if name != "__main__.py"])
            try:
                os.rename(draft, folder)
            except OSError:
                # Another start was faster; else the error is told.
                if not os.path.isdir(folder):
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        stop(
            f"cleanup cannot unpack itself: {error}",
            "It needs 100 MB in your cache folder; XDG_CACHE_HOME names another one.",
        )
    return folder


def start() -> None:
    """Check the Python, unpack, and run."""
    machine = os.uname().machine if os.name == "posix" else "AMD64"
    here = f"{sys.platform} {machine}, Python {sys.version_info[0]}.{sys.version_info[1]}"
    if here != BUILT_FOR:
        stop(
            f"This cleanup.pyz was built for {BUILT_FOR}; here is {here}.",
            "Run it with that Python (python3.x cleanup.pyz), or see docs/how-to/install.md for other ways.",
        )
    sys.path[0] = unpacked(os.path.abspath(sys.argv[0]))
    runpy.run_module("cleanup", run_name="__main__", alter_sys=True)


start()
