"""``cleanup report``: show a remembered scan or run again, in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from cleanup.cli import completion, options
from cleanup.cli.bundles import Display, ToFile, Verbosity
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr

if TYPE_CHECKING:
    from cleanup.cli.session import Session
    from cleanup.cli.showing import Document


def report(
    *,
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=mark("SCAN|RUN"),
            help=mark("A scan's or run's id, “last” for the latest scan (default), or a JSON document; or several."),
            autocompletion=completion.scans_and_runs,
        ),
    ] = None,
    form: options.Format = "table",
    to_file: ToFile,
    top: options.Top = None,
    quiet: options.Quiet = False,
    verbose: options.Full = False,
    display: Display,
) -> Exit:
    """Show scans or runs again, without scanning again."""
    from cleanup import api
    from cleanup.cli.formats import FORMATS
    from cleanup.cli.output import deliver
    from cleanup.cli.session import begin
    from cleanup.cli.showing import writing
    from cleanup.model.errors import UsageProblem

    names = which or ["last"]
    session = begin(display, {"top": top}, Verbosity(quiet, verbose), form, to_file, FORMATS)
    if form == "csv" and len(names) > 1:
        raise UsageProblem(tr("A CSV file holds one scan or run."), tr("Name one of them, or choose json or ndjson."))
    # All are read before anything is written.
    found = [(name, *writing(api.load(name, context=session.context), name, session)) for name in names]
    _, write, again = found[0]
    if len(found) > 1:
        write, again = _one_after_the_other([(name, each) for name, each, _ in found], session), None
    deliver(write, session.output, again)
    return Exit.DONE


def _one_after_the_other(documents: list[tuple[str, Document]], session: Session) -> Document:
    """Writes several: pages one below the other under their names, JSON as an array, lines as they are."""
    from cleanup.report.safe import shown

    def write(stream: BinaryIO) -> None:
        for number, (name, write_it) in enumerate(documents):
            match session.form:
                case "table":
                    title = f"{'' if not number else chr(10)}{shown(name)}\n\n"
                    stream.write(title.encode(session.style.encoding, "replace"))
                case "json":
                    stream.write(b"," if number else b"[")
            write_it(stream)
        if session.form == "json":
            stream.write(b"]\n")

    return write
