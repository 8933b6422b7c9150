"""How many workers ask a disk at once: by what they wait, and by what kind of disk it is."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cleanup.disk.pace import Pace
from cleanup.disk.system import is_rotational
from cleanup.disk.waiting import Stopwatch
from cleanup.disk.workers import Processes

Mount = Callable[..., Path]
Gone = Callable[[list[psutil.Process]], bool]


CLOCK = itertools.count(1000)


def told(pace: Pace, waiting: float, tasks: int = 20) -> int:
    """The workers after so many tasks of a tenth of a second that wait for this share of the time."""
    for _ in range(tasks):
        pace.finished(0.1, 0.1 * waiting, next(CLOCK) / 10)
    return pace.active


# Deciding


@pytest.mark.parametrize(
    ("waiting", "expected"), [(0.0, 2), (0.05, 2), (0.1, 2), (0.19, 2), (0.21, 8), (0.5, 8), (1.0, 8)]
)
def test_workers_that_wait_become_more(waiting: float, expected: int) -> None:
    assert told(Pace(2, 8), waiting) == expected


def test_they_stay_until_nobody_waits_any_more() -> None:
    pace = Pace(2, 8)
    assert [told(pace, waiting) for waiting in (0.6, 0.15, 0.06, 0.04, 0.15, 0.4)] == [8, 8, 8, 2, 2, 8]


def test_a_turning_disk_is_asked_by_one() -> None:
    pace = Pace(4, 8, turning=True)
    assert [told(pace, waiting) for waiting in (0.0, 0.15, 0.9, 0.15, 0.0)] == [4, 4, 1, 1, 4]


def test_where_the_number_is_fixed_nothing_changes_it() -> None:
    for waiting in (0.0, 0.5, 1.0):
        assert told(Pace(3, 3), waiting) == 3


def test_a_moment_decides_nothing() -> None:
    assert told(Pace(2, 8), 1.0, tasks=3) == 2
    slow, quick = Pace(2, 8), Pace(2, 8)
    for number in range(3):
        slow.finished(10.0, 10.0, 100.0 + 10 * number)
    assert slow.active == 2, "three tasks are few, however long they took"
    for number in range(30):
        quick.finished(0.005, 0.005, 100.0 + 0.005 * number)
    assert quick.active == 2, "a sixth of a second is short, however many there were"


def test_tasks_that_took_no_time_decide_nothing_wrong() -> None:
    pace = Pace(2, 8)
    for number in range(20):
        pace.finished(0.0, 0.0, number / 10)
    assert pace.active == 2


# Measuring


def test_waiting_is_told_from_working() -> None:
    if not os.path.exists("/proc/self/schedstat"):
        pytest.skip("this system does not tell")
    watch = Stopwatch()
    watch.go()
    time.sleep(0.2)
    watch.stop()
    assert watch.took >= watch.waited > 0.15
    waited = watch.waited
    time.sleep(0.2)
    watch.go()
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    watch.stop()
    # Ready to run while others do is not waiting for a disk.
    assert watch.waited - waited < (watch.took - waited) / 2


def test_where_the_system_does_not_tell_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanup.disk.waiting._FILE", "/nonexistent")
    watch = Stopwatch()
    watch.go()
    time.sleep(0.02)
    watch.stop()
    assert watch.took >= 0.02
    assert watch.waited == 0.0


# Real workers


def work(task: str, workers: Processes, seconds: float, times: int) -> int:
    """Hand in so many tasks; gives how many workers did any of them."""
    seen: set[int] = set()
    left = under_way = times
    while under_way:
        while left and workers.wants_more():
            workers.hand_in(task, seconds)
            left -= 1
        for _, answer, finished in workers.answers(1.0):
            under_way -= finished
            if not finished:
                seen.add(answer)
            else:
                assert answer is None
    return len(seen)


def test_workers_that_wait_get_company_and_all_end(
    worker_processes: Callable[[], list[psutil.Process]], all_gone: Gone
) -> None:
    if not os.path.exists("/proc/self/schedstat"):
        pytest.skip("this system does not tell")
    with Processes(1, Pace(1, 4)) as workers:
        assert work("worker_tasks:sleep", workers, 0.05, 60) == 4
        processes = worker_processes()
        assert len(processes) == 4
    assert all_gone(processes)


def test_workers_that_work_stay_alone() -> None:
    with Processes(1, Pace(1, 4)) as workers:
        assert work("worker_tasks:compute", workers, 0.05, 20) == 1


# Kinds of disks


def test_a_disk_of_a_virtual_machine_or_in_memory_is_not_turning(tmp_path: Path, mount: Mount) -> None:
    (tmp_path / "m").mkdir()
    assert not is_rotational(str(mount("-t", "tmpfs", "none", tmp_path / "m")))
    assert not is_rotational("/proc")
    assert not is_rotational(str(tmp_path / "missing"))


def described(system: Path, number: str, place: str, rotational: str | None, slaves: tuple[str, ...] = ()) -> None:
    """What the kernel shows of a disk, for disks that are not in this machine."""
    device = system / "devices" / place
    device.mkdir(parents=True)
    (system / "dev" / "block").mkdir(parents=True, exist_ok=True)
    (system / "dev" / "block" / number).symlink_to(device)
    if rotational is not None:
        (device / "queue").mkdir()
        (device / "queue" / "rotational").write_text(rotational + "\n")
    if slaves:
        (device / "slaves").mkdir()
        for slave in slaves:
            (device / "slaves" / Path(slave).name).symlink_to(system / "devices" / slave)


@pytest.mark.parametrize(
    ("place", "rotational", "expected"),
    [
        ("pci0/ata1/block/sda", "1", True),
        ("pci0/nvme0/nvme0n1", "0", False),
        ("pci0/virtio1/block/vda", "1", False),
        ("vbd-51712/block/xvda", "1", False),
        ("virtual/block/loop0", "1", False),
        ("pci0/ata1/block/sda", "nonsense", False),
    ],
)
def test_what_a_disk_says(tmp_path: Path, place: str, rotational: str, expected: bool) -> None:
    system, number = tmp_path / "sys", os.stat(tmp_path).st_dev
    if not os.major(number):
        pytest.skip("the tests' folder is on no disk")
    described(system, f"{os.major(number)}:{os.minor(number)}", place, rotational)
    assert is_rotational(str(tmp_path), system) is expected


def test_a_part_of_a_disk_and_one_made_of_others(tmp_path: Path) -> None:
    system, device = tmp_path / "sys", os.stat(tmp_path).st_dev
    if not os.major(device):
        pytest.skip("the tests' folder is on no disk")
    number = f"{os.major(device)}:{os.minor(device)}"
    described(system, "8:0", "pci0/ata1/block/sda", "1")
    described(system, "8:1", "pci0/ata1/block/sda/sda1", None)
    described(system, "9:0", "pci0/nvme0/nvme0n1", "0")
    described(system, "9:7", "virtual/block/dm-7", "1", ("pci0/nvme0/nvme0n1",))
    described(system, number, "virtual/block/dm-1", "0", ("pci0/nvme0/nvme0n1", "pci0/ata1/block/sda/sda1"))
    assert is_rotational(str(tmp_path), system), "the slowest of them counts"
    (system / "dev" / "block" / number).unlink()
    (system / "dev" / "block" / number).symlink_to(system / "devices" / "virtual/block/dm-7")
    assert not is_rotational(str(tmp_path), system)


def test_a_file_system_with_a_number_of_its_own_lies_on_what_is_mounted(tmp_path: Path, mount: Mount) -> None:
    (tmp_path / "m").mkdir()
    place = mount("-t", "tmpfs", "none", tmp_path / "m")
    device = os.stat(place).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    assert os.major(device) == 0
    disk = os.stat("/dev/null").st_rdev
    system = tmp_path / "sys"
    described(system, f"{os.major(disk)}:{os.minor(disk)}", "pci0/ata1/block/sda", "1")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:0 / / rw - tmpfs none rw\n36 35 {number} / /m rw shared:1 - btrfs /dev/null rw\n")
    assert is_rotational(str(place), system, mounts)
    mounts.write_text(f"36 35 {number} / /m rw - nfs server:/x rw\n")
    assert not is_rotational(str(place), system, mounts)
