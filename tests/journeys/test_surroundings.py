"""Surroundings that are not as one is used to: outputs closed, full or left early, no home, no folder to stand in.

Others of this kind that were tried and are right: 18 odd settings of locale, terminal, size and Python for 14 commands
each; times of files in 1823, 1900 and 2500; settings, cache, lock, journals and remembered scans that are folders or
damaged; a clock set back by 40 days between runs, and to 1971; 19 signals in the middle of a move; few descriptors,
little memory, no file of any size (`ulimit`), all signals blocked; no /proc, /dev, /sys or /etc; user namespaces.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleanup.cli.commands import COMMANDS
from cleanup.cli.formats import FORMATS
from cleanup.disk.system.posix import users
from support.processes import line_of

Run = Callable[..., subprocess.CompletedProcess[bytes]]
# The files that must be free to be opened, and the three streams.
_FEWEST = 20 + 3
SHOWING = [
    "scan -q tree", "report", "plan", "trash --dry-run", "finders", "config", "doctor", "cache info", "history",
    "decisions list", "undo --help", "--help", "--version",
]  # fmt: skip


@pytest.fixture
def twins(tmp_path: Path, own: Path, tree: Callable[..., Path], cleanup: Run) -> Path:
    """A scanned folder with two files that are the same, and what a shell is started beside."""
    root = tree({"a": "same", "b": "same"})
    assert cleanup("scan", root, "-q").returncode == 0
    return root


def in_shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of shell, in which cleanup is this program."""
    begin = f"cleanup() {{ '{sys.executable}' -m cleanup \"$@\"; }}\n"
    return subprocess.run(
        ["bash", "-c", begin + script],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
@pytest.mark.parametrize("command", SHOWING)
def test_an_answer_that_cannot_be_written_is_told(command: str, where: str, twins: Path) -> None:
    done = in_shell(f"cleanup {command} {where}", twins.parent)
    assert done.returncode == 3
    assert b"result could not be written" in done.stderr
    assert in_shell(f"cleanup {command}", twins.parent).returncode == 0


def test_without_threads_the_work_is_done_all_the_same(twins: Path) -> None:
    """Each thread takes as much memory as a stack may, which is more than there may be."""
    limits = "ulimit -Ss 4000000 && ulimit -v 3000000"
    if in_shell(limits, twins.parent).returncode:
        pytest.skip("these limits cannot be set here")
    thread = f"{limits} && '{sys.executable}' -c 'import threading; threading.Thread(target=print).start()'"
    assert b"can't start new thread" in in_shell(thread, twins.parent).stderr
    done = in_shell(f"{limits} && cleanup scan tree -f json", twins.parent)
    usual = json.loads(in_shell("cleanup scan tree -f json", twins.parent).stdout)
    assert json.loads(done.stdout)["totals"] == usual["totals"], done.stderr


def test_too_little_memory_is_no_fault_of_the_program(twins: Path) -> None:
    runs = [in_shell(f"ulimit -v {kilobytes} && cleanup scan tree", twins.parent) for kilobytes in (120_000, 150_000)]
    assert not [done.stderr for done in runs if done.returncode == 70]


@pytest.mark.parametrize("zone", ["UTC+99", "XX-24:59:59", ":/etc/passwd", "no such", ""])
def test_any_time_zone_will_do(zone: str, twins: Path) -> None:
    for command in ("trash --yes --keep first-path", "report -v", "history", "undo"):
        done = in_shell(f"TZ='{zone}' cleanup {command}", twins.parent)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("where", ["2>&-", "2> /dev/full", "<&-"])
@pytest.mark.parametrize("command", ["scan tree", "trash --yes", "history", "nonsense"])
def test_without_standard_error_or_input_the_rest_is_the_same(command: str, where: str, twins: Path) -> None:
    done = in_shell(f"cleanup {command} {where}", twins.parent)
    assert done.returncode == (2 if command == "nonsense" else 0)
    assert bool(done.stdout) == (command != "nonsense")


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
def test_what_was_moved_is_told_where_its_answer_is_lost(where: str, form: str, twins: Path) -> None:
    # Only the last page is lost: the one before the question would stop it.
    done = in_shell(f"cleanup trash -q --yes -f {form} {where}", twins.parent)
    assert (done.returncode, len(os.listdir(twins))) == (3, 1)
    assert b"Moved 1 file to the trash" in done.stderr
    done = in_shell(f"cleanup undo -f {form} {where}", twins.parent)
    assert (done.returncode, len(os.listdir(twins))) == (3, 2)
    assert b"Brought back 1 file" in done.stderr


@pytest.mark.parametrize("home", ["", "nowhere", "tree", "/nowhere/at/all", "/dev/null", None])
@pytest.mark.parametrize("command", ["scan -q tree", "doctor", "trash --dry-run tree/a", "history", "--help"])
def test_any_home_will_do(
    command: str, home: str | None, tmp_path: Path, own: Path, tree: Callable[..., Path], cleanup: Run
) -> None:
    tree({"a": "same", "b": "same"})
    environment = {**os.environ, "HOME": home or ""}
    if home is None:
        del environment["HOME"]
    done = cleanup(*command.split(), env=environment)
    assert done.returncode in {0, 4}, done.stderr
    assert not (tmp_path / "nowhere").exists()
    assert os.listdir(tmp_path / "tree") == os.listdir(tmp_path / "tree")
    assert b"Trash" not in b"".join(map(os.fsencode, os.listdir(tmp_path / "tree")))


@pytest.mark.parametrize("home", ["/dev/null", "tree/a"])
def test_a_home_that_is_no_folder_has_no_settings(
    home: str, tmp_path: Path, tree: Callable[..., Path], cleanup: Run
) -> None:
    tree({"a": "same", "b": "same"})
    done = cleanup("scan", "tree", "-f", "json", env={**os.environ, "HOME": str(tmp_path / home)})
    assert done.returncode == 0, done.stderr
    assert b"This scan could not be remembered" in done.stderr
    assert json.loads(done.stdout)["savings"]["by_category"]["duplicates"]["findings"] == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("trash x --yes", 2),
        ("scan -q", 2),
        ("plan -q -o p.json", 2),
        ("decisions forget x", 2),
        ("trash --quarantine q --yes -q", 2),
        ("scan -q {tree}", 0),
        ("report -q", 0),
        ("history", 0),
    ],
)
def test_a_folder_that_is_gone_is_no_fault_of_the_program(command: str, code: int, twins: Path) -> None:
    line = f"mkdir gone && cd gone && rmdir ../gone && cleanup {command.format(tree=twins)}"
    done = in_shell(line, twins.parent)
    assert done.returncode == code, done.stderr
    assert bool(done.stderr) == bool(code)
    assert len(os.listdir(twins)) == 2


