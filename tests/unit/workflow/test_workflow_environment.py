"""Where, when and for whom the program runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.workflow.environment import Context


def test_own_folders_follow_the_platform(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Context.current().own_folders == {
        "cache": home / ".cache" / "cleanup",
        "state": home / ".local" / "state" / "cleanup",
        "config": home / ".config" / "cleanup",
    }
    for use in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{use}_HOME", f"/xdg/{use}")
    assert Context.current().state == Path("/xdg/STATE/cleanup")
    assert Context.current().settings_file == Path("/xdg/CONFIG/cleanup/config.toml")
