"""``cleanup config``: each setting, its value, and where that comes from."""

from __future__ import annotations

from cleanup.cli import options
from cleanup.cli.exits import Exit
from cleanup.language import tr


def config(*, file: options.Config = None, form: options.PageFormat = "table", lang: options.Lang = None) -> Exit:
    """Show each setting, its value and where the value comes from."""
    from cleanup.api import load_settings
    from cleanup.cli.formats import PAGE_FORMATS
    from cleanup.cli.output import check_format
    from cleanup.cli.speaking import check_language
    from cleanup.settings import Value
    from cleanup.workflow.asking import complete, scan_request
    from cleanup.workflow.environment import Context

    check_format(form, PAGE_FORMATS)
    context = Context.current()
    settings = complete(load_settings(file or context, {"lang": lang}, machine=context.machine))
    settings.parsed("lang", check_language)
    if form == "json":
        import json

        rows = {
            name: {"value": setting.value, "source": setting.source.value, "where": setting.where}
            for name, setting in settings.all.items()
        }
        files = {"file": str(file or context.settings_file), "machine": str(context.machine)}
        print(json.dumps({"settings": rows, **files}, indent=2))
        scan_request(settings, (), context)
        return Exit.DONE

    def written(value: Value) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case tuple():
                return "[" + ", ".join(value) + "]"
            case None:
                return tr("none")
        return str(value)

    from cleanup.report.safe import shown

    names = max(map(len, settings.all))
    values = max(len(shown(written(setting.value))) for setting in settings.all.values())
    for name, setting in settings.all.items():
        source = setting.source.value + (f" {shown(setting.where)}" if setting.where else "")
        print(f"{name:<{names}}  {shown(written(setting.value)):<{values}}  {source}")
    print()
    print(tr("Settings file: {path}", path=shown(str(file or context.settings_file))))
    print(tr("Of the whole computer: {path}", path=shown(str(context.machine))))
    # A value that cannot be used is told now, and not only by the next scan.
    scan_request(settings, (), context)
    return Exit.DONE
