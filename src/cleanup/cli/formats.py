"""The formats of answers: all that is known of one stands here, in one line of ``FORMATS``.

A new format is a module that writes it, and a line here; options, help and checks follow from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from cleanup.report.style import PageStyle

if TYPE_CHECKING:
    # Who asks for help need not wait until these are imported.
    from cleanup.model.plan import Plan
    from cleanup.model.run import Run
    from cleanup.model.scan import Scan


class Format(NamedTuple):
    """How a scan, a run and a plan are written; ``plan`` is None where plans have no document of this format.

    ``first_line`` is how the first line of such a file of ours begins (or may begin) and ends: only a file like that is
    written over, and none where it is None.
    """

    scan: Callable[[Scan, BinaryIO, PageStyle], None]
    run: Callable[[Run, BinaryIO, PageStyle], None]
    plan: Callable[[Plan, BinaryIO], None] | None
    first_line: tuple[bytes | tuple[bytes, ...], bytes] | None


def _scan_table(scan: Scan, stream: BinaryIO, style: PageStyle) -> None:
    from cleanup.report.page import draw_page

    stream.write(draw_page(scan, style, on_terminal=stream.isatty()).encode(style.encoding, "replace"))


def _run_table(run: Run, stream: BinaryIO, style: PageStyle) -> None:
    from cleanup.report.run_page import draw_run

    stream.write(draw_run(run, style, on_terminal=stream.isatty()).encode(style.encoding, "replace"))


def _scan_json(scan: Scan, stream: BinaryIO, _: PageStyle) -> None:
    from cleanup.documents.scan import write_json

    write_json(scan, stream)


def _run_json(run: Run, stream: BinaryIO, _: PageStyle) -> None:
    from cleanup.documents.run import write_run

    write_run(run, stream)


def _plan_json(plan: Plan, stream: BinaryIO) -> None:
    from cleanup.documents.plan import write_plan

    write_plan(plan, stream)


def _scan_ndjson(scan: Scan, stream: BinaryIO, _: PageStyle) -> None:
    from cleanup.documents.scan import write_ndjson

    write_ndjson(scan, stream)


def _run_ndjson(run: Run, stream: BinaryIO, _: PageStyle) -> None:
    from cleanup.documents.run import write_run_lines

    write_run_lines(run, stream)


def _scan_csv(scan: Scan, stream: BinaryIO, _: PageStyle) -> None:
    from cleanup.documents.tables import write_csv

    write_csv(scan, stream)


def _run_csv(run: Run, stream: BinaryIO, _: PageStyle) -> None:
    from cleanup.documents.tables import write_run_csv

    write_run_csv(run, stream)


FORMATS = {
    "table": Format(_scan_table, _run_table, None, None),
    "json": Format(_scan_json, _run_json, _plan_json, (b'{"schema_version":', b",\n")),
    "ndjson": Format(_scan_ndjson, _run_ndjson, None, (b'{"schema_version":', b"}\n")),
    "csv": Format(_scan_csv, _run_csv, None, (("\ufefffinding,".encode(), "\ufeffstep,".encode()), b"\r\n")),
}
PAGE_FORMATS = ("table", "json")
"""The formats of what is no scan, plan or run: history, undo, purge, decisions."""


def plan_formats() -> tuple[str, ...]:
    """The formats of a plan: its page, and those with a document for it."""
    return ("table", *(name for name, form in FORMATS.items() if form.plan))
