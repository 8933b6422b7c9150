"""REPORT: from values to text. Writes only to the stream it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from cleanup.model.scan import Scan
from cleanup.report.look import Look

if TYPE_CHECKING:
    # Who scans need not wait until it is imported.
    from cleanup.model.run import Run

Writer = Callable[[Scan, BinaryIO, Look], None]
RunWriter = Callable[["Run", BinaryIO, Look], None]


def _table(scan: Scan, stream: BinaryIO, look: Look) -> None:
    from cleanup.report.page import draw_page

    stream.write(draw_page(scan, look, on_terminal=stream.isatty()).encode(look.encoding, "replace"))


def _json(scan: Scan, stream: BinaryIO, look: Look) -> None:  # noqa: ARG001  (documents look one way)
    from cleanup.report.as_json import write_json

    write_json(scan, stream)


def _ndjson(scan: Scan, stream: BinaryIO, look: Look) -> None:  # noqa: ARG001
    from cleanup.report.as_json import write_ndjson

    write_ndjson(scan, stream)


def _csv(scan: Scan, stream: BinaryIO, look: Look) -> None:  # noqa: ARG001
    from cleanup.report.as_csv import write_csv

    write_csv(scan, stream)


FORMATS: dict[str, Writer] = {"table": _table, "json": _json, "ndjson": _ndjson, "csv": _csv}


def _run_table(run: Run, stream: BinaryIO, look: Look) -> None:
    from cleanup.report.run_page import draw_run

    page = draw_run(run, look, on_terminal=stream.isatty())
    stream.write(page.encode(look.encoding, "replace"))


def _run_json(run: Run, stream: BinaryIO, look: Look) -> None:  # noqa: ARG001
    from cleanup.report.run_json import write_run

    write_run(run, stream)


def _run_ndjson(run: Run, stream: BinaryIO, look: Look) -> None:  # noqa: ARG001
    from cleanup.report.run_json import write_run_lines

    write_run_lines(run, stream)


def _run_csv(run: Run, stream: BinaryIO, look: Look) -> None:  # noqa: ARG001
    from cleanup.report.run_json import write_run_csv

    write_run_csv(run, stream)


RUN_FORMATS: dict[str, RunWriter] = {"table": _run_table, "json": _run_json, "ndjson": _run_ndjson, "csv": _run_csv}
