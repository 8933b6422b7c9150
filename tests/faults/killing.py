"""Commands that are killed or stopped at a step, and looks at what they left: where every file is, and what is told."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote_to_bytes

from cleanup.act.history import ReplayedRun, replay
from cleanup.act.journal import run_files
from cleanup.model.run import Item, State
from support.processes import line_of

STEP_COUNTER = Path(__file__).with_name("step_counter.py")
INFO = b".trashinfo"

AnyPath = str | bytes | Path
Seen = tuple[int, int, bytes]
"""Kind and mode, time of change, and content or target."""
Found = list[tuple[bytes, Seen]]


@dataclass(frozen=True, slots=True)
class Person:
    """For whom a command runs: a home with its trash, and where cleanup keeps its state (in the home, if not told)."""

    home: Path
    state_home: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """All that a command's environment holds."""
        told = {} if self.state_home is None else {"XDG_STATE_HOME": str(self.state_home)}
        path = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        return {**path, "HOME": str(self.home), "LC_ALL": "C.UTF-8", **told}

    @property
    def trash(self) -> Path:
        """The home trash."""
        return self.home / ".local" / "share" / "Trash"

    @property
    def state(self) -> Path:
        """The program's own state folder."""
        return (self.state_home or self.home / ".local" / "state") / "cleanup"

    def runs(self) -> list[ReplayedRun]:
        """What the journals tell, the oldest run first."""
        return [replay(file) for file in run_files(self.state)]

    def items(self) -> list[Item]:
        """The items of all runs."""
        return [item for told in self.runs() for item in told.run.items]

    def unknown(self) -> list[tuple[bytes, State]]:
        """The items that something was about to happen to, and nobody looked what became of it."""
        return [(item.path, item.state) for told in self.runs() for item in told.open_items()]


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that is over, or stopped half-way (then ``code`` is None); ``steps`` only of one that ended itself."""

    code: int | None
    output: bytes
    told: bytes
    steps: list[str]

    @property
    def document(self) -> dict[str, Any]:
        """The JSON it gave."""
        document: dict[str, Any] = json.loads(self.output)
        return document


class Program:
    """The program, ready to be forked: a command of it takes no time to start. ``process`` is the last one."""

    def __init__(self) -> None:
        environment = {**Person(Path("/nonexistent")).environment, "OPENBLAS_NUM_THREADS": "1"}
        self._last: Ran | None = None
        self.process = 0
        self._folder = tempfile.TemporaryDirectory()
        self._files = {name: Path(self._folder.name) / name for name in ("output", "told", "steps")}
        self._server = subprocess.Popen(
            [sys.executable, STEP_COUNTER], env=environment, cwd="/",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate(timeout=300)
        self._folder.cleanup()

    def run(
        self,
        person: Person,
        *arguments: AnyPath,
        at: int | None = None,
        when: str = "before",
        kill_after: float | None = None,
        stop: bool = False,
        in_steps: bool = False,
    ) -> Ran:
        """Run a command; kill it at a step or after so many seconds, or ``stop`` it there until ``go_on``."""
        for file in self._files.values():
            file.write_bytes(b"")
        request = {
            "arguments": [os.fsdecode(argument) for argument in arguments], "environment": person.environment,
            "folder": "/", "at": at, "when": when, "kill_after": kill_after, "signal": "SIGSTOP" if stop else "SIGKILL",
            "in_steps": in_steps, **{name: str(path) for name, path in self._files.items()},
        }  # fmt: skip
        return self._ask(json.dumps(request))

    def go_on(self) -> Ran:
        """Let a stopped command end; nothing to do for one that did not get so far."""
        if self._last and self._last.code is not None:
            return self._last
        return self._ask("")

    def kill(self) -> None:
        """End a stopped command at once; nothing to do for one that ended by itself."""
        if self._last and self._last.code is None:
            os.kill(self.process, signal.SIGKILL)
            assert self.go_on().code == -signal.SIGKILL

    def _ask(self, line: str) -> Ran:
        assert self._server.stdin
        print(line, file=self._server.stdin, flush=True)
        answer = json.loads(line_of(self._server))
        self.process = answer["process"]
        read = {name: path.read_bytes() for name, path in self._files.items()}
        self._last = Ran(answer["code"], read["output"], read["told"], json.loads(read["steps"] or b"[]"))
        return self._last


def make_files(root: Path, number: int) -> list[Path]:
    """A folder with so many files, each with a content of its own."""
    root.mkdir()
    paths = [root / f"{each}" for each in range(number)]
    for path in paths:
        path.write_text(f"content of {path}")
    return paths


def settled(person: Person, allowed: set[State]) -> bool:
    """Whether each item of every run ended in one of these states, by the journals and in no doubt."""
    return {item.state for item in person.items()} <= allowed and person.unknown() == []


def look(path: AnyPath) -> Seen:
    """What a thing is now."""
    seen = os.lstat(path)
    content = b""
    if stat.S_ISLNK(seen.st_mode):
        content = os.readlink(os.fsencode(path))
    elif stat.S_ISREG(seen.st_mode):
        with open(path, "rb") as file:
            content = file.read()
    return seen.st_mode, seen.st_mtime_ns, content


def below(root: AnyPath, called: bytes | None = None) -> Found:
    """All that is below a folder, as if the folder had the path ``called``; not the folder itself."""
    top = os.fsencode(root)
    found: Found = []
    for folder, folders, files in os.walk(top):
        for name in [*folders, *files]:
            path = os.path.join(folder, name)
            found.append(((called or top) + path[len(top) :], look(path)))
    return sorted(found)


def in_trash(trash: Path) -> Found:
    """All that is in a trash, under the path it came from; fails for an item that no whole info file tells of."""
    found: Found = []
    files = os.fsencode(trash / "files")
    for name in sorted(os.listdir(files)) if os.path.isdir(files) else ():
        path = os.path.join(files, name)
        origin = origin_of(trash, name)
        found.append((origin, look(path)))
        if os.path.isdir(path) and not os.path.islink(path):
            found += below(path, origin)
    return sorted(found)


def origin_of(trash: Path, name: bytes) -> bytes:
    """Where an item of a trash came from, by its info file."""
    content = (trash / "info" / os.fsdecode(name + INFO)).read_bytes()
    lines = content.split(b"\n")
    assert lines[0] == b"[Trash Info]", f"the info file of {name!r} is torn: {content!r}"
    assert lines[1].startswith(b"Path=/"), f"the info file of {name!r} tells no path: {content!r}"
    assert lines[2].startswith(b"DeletionDate=2"), f"the info file of {name!r} tells no date: {content!r}"
    return unquote_to_bytes(lines[1].removeprefix(b"Path="))


def lonely_infos(trash: Path) -> list[bytes]:
    """The info files of a trash whose item is not there, and whatever else is in that folder."""
    info = os.fsencode(trash / "info")
    if not os.path.isdir(info):
        return []
    items = {name + INFO for name in os.listdir(os.fsencode(trash / "files"))}
    return sorted(set(os.listdir(info)) - items)


def is_empty(trash: Path) -> bool:
    """Whether nothing at all is in a trash."""
    return not any(path for path in trash.rglob("*") if path not in {trash / "files", trash / "info"})


def without(found: Found, tops: Iterable[bytes]) -> Found:
    """What is left when some things, and all below them, are taken out."""
    gone = tuple(tops)
    return [each for each in found if not any(each[0] == top or each[0].startswith(top + b"/") for top in gone)]
