"""Who may change a thing, by access lists as Windows writes them."""

from __future__ import annotations

import pytest

from cleanup.disk.system.windows.sddl import may_others_change

ME = "S-1-5-21-1-2-3-1001"
OURS = f"O:{ME}D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;{ME})"


@pytest.mark.parametrize("entry", ["", "(A;;0x1200a9;;;WD)", "(A;OICIIO;GA;;;CO)", "(D;;FA;;;WD)", "(A;;FR;;;BU)"])
@pytest.mark.parametrize("folder", [True, False])
def test_reading_and_what_is_inherited_alone_change_nothing(entry: str, folder: bool) -> None:
    assert not may_others_change(OURS + entry, {ME}, folder=folder)


@pytest.mark.parametrize("right", ["FA", "GA", "WD", "WO", "SD", "0x1301bf", "RCSDWD"])
@pytest.mark.parametrize("folder", [True, False])
def test_who_may_remove_or_change_rights_may_change_it(right: str, folder: bool) -> None:
    assert may_others_change(f"{OURS}(A;;{right};;;BU)", {ME}, folder=folder)


@pytest.mark.parametrize("right", ["FW", "DC", "DCLCRPCR", "0x116"])
def test_adding_to_a_folder_changes_nothing_in_it_and_writing_to_a_file_does(right: str) -> None:
    rights = f"{OURS}(A;CI;{right};;;BU)"
    assert not may_others_change(rights, {ME}, folder=True)
    assert may_others_change(rights, {ME}, folder=False)


@pytest.mark.parametrize("rights", ["", "O:S-1-5-21-9-9-9-1002D:(A;;FA;;;SY)", f"O:{ME}", f"O:{ME}D:NO_ACCESS_CONTROL"])
def test_another_owner_or_no_list_is_open_to_others(rights: str) -> None:
    assert may_others_change(rights, {ME}, folder=True)
