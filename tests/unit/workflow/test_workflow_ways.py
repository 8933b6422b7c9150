"""Who moves: what can be asked for on this system, and what is said where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.api import load_settings, trash
from cleanup.cli.commands import doctor
from cleanup.model.errors import DocumentProblem, UsageProblem
from cleanup.model.way import SYSTEM, TO_TRASH, Way
from cleanup.workflow import ways
from cleanup.workflow.ways import way_by, way_of
from support.moving import Mover


@pytest.fixture
def system_mover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "HAS_SYSTEM_MOVER", True)


def test_the_default_is_our_own(mover: Mover) -> None:
    assert way_of(load_settings(mover.context, {})) == TO_TRASH


def test_the_settings_file_can_ask_for_the_systems(mover: Mover, system_mover: None) -> None:
    mover.context.settings_file.parent.mkdir(parents=True, exist_ok=True)
    mover.context.settings_file.write_text('mover = "system"')
    assert way_of(load_settings(mover.context, {}), Path("/x")) == Way(Path("/x"), SYSTEM)
    mover.context.settings_file.write_text('mover = "sistem"')
    with pytest.raises(DocumentProblem) as refused:
        way_of(load_settings(mover.context, {}))
    assert "“mover” in the settings file: there is no mover “sistem”." in refused.value.message
    assert "Did you mean “system”?" in refused.value.hint


def test_on_linux_there_is_only_our_own(mover: Mover, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem) as refused:
        way_by(SYSTEM)
    assert "for Windows and macOS, and this is linux" in refused.value.message
    letter = tmp_path / "letter"
    letter.write_text("x")
    with pytest.raises(UsageProblem):
        trash(str(letter), mover=SYSTEM, context=mover.context)
    assert letter.exists()


def test_doctor_says_that_such_a_setting_cannot_be_used(mover: Mover) -> None:
    mover.context.settings_file.parent.mkdir(parents=True, exist_ok=True)
    mover.context.settings_file.write_text('mover = "system"')
    (settings,) = [check for check in doctor._folders(mover.context) if check.check == "settings"]
    assert not settings.ok and "“mover” in the settings file" in settings.found


def test_what_is_no_mover_names_those_there_are() -> None:
    with pytest.raises(UsageProblem) as refused:
        way_by("finder")
    assert refused.value.hint == "Choose one of: own, system."