@pytest.mark.parametrize("tenths", range(10))
def test_an_interrupt_at_any_moment_ends_it_quietly(tenths: int, own: Path, tree: Callable[..., Path]) -> None:
    root = tree({str(n): "x" * n for n in range(100)})
    begun = "import sys; sys.argv[0] = 'cleanup'; import cleanup.__main__ as m; print(flush=True); m.main()"
    process = subprocess.Popen(
        [sys.executable, "-c", begun, "scan", root], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    line_of(process)
    time.sleep(tenths * 0.04)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode in {0, 130, -signal.SIGINT}
    assert b"Traceback" not in errors
    assert b"Exception ignored" not in errors


@pytest.mark.parametrize("form", FORMATS)
def test_a_closed_pipe_is_no_error(form: str, own: Path, tree: Callable[..., Path]) -> None:
    root = tree({f"{n}{copy}": f"content {n}" for n in range(20) for copy in "ab"})
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cleanup", "scan", root, "-f", form],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 0


def test_head_gets_its_line(own: Path, tree: Callable[..., Path]) -> None:
    root = tree({"a": "same", "b": "same"})
    script = f"set -o pipefail; '{sys.executable}' -m cleanup scan '{root}' -f csv | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
    assert done.stdout.startswith(b"\xef\xbb\xbffinding,category,")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environments in which text is not UTF-8."""
    folder = tmp_path_factory.mktemp("locales")
    made = {}
    for name, language, encoding in (("en_US.ISO-8859-1", "en_US", "ISO-8859-1"), ("ja_JP.EUC-JP", "ja_JP", "EUC-JP")):
        if shutil.which("localedef"):
            command = ["localedef", "-i", language, "-f", encoding, str(folder / name)]
            subprocess.run(command, capture_output=True, check=False)
        if (folder / name).is_dir():
            made[name] = str(folder)
    return made


@pytest.mark.parametrize("locale", ["en_US.ISO-8859-1", "ja_JP.EUC-JP", "C", "POSIX"])
def test_names_are_the_same_in_every_locale(
    locale: str, locales: dict[str, str], home: Path, own: Path, tree: Callable[..., Path], cleanup: Run
) -> None:
    if locale not in locales and "." in locale:
        pytest.skip("there is no such locale here")
    environment = {**os.environ, "LC_ALL": locale, "LOCPATH": locales.get(locale, "")}
    root = tree({"Grüße": "same", "Grüße (1)": "same", "x": "other", "x (1)": "other", os.fsdecode(b"\xfc"): "third"})
    settings = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config")) / "cleanup" / "config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('protect = ["Grüß*"]\n', "utf-8")
    assert cleanup("scan", root, "-q", "--exclude", b"\xfc*", env=environment).returncode == 0
    done = cleanup("plan", "-f", "json", env=environment)
    assert done.returncode == 0, done.stderr
    assert [os.path.basename(step["path"]) for step in json.loads(done.stdout)["steps"]] == ["x (1)"]
    page = cleanup("report", "-v", env=environment)
    assert (page.returncode, page.stderr) == (0, b"")
    encoding = locale.partition(".")[2] or "utf-8"
    assert "Gr" in page.stdout.decode(encoding)
    assert b"Gr\xc3\xbc\xc3\x9fe" in cleanup("report", "-f", "json", env=environment).stdout
    assert cleanup("trash", root / "Grüße (1)", "--yes", "-q", env=environment).returncode == 0
    assert not (root / "Grüße (1)").exists()
    assert (root / "Grüße").exists()


@pytest.mark.parametrize("most", [64, _FEWEST])
def test_a_few_descriptors_will_do(most: int, own: Path, tmp_path: Path, tree: Callable[..., Path]) -> None:
    root = tree({"x": "same"})
    (root / "/".join("n" * 90)).mkdir(parents=True)
    for number in range(90):
        (root / "/".join("n" * number) / f"x ({number})").write_text("same")
    few = f"ulimit -n {most}; "
    for command, code in (("scan -q --jobs 8 tree", 0), ("trash -q --yes --scan last", 0), ("undo -q", 0)):
        done = in_shell(few + f"cleanup {command}", tmp_path)
        said = done.stderr.partition(b"The last scan is used")[0]
        assert (done.returncode, said) == (code, b"")
    assert len(list(root.rglob("x*"))) == 91
    assert in_shell(few + "echo q | cleanup review --plain", tmp_path).returncode == 0


@pytest.mark.parametrize("most", [_FEWEST - 1, 8, 5])
def test_with_fewer_descriptors_nothing_begins(most: int, twins: Path) -> None:
    """What cannot be read would be no copy, and a move would stop on the way."""
    commands = [f"{name} --help" for name in COMMANDS if name != "schema"]
    for command in ("scan tree", "trash tree/a --yes", "undo", "doctor --self-test", "schema scan", *commands):
        done = in_shell(f"ulimit -n {most}; cleanup {command}", twins.parent)
        lines = done.stderr.decode().splitlines()
        assert (done.returncode, done.stdout, len(lines)) == (3, b"", 2), (command, done)
        assert lines[0] == "The system does not let cleanup open any more files."
    assert sorted(os.listdir(twins)) == ["a", "b"]


@pytest.mark.parametrize("name", ["plain", "\x1b[31m\u202elive", b"\xff\xfe", "=1+1,<b>", "a\nb"])
def test_any_name_of_a_user_will_do(name: str | bytes, twins: Path, cleanup: Run) -> None:
    environment: dict[bytes, bytes] = {**os.environb, b"LOGNAME": os.fsencode(name)}
    for command in ("scan tree -f json", "report", "plan -o plan.json", "trash -q --yes", "history", "undo", "doctor"):
        done = cleanup(*command.split(), env=environment)
        assert done.returncode == 0, done.stderr
        shown = done.stdout.decode() + done.stderr.decode()
        assert shown.replace("\n", "").isprintable(), shown
    assert sorted(os.listdir(twins)) == ["a", "b"]


def test_a_name_of_the_user_database_is_made_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users.pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="é\x1b[2J\u202e\udcff"))
    assert users.owner_name(1234) == "é\\x1b[2J\\u202e\\xff"


@pytest.mark.root
def test_without_dev_null_and_with_closed_streams(twins: Path) -> None:
    line = "unshare -m sh -c 'mount -t tmpfs none /dev; exec \"$0\" -m cleanup report {0}'"
    for closed in ("<&-", "<&- 2>&-", "2>&-"):
        done = in_shell(line.replace('"$0"', sys.executable).format(closed), twins.parent)
        if b"unshare" in done.stderr or b"mount" in done.stderr:
            pytest.skip("cannot mount here")
        assert done.returncode == 0, done.stderr
        assert b"worth a look" in done.stdout
