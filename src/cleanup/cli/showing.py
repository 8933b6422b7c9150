"""Show pages and scans, and refuse options that do not go together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from cleanup.cli.output import deliver
from cleanup.language import tr
from cleanup.model.errors import OutputProblem, UsageProblem
from cleanup.report.safe import typed

if TYPE_CHECKING:
    from rich.text import Text

    from cleanup.cli.session import Session
    from cleanup.model.run import Run
    from cleanup.model.scan import Scan
    from cleanup.report.sheet import Sheet

Page = Callable[[bool], str]
"""Draws a page, told whether it is for a terminal."""
Document = Callable[[BinaryIO], None]


def show_scan(scan: Scan, asked: str, session: Session) -> None:
    """Show a scan that was asked for by this name, in the format that was asked for."""
    write, again = writing(scan, asked, session)
    deliver(write, session.output, again)


def writing(found: Scan | Run, asked: str, session: Session) -> tuple[Document, str | None]:
    """How to write what was asked for by this name in the format that was asked for, and the command for it."""
    from cleanup.cli.formats import FORMATS
    from cleanup.find import FINDERS
    from cleanup.find.finder import on_request
    from cleanup.model.scan import Scan
    from cleanup.store.scans import name_for_commands
    from cleanup.workflow.asking import options_as_typed

    form, style = FORMATS[session.form], session.style
    if not isinstance(found, Scan):
        return lambda stream: form.run(found, stream, style), f"cleanup report {found.id}"
    name = name_for_commands(session.context.state, found.id, asked)
    kinds = {} if found.options.get("only") else {kind: each.files for kind, each in found.totals.by_kind.items()}
    offers = on_request(FINDERS, kinds)
    style = style._replace(scan_name=name, scan_options=options_as_typed(found.options), offers=offers)
    again = f"cleanup report {typed(style.scan_name)}" if style.scan_name else None
    return lambda stream: form.scan(found, stream, style), again


def show(page: Page, session: Session, document: Document | None = None, again: str = "cleanup history") -> None:
    """Show a page as the result, or the document if JSON was asked for; ``again`` is as in ``deliver``."""

    def write(stream: BinaryIO) -> None:
        stream.write(page(stream.isatty()).encode(session.style.encoding, "replace"))

    deliver(document if document and session.form == "json" else write, session.output, again)


def print_lines(lines: Callable[[Sheet], list[Text]]) -> None:
    """Print a page about the program itself, in the width of the terminal."""
    from cleanup.report.sheet import draw
    from cleanup.report.style import PageStyle

    style = PageStyle(encoding=sys.stdout.encoding or "utf-8")
    print(draw(lines, style, on_terminal=sys.stdout.isatty()), end="")


def show_before_question(page: Page, form: str) -> None:
    """Show a page that a question follows, with a blank line between them."""
    show_beside(lambda on_terminal: page(on_terminal).rstrip("\n") + "\n", form)


def show_beside(page: Page, form: str) -> None:
    """Show a page besides the result, unless the result is a page too."""
    stream = sys.stdout if form == "table" else sys.stderr
    print(page(stream.isatty()), file=stream, flush=True)


@contextmanager
def told_anyway(page: Page) -> Iterator[None]:
    """For the result of something that was done: if it cannot be written, its page goes to standard error."""
    try:
        yield
    except OutputProblem:
        print(page(sys.stderr.isatty()).rstrip("\n"), file=sys.stderr)
        raise


def only_one_of(command: str, **given: object) -> None:
    """Raise UsageProblem if more than one of these options of a command has a value."""
    names = [name for name, value in given.items() if value]
    if len(names) > 1:
        raise UsageProblem(
            tr("{one} and {other} cannot be used together.", one=names[0], other=names[1]),
            tr("Choose one of them. See: cleanup {command} --help", command=command),
        )
