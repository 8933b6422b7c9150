"""Workers do what they are told, a fault of theirs is heard, and they stop when nobody waits for them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanup.disk.workers import Workers


def finish(workers: Workers, *tasks: int) -> dict[int, list[object]]:
    """All answers to these tasks, once each is finished; gives up after a minute."""
    given: dict[int, list[object]] = {task: [] for task in tasks}
    rest, end = set(tasks), time.monotonic() + 60
    while rest:
        assert time.monotonic() < end, "the workers do not answer"
        for number, answer, finished in workers.answers(0.1):
            if finished:
                rest.discard(number)
            else:
                given[number].append(answer)
    return given


def count(number: int) -> Iterator[int]:
    yield from range(number)


@pytest.mark.parametrize("threads", [1, 3])
def test_every_answer_goes_to_its_task(threads: int) -> None:
    with Workers(threads) as workers:
        tasks = {workers.hand_in(count, size): list(range(size)) for size in range(60)}
        assert finish(workers, *tasks) == tasks


def test_tasks_are_done_side_by_side() -> None:
    together = threading.Barrier(3)

    def meet() -> Iterator[int]:
        yield together.wait(60)

    with Workers(3) as workers:
        finish(workers, *(workers.hand_in(meet) for _ in range(3)))


def test_a_worker_has_at_most_two_tasks_in_hand() -> None:
    gate = threading.Event()

    def wait() -> Iterator[bool]:
        yield gate.wait(60)

    with Workers(3) as workers:
        tasks = []
        while workers.wants_more():
            tasks.append(workers.hand_in(wait))
        assert len(tasks) == 6
        gate.set()
        finish(workers, *tasks)
        assert workers.wants_more()


def test_more_threads_begin_once_something_is_read_from_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, read = threading.Event(), [0]
    monkeypatch.setattr("cleanup.disk.workers.blocks_read", lambda: read[0])

    def wait() -> Iterator[bool]:
        yield gate.wait(60)

    with Workers(4, at_first=2) as workers:
        tasks = []
        for read[0], most in ((0, 4), (1 << 20, 8)):
            while workers.wants_more():
                tasks.append(workers.hand_in(wait))
            assert len(tasks) == most
        gate.set()
        finish(workers, *tasks)


def test_a_fault_in_a_task_is_raised_where_its_answer_is_taken() -> None:
    def fail() -> Iterator[str]:
        yield "first"
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"), Workers(1) as workers:
        finish(workers, workers.hand_in(fail))


def test_work_that_is_left_in_the_middle_stops() -> None:
    """And nobody waits for a disk that does not answer."""
    ended = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 0
        finally:
            ended.set()

    with pytest.raises(RuntimeError, match="on purpose"), Workers(1) as workers:
        for _ in range(2):
            workers.hand_in(endless)
        next(workers.answers(60))
        raise RuntimeError("on purpose")
    assert ended.wait(60)


@pytest.fixture
def strangers_folder(tmp_path: Path) -> Path:
    """A folder with modules that leave a mark when somebody imports them."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    code = f"open({str(tmp_path / 'imported')!r}, 'a').write(__name__ + '\\n')\nraise SystemExit(99)\n"
    for name in ("struct", "pickle", "xxhash", "stat", "signal", "importlib", "pathspec", "sitecustomize", "cleanup"):
        (folder / f"{name}.py").write_text(code)
    for number in range(400):
        (folder / f"{number}.bin").write_text("same")
    return folder


def test_a_scan_of_the_current_folder_imports_nothing_from_it(strangers_folder: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("cleanup")
    if not program.exists():
        pytest.skip("the program is not installed beside this interpreter")
    done = subprocess.run(
        [program, "scan", "--jobs", "2", "--no-cache", "-f", "csv"],
        cwd=strangers_folder, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b".bin") == 400
    assert not (tmp_path / "imported").exists()
