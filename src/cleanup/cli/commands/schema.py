"""``cleanup schema``: what a JSON document looks like, for programs that read it."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.cli import completion
from cleanup.cli.exits import Exit
from cleanup.language import mark, tr


def schema(
    kind: Annotated[
        str, typer.Argument(metavar=mark("KIND"), help=mark("For example “scan”."), autocompletion=completion.kinds)
    ],
) -> Exit:
    """Print the JSON Schema of a kind of document."""
    import json

    from cleanup.documents.schema import KINDS, schema_of
    from cleanup.model.errors import UsageProblem
    from cleanup.model.near import did_you_mean

    if kind not in KINDS:
        raise UsageProblem(
            tr("“{name}” is not a kind of document.", name=kind),
            did_you_mean(kind, KINDS, tr("Choose one of: {names}.", names=", ".join(KINDS))),
        )
    print(json.dumps(schema_of(kind), indent=2))
    return Exit.DONE
