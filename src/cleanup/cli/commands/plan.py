"""``cleanup plan``: what would move by rules, as a page and as a document to edit. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleanup.cli import choosing, options
from cleanup.cli.exits import Exit
from cleanup.language import tr

if TYPE_CHECKING:
    from pathlib import Path


def plan(
    scan: options.Scan = "last",
    only: choosing.Only = None,
    keep: choosing.Keep = None,
    under: choosing.Under = None,
    protect: choosing.Protect = None,
    older_than: choosing.OlderThan = None,
    strict: choosing.Strict = None,
    never_ask: choosing.NeverAsk = None,
    form: options.PageFormat = "table",
    output: options.PlanOutput = None,
    top: options.Top = None,
    binary: options.Binary = None,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
) -> Exit:
    """Show what would move by rules, and write it to a file that you can edit. Changes nothing."""
    from cleanup.cli import moving
    from cleanup.cli.output import check_output, deliver
    from cleanup.cli.proposal import make_plan, page_of, propose
    from cleanup.report.plan_json import write_plan
    from cleanup.workflow.environment import Context

    flags = {"top": top, "binary": binary, "lang": lang, **choosing.flags(keep, protect, never_ask, strict)}
    context = Context.current()
    settings, look = moving.settings_and_look(context, form, ("table", "json"), None, flags, quiet=quiet)
    check_output(output, "json")
    choice = choosing.choice_of(settings, context, only, under, older_than)
    proposal = propose(make_plan(None, scan, None, choice, context), context, None)
    if output is not None or form == "json":
        deliver(lambda stream: write_plan(proposal.plan, stream), output, "cleanup plan -o FILE")
    if form == "table":
        commands = _next(output) if proposal.plan.steps else ()
        moving.show_page(lambda on_terminal: page_of(proposal, look, commands, on_terminal=on_terminal), None, look)
    return Exit.DONE


def _next(output: Path | None) -> tuple[tuple[str, str], ...]:
    if output is None:
        return (
            ("cleanup plan -o plan.json", tr("the same rules again; a file to edit and move by")),
            ("cleanup review", tr("choose one by one")),
        )
    from cleanup.report.safe import typed

    return ((f"cleanup trash --plan {typed(str(output))}", tr("move them; asks first")),)
