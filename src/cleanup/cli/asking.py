"""Ask a person on standard error before something is done; if nobody is there, it is an error that names --yes."""

from __future__ import annotations

import re
import sys

from cleanup.disk.system import forget_what_was_typed, is_terminal
from cleanup.language import tr
from cleanup.model.errors import UsageProblem

# A terminal's answer to a question of the previous page, such as the one about its colours, can come late.
_OF_THE_TERMINAL = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def check_can_ask(problem: str, *, yes: bool) -> None:
    """Raise UsageProblem, before any work, if a question will come that nobody can answer."""
    if not yes and not is_terminal(sys.stdin):
        raise UsageProblem(
            problem,
            tr("Add --yes to go on without asking, or --dry-run to see what would be done."),
        )


def agrees(question: str, *, yes: bool) -> bool:
    """Whether the user agrees; the end of input, and anything but a yes, is a no."""
    if yes:
        return True
    if is_terminal(sys.stdin):
        # It was not meant for this question.
        forget_what_was_typed(sys.stdin.fileno())
    print(_fitted(f"{question} {tr('[y/N]')}"), end=" ", file=sys.stderr, flush=True)
    answer = _OF_THE_TERMINAL.sub("", sys.stdin.readline())
    if not answer.endswith("\n"):
        print(file=sys.stderr)
    return answer.strip().lower() in {"y", "yes", tr("yes")}


def _fitted(question: str) -> str:
    """The question in lines that fit the terminal."""
    from cleanup.report.sheet import draw
    from cleanup.report.style import PageStyle

    style = PageStyle(encoding=sys.stderr.encoding or "utf-8")
    return draw(lambda sheet: sheet.wrapped(question, "", 0, 0), style, on_terminal=False).rstrip("\n")
