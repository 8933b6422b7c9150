"""Run the code blocks of the documentation, and write what the program prints into the pages.

    .venv/bin/python tests/docs/examples.py            # all pages
    .venv/bin/python tests/docs/examples.py README.md  # one page

A page runs from its top to its end as one session, in a made-up home on a small disk of its own (which takes root; what
is printed elsewhere is not written into pages). The comment right above a block says what it is:

- `<!-- home: ada -->`, anywhere: the home at the start: `ada`, `messy` (that of the tutorial) or `empty` (the default);
- `<!-- exit: 3 -->`: the exit code that the last command of the block has to have, 0 if nothing is said;
- `<!-- type: n -->`: the answer to questions in the block, `y` if nothing is said;
- `<!-- output -->`: what the commands above have printed; `<!-- output: 3 lines -->` is only its beginning;
- `<!-- part of: FILE from LINE -->`: the end of a file of the repository, from the line that begins like this;
- `<!-- finder -->`: a module with a finder, which the program knows from there on;
- `<!-- not run: REASON -->`: why this block cannot run here.

A block of sh is run, one of TOML has to be a settings file, one of JSON has to be JSON, and Python is run as a program
or as a doctest. Any other block is output, a part of a file, or not run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from session import Session, disk

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
_BLOCK = re.compile(
    r"(?:^<!-- (?P<note>[^\n]+?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_HOME = re.compile(r"^<!-- home: (\w+) -->$", re.MULTILINE)
_FINDER = """
import re, runpy, sys
import cleanup.find as find
names = runpy.run_path({path!r}, run_name="a_finder")
find.FINDERS = (*find.FINDERS, *(it for it in names.values() if isinstance(it, type) and it.__module__ == "a_finder"))
from cleanup.__main__ import main
sys.argv[0] = "cleanup"
main()
"""


class ExampleProblem(Exception):
    """A block of a page does not do what the page says."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the comment right above it, its language, its text, and where the text stands in the page."""

    note: str
    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """What the comment says the block is, or an empty text."""
        return self.note.partition(":")[0]

    @property
    def value(self) -> str:
        """What stands behind the colon of the comment."""
        return self.note.partition(":")[2].strip()


def blocks(page: str) -> Iterator[Block]:
    """All fenced blocks of a page, from its top to its end."""
    for found in _BLOCK.finditer(page):
        yield Block(found["note"] or "", found["kind"], found["text"], found.start("text"), found.end("text"))


def renewed(page: str, session: Session) -> str:
    """Run a page; give it with the outputs that the program really prints. Raises ExampleProblem."""
    parts, end, printed = [], 0, ""
    for block in blocks(page):
        parts.append(page[end : block.start])
        end = block.end
        if block.word == "output":
            parts.append(_beginning(printed, block.value))
            continue
        if block.word == "part of":
            parts.append(_end_of_file(*block.value.split(" from ")))
            continue
        parts.append(block.text)
        if block.word != "not run":
            printed = _run(block, session)
    return "".join(parts) + page[end:]


def session_for(page: str, folder: Path) -> Session:
    """A session in this folder, with the home in which a page begins."""
    found = _HOME.search(page)
    home = found[1] if found else "empty"
    session = Session(folder, home)
    if home == "messy":
        tutorial = (ROOT / "docs" / "tutorial" / "first-scan.md").read_text("utf-8")
        session.run(f"{next(blocks(tutorial)).text}\ncd ~")
    return session


def _beginning(printed: str, value: str) -> str:
    lines = printed.splitlines()
    count = int(value.split()[0]) if value else len(lines)
    return "".join(f"{line}\n" for line in lines[:count]) + ("…\n" if count < len(lines) else "")


def _end_of_file(path: str, beginning: str) -> str:
    text = (ROOT / path).read_text("utf-8")
    start = text.find(f"\n{beginning}") + 1
    if not start:
        raise ExampleProblem(f"no line of {path} begins with {beginning!r}")
    return text[start:]


def _run(block: Block, session: Session) -> str:
    """Run one block, and give what it prints."""
    if block.kind == "sh":
        answer = block.value if block.word == "type" else "y"
        code, printed = session.run(block.text, answer)
        _expect(block, code, int(block.value) if block.word == "exit" else 0, printed)
        return printed
    if block.kind == "toml":
        settings = session.home / ".config" / "cleanup" / "config.toml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(session.real(block.text), "utf-8")
        code, printed = session.run("cleanup config")
        settings.unlink()
        _expect(block, code, 0, printed)
        return ""
    if block.kind == "json":
        json.loads(block.text)
        return ""
    if block.kind == "python":
        return _run_python(block, session)
    raise ExampleProblem(f"nothing says what this block is:\n{block.text}")


def _run_python(block: Block, session: Session) -> str:
    path = session.folder / f"block_{block.start}.py"
    path.write_text(session.real(block.text), "utf-8")
    if block.word == "finder":
        starter = session.folder / "with_finder.py"
        starter.write_text(_FINDER.format(path=str(path)), "utf-8")
        session.start_with(starter)
        return ""
    how = "-m doctest" if ">>> " in block.text else ""
    if how:
        path.write_text(f'r"""\n{session.real(block.text)}"""\n', "utf-8")
    code, printed = session.run(f"{sys.executable} {how} {path}")
    _expect(block, code, 0, printed)
    return printed


def _expect(block: Block, code: int, expected: int, printed: str) -> None:
    if code != expected:
        raise ExampleProblem(f"exit code {code}, not {expected}:\n{block.text}\n{printed}")


def main(names: list[str]) -> int:
    """Renew these pages, or all."""
    for path in [Path(name).resolve() for name in names] or PAGES:
        page = path.read_text("utf-8")
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            try:
                stack.enter_context(disk(folder))
            except (OSError, subprocess.CalledProcessError) as error:
                sys.exit(f"cannot make a disk to run the pages on; this takes root: {error}")
            new = renewed(page, session_for(page, folder))
        if new != page:
            path.write_text(new, "utf-8")
            print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
