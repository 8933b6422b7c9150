"""``cleanup config``: each setting, its value, and where that comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import tr

if TYPE_CHECKING:
    from cleanup.settings import Settings, Value

# As wide as the usual values; longer ones push what comes after them.
_VALUE = 5


def config(*, file: options.Config = None, form: options.PageFormat = "table", lang: options.Lang = None) -> Exit:
    """Show each setting, its value and where the value comes from."""
    from cleanup.api import load_settings
    from cleanup.cli.formats import PAGE_FORMATS
    from cleanup.cli.output import check_format, deliver
    from cleanup.cli.speaking import check_language
    from cleanup.workflow.asking import complete, scan_request
    from cleanup.workflow.environment import Context

    check_format(form, PAGE_FORMATS)
    context = Context.current()
    settings = complete(load_settings(file or context, {"lang": lang}, machine=context.machine))
    settings.parsed("lang", check_language)
    places = str(file or context.settings_file), str(context.machine)
    if form == "json":
        from cleanup.documents.program import write_config

        deliver(lambda stream: write_config(settings.all, *places, stream), None)
    else:
        _show(settings, *places)
    # A value that cannot be used is reported now, and not only by the next scan.
    scan_request(settings, (), context)
    return Exit.DONE


def _show(settings: Settings, file: str, machine: str) -> None:
    from cleanup.cli.showing import print_lines
    from cleanup.report.safe import shown
    from cleanup.report.sheet import joined

    rows = []
    for name, setting in settings.all.items():
        source = setting.source.value + (f" {shown(setting.where)}" if setting.where else "")
        rows.append((name, f"{shown(_written(setting.value)):<{_VALUE}}  {source}"))
    files = [(tr("Settings file:"), shown(file)), (tr("For the whole computer:"), shown(machine))]
    print_lines(lambda sheet: joined([sheet.terms(rows), sheet.terms(files)]))


def _written(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return "[" + ", ".join(value) + "]"
        case None:
            return tr("none")
    return str(value)
