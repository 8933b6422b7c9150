"""Run ``cleanup`` again and again, each in a fork, and count the steps by which it changes the disk; kill or stop it at
one of them: right before it, right after it, or within a write that is half done then.

Nothing in the program knows of this: the system calls themselves are wrapped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

assert shutil.rmtree.avoids_symlink_attacks, "decided when it is imported: before anything is wrapped"

_ON_DISK = (
    "mkdir",
    "unlink",
    "rmdir",
    "link",
    "symlink",
    "rename",
    "replace",
    "fsync",
    "truncate",
    "ftruncate",
    "pwrite",
)
_MAKES = os.O_CREAT | os.O_TRUNC


class Steps:
    """The steps so far, and which of them is to be the last."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.set(None, "before", signal.SIGKILL)

    def wrap_all(self) -> None:
        """Wrap every call that changes the disk; to be done before the program is imported."""
        for name in _ON_DISK:
            _put(name, self._wrapped(name, getattr(os, name)))
        system_open, system_write = os.open, os.write
        counted_open = self._wrapped("open", system_open)

        def open_file(path: Any, flags: int, *rest: Any, **named: Any) -> int:
            opened: int = (counted_open if flags & _MAKES else system_open)(path, flags, *rest, **named)
            return opened

        def write(file: int, content: bytes) -> int:
            if self._is_here("within"):
                system_write(file, content[: len(content) // 2])
                self._end()
            return system_write(file, content)

        _put("open", open_file)
        _put("write", self._wrapped("write", write))
        # The door has them by the time that the room behind it is there.
        import cleanup.act.system as seam

        for name in ("rename_without_replacing", "flush_volume"):
            setattr(seam, name, self._wrapped(name, getattr(seam, name)))

    def set(self, at: int | None, when: str, number: signal.Signals) -> None:
        """Begin again, with another last step."""
        self.names.clear()
        self._at, self._when, self._signal = at, when, number

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.names.append(name)
            mine = len(self.names)
            if self._is_here("before"):
                self._end()
            try:
                return call(*arguments, **named)
            finally:
                # A call made of several: what is inside it was counted too.
                if mine == self._at and self._when == "after":
                    self._end()

        return counted

    def _is_here(self, when: str) -> bool:
        return len(self.names) == self._at and self._when == when

    def _end(self) -> None:
        os.kill(os.getpid(), self._signal)


def _put(name: str, wrapped: Callable[..., Any]) -> None:
    call = getattr(os, name)
    for known in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        if call in known:
            known.add(wrapped)
    setattr(os, name, wrapped)


def import_program(*, in_steps: bool) -> Callable[[list[str]], int]:
    """The program's entry; ``in_steps`` as on a file system without a rename that never replaces."""
    import cleanup.act.movers.freedesktop
    import cleanup.act.movers.quarantine
    import cleanup.act.recover
    import cleanup.act.system.folders as syscalls
    import cleanup.act.trash_folder
    import cleanup.cli.proposal
    import cleanup.documents.run
    import cleanup.report.run_page
    import cleanup.workflow.undoing  # noqa: F401
    from cleanup.cli.app import run

    if in_steps:
        syscalls._RENAME = None
    return run


def serve() -> None:
    """Answer requests, a line each, until the input ends."""
    steps = Steps()
    steps.wrap_all()
    run = import_program(in_steps=False)
    _warm_up(run)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            _serve_one(request, steps, run)
        if request["kill_after"] is not None:
            time.sleep(request["kill_after"])
            os.kill(child, signal.SIGKILL)
        _answer(child)


def _warm_up(run: Callable[[list[str]], int]) -> None:
    """Let the program import what it imports late, by commands that change nothing."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    for command in (["history", "-f", "json"], ["history"], ["trash", "--dry-run", __file__]):
        assert run(command) == 0
    os.dup2(answers, 1)
    os.close(nowhere)
    os.close(answers)


def _serve_one(request: dict[str, Any], steps: Steps, run: Callable[[list[str]], int]) -> None:
    """What the fork does: become the program, and never return."""
    code = 99
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        for number, name in ((0, os.devnull), (1, request["output"]), (2, request["told"])):
            file = os.open(name, os.O_RDWR)
            os.dup2(file, number)
            os.close(file)
        if request["in_steps"]:
            import_program(in_steps=True)
        steps.set(request["at"], request["when"], signal.Signals[request["signal"]])
        code = run(request["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
        steps_file = os.open(request["steps"], os.O_WRONLY)
        os.write(steps_file, json.dumps(steps.names).encode())
    finally:
        os._exit(code)


def _answer(child: int) -> None:
    """Tell how a fork ended; one that has stopped goes on with the next line."""
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        code = None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)
        print(json.dumps({"code": code, "process": child}), flush=True)
        if code is not None:
            return
        sys.stdin.readline()
        os.kill(child, signal.SIGCONT)


if __name__ == "__main__":
    serve()
