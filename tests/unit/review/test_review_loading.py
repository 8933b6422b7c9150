"""The page is loaded without what it does not need before somebody moves: it would come later, and take memory."""

from __future__ import annotations

import subprocess
import sys

LOADS = """
import sys
import cleanup.cli.review_plans, cleanup.cli.reviewing, cleanup.workflow.reviewing
from cleanup.review.loading import load_page
load_page()
import asyncio, cleanup.review.page
print(*sys.modules)
"""
LATER = ("ssl", "cleanup.act.guard", "cleanup.act.movers.registry", "cleanup.report.plan_page", "cleanup.review.plain")


def test_the_page_is_loaded_without_what_moves_asks_or_encrypts() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, check=True, text=True)
    loaded = done.stdout.split()
    assert "textual.app" in loaded
    assert [name for name in LATER if name in loaded] == []


def test_who_encrypts_afterwards_can() -> None:
    code = "from cleanup.review.loading import load_page; load_page(); import ssl; print(ssl.OPENSSL_VERSION)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()
