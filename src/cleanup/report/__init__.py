"""REPORT: from values to text. Writes only to the stream it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from cleanup.model.scan import Scan
from cleanup.report.look import Look

Writer = Callable[[Scan, BinaryIO, Look], None]


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
