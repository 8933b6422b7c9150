"""Settings: which source wins, what each kind of value takes, and how a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.api import load_settings
from cleanup.model.errors import DocumentProblem, UsageProblem
from cleanup.model.quantity import parse_size
from cleanup.settings import DEFAULTS, ChoiceOptions, ScanOptions, Setting, Source, Value
from cleanup.workflow.asking import complete
from cleanup.workflow.environment import Context


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the settings file would be."""
    return tmp_path / "config.toml"


def test_defaults() -> None:
    settings = load_settings(None, {}, {})
    assert {name: setting.value for name, setting in settings.all.items()} == DEFAULTS
    assert {setting.source for setting in settings.all.values()} == {Source.DEFAULT}
    assert (complete(settings).all["large"], complete(settings).all["stale"]) == (
        Setting("100MB", Source.DEFAULT, ""),
        Setting("1y", Source.DEFAULT, ""),
    )


def test_a_stronger_source_wins(file: Path) -> None:
    file.write_text("large = '1GB'\nstale = '1d'\nmin-size = '1kB'\n")
    environment = {"CLEANUP_LARGE": "2GB", "CLEANUP_STALE": "2d"}
    settings = load_settings(file, {"large": "3GB", "stale": None, "only": ()}, environment)
    assert settings.all["large"] == Setting("3GB", Source.FLAG, "--large")
    assert settings.all["stale"] == Setting("2d", Source.ENVIRONMENT, "CLEANUP_STALE")
    assert settings.all["min-size"] == Setting("1kB", Source.FILE, str(file))
    assert settings.all["only"] == Setting((), Source.DEFAULT, "")


def test_a_flag_that_is_off_is_a_flag() -> None:
    assert load_settings(None, {"binary": False}, {"CLEANUP_BINARY": "1"}).values.binary is False


def test_every_kind_of_value_in_the_file(file: Path) -> None:
    file.write_text("jobs = 3\nall = true\nlarge = '5'\nexclude = ['*.iso', 'a,b']\ninclude = []\n")
    settings = load_settings(file, {}, {})
    assert settings.values.jobs == 3
    assert settings.values.all is True
    assert settings.parsed("large", parse_size) == 5
    assert settings.values.exclude == ("*.iso", "a,b")
    assert settings.values.include == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("larg = '1GB'", "unknown key “larg”; did you mean “large”?"),
        ("zzz = 1", "unknown key “zzz”; there are: only, skip, large,"),
        ("[scan]\nlarge = '1GB'", "unknown key “scan”"),
        ("large = ", "The settings file is not TOML: "),
        ("large = '1'\nlarge = '2'", "The settings file is not TOML: "),
        ("large = 5", "“large” in the settings file: “5” is not text in quotes."),
        ("top = 'ten'", "“top” in the settings file: “ten” is not a whole number from 0 to 1,000,000."),
        ("top = 1.5", "“top” in the settings file: “1.5” is not a whole number from 0 to "),
        ("jobs = true", "“jobs” in the settings file: “True” is not a whole number from 0 to "),
        ("binary = 1", "“binary” in the settings file: “1” is not true or false."),
        ("exclude = '*.iso'", "“exclude” in the settings file: “*.iso” is not a list of quoted texts."),
        ("exclude = [1]", "“exclude” in the settings file: “[1]” is not a list of quoted texts."),
        ('"{0.x} {name}" = 1', "“{0.x} {name}”"),
        (b"large = '\xff'", "The settings file is not TOML: "),
        ("stale = 2024-01-01", "“stale” in the settings file: “2024-01-01” is not text in quotes."),
    ],
)
def test_a_wrong_file(content: str | bytes, told: str, file: Path) -> None:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DocumentProblem) as problem:
        load_settings(file, {}, {})
    assert told in problem.value.message
    assert str(file) in problem.value.hint


def test_a_file_that_is_named_must_be_there(file: Path) -> None:
    with pytest.raises(DocumentProblem, match="cannot be read: No such file"):
        load_settings(file, {}, {})
    context = Context.inside(file.parent, file.parent)
    assert load_settings(context, {}, {}) == load_settings(None, {}, {})


YES_AND_NO = {"1": True, "true": True, "YES": True, "on": True, "0": False, "False": False, "no": False, "OFF": False}


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        *(("CLEANUP_ALL", text, "all", value) for text, value in YES_AND_NO.items()),
        ("CLEANUP_ONLY", " large, stale ,,", "only", ("large", "stale")),
        ("CLEANUP_MIN_SIZE", "2B", "min-size", "2B"),
        ("CLEANUP_CROSS_MOUNTS", "1", "cross-mounts", True),
    ],
)
def test_a_value_in_the_environment(variable: str, text: str, name: str, value: Value) -> None:
    settings = load_settings(None, {}, {variable: text, "CLEANUP_LARGE": "", "CLEANUP_X": "1"})
    assert settings.all[name] == Setting(value, Source.ENVIRONMENT, variable)
    assert complete(settings).all["large"].source is Source.DEFAULT


@pytest.mark.parametrize(
    ("options", "variable", "told"),
    [
        ({"jobs": "300"}, {}, "--jobs: “300” is not a whole number from 0 to 256."),
        ({"jobs": -1}, {}, "--jobs: “-1” is not a whole number from 0 to 256."),
        ({}, {"CLEANUP_ALL": "perhaps"}, "CLEANUP_ALL: “perhaps” is not true or false."),
        ({}, {"CLEANUP_TOP": "ten"}, "CLEANUP_TOP: “ten” is not a whole number from 0 to 1,000,000."),
    ],
)
def test_a_wrong_value_names_its_place(options: dict[str, Value], variable: dict[str, str], told: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        load_settings(None, options, variable)
    assert problem.value.message == told


def test_a_value_that_cannot_be_parsed_names_its_place(file: Path) -> None:
    file.write_text("large = 'huge'\n")
    settings = load_settings(file, {"min-size": "tiny", "choose": ("no",)}, {"CLEANUP_STALE": "old"})

    def refuse(names: tuple[str, ...]) -> None:
        raise UsageProblem(f"“{names[0]}” is wrong", "")

    with pytest.raises(DocumentProblem, match="“large” in the settings file: “huge” is not a size"):
        settings.parsed("large", parse_size)
    with pytest.raises(UsageProblem, match="--min-size: “tiny” is not a size"):
        settings.parsed("min-size", parse_size)
    with pytest.raises(UsageProblem, match="CLEANUP_STALE: “old” is not a size"):
        settings.parsed("stale", parse_size)
    with pytest.raises(UsageProblem, match="--only: “no” is wrong"):
        settings.parsed("choose", refuse)


def test_options_in_python_are_the_settings() -> None:
    names = [*ScanOptions.__annotations__, *ChoiceOptions.__annotations__]
    assert names == [name.replace("-", "_") for name in complete(load_settings(None, {}, {})).all][: len(names)]
