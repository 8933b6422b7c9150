"""Worker processes do what they are told, import nothing of strangers, and are gone when the work is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cleanup.disk.workers import Crew, Here, Processes, Workers

Running = Callable[[], list[psutil.Process]]
Gone = Callable[[list[psutil.Process]], bool]


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


def first_answers(workers: Workers, count: int) -> list[object]:
    """The first answers that come in."""
    given: list[object] = []
    end = time.monotonic() + 60
    while len(given) < count:
        assert time.monotonic() < end, "the workers do not answer"
        given += [answer for _, answer, _ in workers.answers(0.1)]
    return given


def test_here_and_in_processes_the_answers_are_the_same() -> None:
    here = Here()
    number = here.hand_in("worker_tasks:count", 5)
    with Processes(2) as workers:
        task = workers.hand_in("worker_tasks:count", 5)
        assert finish(workers, task)[task] == finish(here, number)[number] == [0, 1, 2, 3, 4]


def test_many_tasks_go_to_all_workers_and_every_answer_to_its_task() -> None:
    with Processes(3) as workers:
        tasks: dict[int, int] = {}
        answers: dict[int, list[object]] = {}
        for size in range(60):
            while not workers.wants_more():
                for number, answer, finished in workers.answers(5):
                    if not finished:
                        answers.setdefault(number, []).append(answer)
            tasks[workers.hand_in("worker_tasks:size_of", b"x" * size * 1000)] = size * 1000
        while len(answers) < len(tasks):
            for number, answer, finished in workers.answers(5):
                if not finished:
                    answers.setdefault(number, []).append(answer)
        assert answers == {number: [size] for number, size in tasks.items()}


def test_a_worker_has_at_most_three_tasks_in_hand(tmp_path: Path) -> None:
    with Processes(1) as workers:
        tasks = []
        while workers.wants_more():
            tasks.append(workers.hand_in("worker_tasks:wait_for", str(tmp_path / "gate")))
        assert len(tasks) == 3
        (tmp_path / "gate").touch()
        finish(workers, *tasks)
        assert workers.wants_more()


def test_what_a_task_prints_does_not_come_between_the_answers() -> None:
    with Processes(1) as workers:
        task = workers.hand_in("worker_tasks:print_much")
        assert finish(workers, task)[task] == ["answer"]


def test_workers_are_gone_after_the_work(worker_processes: Running, all_gone: Gone) -> None:
    with Processes(2) as workers:
        finish(workers, *(workers.hand_in("worker_tasks:count", 1) for _ in range(2)))
        running = worker_processes()
        assert len(running) == 2
    assert all_gone(running)


def test_workers_are_gone_after_leaving_in_the_middle_of_work(
    tmp_path: Path, worker_processes: Running, all_gone: Gone
) -> None:
    with pytest.raises(RuntimeError, match="on purpose"), Processes(3) as workers:
        for _ in range(6):
            workers.hand_in("worker_tasks:wait_for", str(tmp_path / "never"))
        first_answers(workers, 3)
        running = worker_processes()
        assert len(running) == 3
        raise RuntimeError("on purpose")
    assert all_gone(running)


@pytest.mark.parametrize("which", [0, -1])
def test_the_others_are_gone_when_one_was_killed(
    tmp_path: Path, worker_processes: Running, all_gone: Gone, which: int
) -> None:
    with pytest.raises(RuntimeError, match="ended early"), Processes(3) as workers:
        tasks = [workers.hand_in("worker_tasks:wait_for", str(tmp_path / "never")) for _ in range(3)]
        first_answers(workers, 3)
        running = worker_processes()
        assert len(running) == 3
        running[which].kill()
        finish(workers, *tasks)
    assert all_gone(running)


def test_workers_are_out_of_reach_of_the_terminal(worker_processes: Running) -> None:
    """Ctrl-C must not reach a worker that is just starting; only later does it ignore it."""
    with Processes(2) as workers:
        running = psutil.Process().children(recursive=True)
        assert all(os.getpgid(process.pid) != os.getpgrp() for process in running)
        finish(workers, *(workers.hand_in("worker_tasks:count", 1) for _ in range(2)))
        assert all(os.getpgid(process.pid) != os.getpgrp() for process in worker_processes())


def test_a_crew_starts_processes_once_and_ends_them(worker_processes: Running) -> None:
    with Crew(1) as crew:
        crew.here()
        assert worker_processes() == []
        assert crew.many() is crew.many() is crew.here()
        assert len(worker_processes()) == 1
    assert worker_processes() == []


def test_a_task_that_fails_ends_the_work_with_an_error(worker_processes: Running) -> None:
    with pytest.raises(RuntimeError, match="ended early"), Processes(1) as workers:
        finish(workers, workers.hand_in("worker_tasks:fail"))
    assert worker_processes() == []


def test_a_killed_worker_ends_the_work_with_an_error(tmp_path: Path, worker_processes: Running) -> None:
    with pytest.raises(RuntimeError, match="ended early"), Processes(1) as workers:
        task = workers.hand_in("worker_tasks:wait_for", str(tmp_path / "never"))
        pid = first_answers(workers, 1)[0]
        assert isinstance(pid, int)
        os.kill(pid, signal.SIGKILL)
        finish(workers, task)
    assert worker_processes() == []


def test_handing_work_to_a_killed_worker_is_no_broken_pipe(worker_processes: Running) -> None:
    """The program takes a broken pipe for a reader of its output that has seen enough, and ends as if all was done."""
    with pytest.raises(RuntimeError, match="ended early"), Processes(1) as workers:
        finish(workers, workers.hand_in("worker_tasks:count", 1))
        (process,) = worker_processes()
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        finish(workers, workers.hand_in("worker_tasks:count", 1))


def test_a_long_message_to_a_busy_worker_does_not_hold_us_up(tmp_path: Path) -> None:
    """While it is held up, the program cannot hear that the user wants to stop."""
    gate = tmp_path / "gate"
    with Processes(1) as workers:
        tasks = [workers.hand_in("worker_tasks:wait_for", str(gate))]
        assert isinstance(first_answers(workers, 1)[0], int)

        def hand_in() -> None:
            tasks.append(workers.hand_in("worker_tasks:size_of", b"x" * 300_000))

        thread = threading.Thread(target=hand_in)
        thread.start()
        thread.join(3)
        held_up = thread.is_alive()
        gate.touch()
        thread.join(60)
        assert finish(workers, *tasks)[tasks[1]] == [300_000]
    assert not held_up


def test_ctrl_c_does_not_end_a_worker(worker_processes: Running) -> None:
    with Processes(1) as workers:
        finish(workers, workers.hand_in("worker_tasks:count", 1))
        (process,) = worker_processes()
        process.send_signal(signal.SIGINT)
        task = workers.hand_in("worker_tasks:count", 3)
        assert finish(workers, task)[task] == [0, 1, 2]


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


def test_a_worker_imports_nothing_from_the_current_folder(
    strangers_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(strangers_folder)
    with Processes(1) as workers:
        task = workers.hand_in("worker_tasks:where")
        ((_, search_path),) = finish(workers, task)[task]  # type: ignore[misc]
    assert not (tmp_path / "imported").exists()
    assert "" not in search_path
    assert str(strangers_folder) not in search_path


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


@pytest.mark.parametrize("sent", [b"", b"\x80\x05\x95"])
def test_a_worker_whose_parent_is_gone_ends_by_itself(sent: bytes) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cleanup.disk.worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    output, _ = process.communicate(sent, timeout=30)
    assert output == b""
    assert sent or process.returncode == 0
