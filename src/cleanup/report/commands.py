"""The commands that pages suggest: each names the scan it is about, or the folders."""

from __future__ import annotations

import os
from collections.abc import Collection

from cleanup.language import tr
from cleanup.model.paths import quoted_for_shell
from cleanup.model.scan import Scan
from cleanup.report.style import PageStyle

Commands = list[tuple[str, str]]
"""What to type, and what for."""


def command(name: str, *words: str) -> str:
    """A command of ours, quoted for a shell; "" if a word is empty or cannot be shown the way it would be typed."""
    typed = " ".join(["cleanup", name, *map(quoted_for_shell, words)])
    return typed if all(words) and typed.isprintable() else ""


def after_scan(scan: Scan, style: PageStyle) -> Commands:
    """What to do with a scan."""
    name, found = name_of_scan(scan, style), scan.savings.total.files
    if found and not name:
        return [("cleanup doctor", tr("find out why this scan is not remembered"))]
    offered: Commands = []
    if scan.savings.moved_since.files:
        offered += scan_again(scan.roots, tr("look again"), *style.scan_options)
    if scan.savings.safe.files and not scan.options.get("all"):
        offered.append((command("trash", "--scan", name), tr("move the safe ones; asks first")))
    if found:
        offered.append((command("review", name), tr("decide about the rest") if offered else tr("choose what goes")))
        if style.full:
            offered.append((command("report", name, "-f", "csv", "-o", "all.csv"), tr("all of them as a spreadsheet")))
        else:
            offered.append((command("report", name, "-v"), tr("kinds of files, biggest findings")))
    elif not scan.options.get("all") and (scan.coverage.protected.files or scan.coverage.hidden.files):
        more = ("--all", *style.scan_options)
        offered += scan_again(scan.roots, tr("look into hidden and protected places too"), *more)
    return [(text, purpose) for text, purpose in offered if text]


def scan_again(roots: Collection[bytes], purpose: str, *options: str) -> Commands:
    """Scan these folders again, if they can be typed: with other folders it would be another scan."""
    text = command("scan", *options, *map(os.fsdecode, roots)) if roots else ""
    return [(text, purpose)] if text else []


def name_of_scan(scan: Scan, style: PageStyle) -> str:
    """What a command calls a scan, "" if it is not remembered."""
    return scan.id if style.scan_name is None else style.scan_name
