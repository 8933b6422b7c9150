"""The formats of results: everything about one is here, in one line of ``FORMATS``.

A new format is a module that writes it, and a line here; options, help and checks follow from that.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from cleanup.report.style import PageStyle

if TYPE_CHECKING:
    from cleanup.documents import plan as plans
    from cleanup.documents import run as runs
    from cleanup.documents import scan as scans
    from cleanup.documents import tables
    from cleanup.model.plan import Plan
    from cleanup.model.run import Run
    from cleanup.model.scan import Scan
    from cleanup.report import page, run_page
else:

    class _Later:
        """A module that is imported when first used, so that a help text need not wait for it."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> object:
            return getattr(import_module(self._name), name)

    plans, runs, scans, tables = (_Later(f"cleanup.documents.{name}") for name in ("plan", "run", "scan", "tables"))
    page, run_page = _Later("cleanup.report.page"), _Later("cleanup.report.run_page")


class Format(NamedTuple):
    """How a scan, a run and a plan are written; ``plan`` is None if there is no plan document in this format.

    ``first_line`` is how the first line of such a file of ours begins (or may begin) and ends: only a file like that is
    replaced, and none if it is None.
    """

    scan: Callable[[Scan, BinaryIO, PageStyle], None]
    run: Callable[[Run, BinaryIO, PageStyle], None]
    plan: Callable[[Plan, BinaryIO], None] | None
    first_line: tuple[bytes | tuple[bytes, ...], bytes] | None


def _page(text: str, stream: BinaryIO, style: PageStyle) -> None:
    stream.write(text.encode(style.encoding, "replace"))


FORMATS = {
    "table": Format(
        lambda scan, out, style: _page(page.draw_page(scan, style, on_terminal=out.isatty()), out, style),
        lambda run, out, style: _page(run_page.draw_run(run, style, on_terminal=out.isatty()), out, style),
        plan=None, first_line=None,
    ),
    "json": Format(
        lambda scan, out, _: scans.write_json(scan, out),
        lambda run, out, _: runs.write_run(run, out),
        lambda plan, out: plans.write_plan(plan, out),
        first_line=((b'{"schema_version":', b'[{"schema_version":'), b",\n"),
    ),
    "ndjson": Format(
        lambda scan, out, _: scans.write_ndjson(scan, out),
        lambda run, out, _: runs.write_run_lines(run, out),
        plan=None, first_line=(b'{"schema_version":', b"}\n"),
    ),
    "csv": Format(
        lambda scan, out, _: tables.write_csv(scan, out),
        lambda run, out, _: tables.write_run_csv(run, out),
        plan=None, first_line=(("\ufefffinding,".encode(), "\ufeffstep,".encode()), b"\r\n"),
    ),
}  # fmt: skip
PAGE_FORMATS = ("table", "json")
"""The formats of what is no scan, plan or run: history, undo, purge, decisions."""


def plan_formats() -> tuple[str, ...]:
    """The formats of a plan: its page, and those with a document for it."""
    return ("table", *(name for name, form in FORMATS.items() if form.plan))
