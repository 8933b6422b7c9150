"""A scan of Windows: what it finds, what it says of it, and what it leaves alone."""

from __future__ import annotations

import base64
import ctypes
import errno
import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from limits import paths_have_an_end, stands_for_another_place

import cleanup
from cleanup.disk.system import content_if, leave, open_folder
from cleanup.disk.system.windows import calls, layouts
from cleanup.documents.scan import write_json
from cleanup.model.errors import UsageProblem

Tree = Callable[..., Path]


def scanned(*roots: Path | str) -> dict[str, Any]:
    """The document of a scan without any trouble."""
    stream = io.BytesIO()
    write_json(cleanup.scan(roots), stream)
    document: dict[str, Any] = json.loads(stream.getvalue())
    assert document["troubles"] == []
    return document


def groups(document: dict[str, Any], category: str) -> list[set[str]]:
    return [{each["path"] for each in one["files"]} for one in document["findings"] if one["category"] == category]


class Opens:
    """The names of what is opened that is no folder: to be read, and only to be asked about."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.to_read: list[str] = []
        self.to_ask: list[str] = []
        open_in = calls.open_in

        def noted(folder: int, name: str, access: int, options: int, **more: int) -> int:
            handle = open_in(folder, name, access, options, **more)
            # A name that is not there opens nothing.
            if not options & calls.FOLDER:
                (self.to_read if access & calls.READ_DATA else self.to_ask).append(name)
            return handle

        monkeypatch.setattr(calls, "open_in", noted)


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> Opens:
    return Opens(monkeypatch)


def test_equal_files_are_found_whatever_they_hold_and_are_called(tree: Tree) -> None:
    root = tree({"a.txt": "\r\n\x1a", "Ünï日本": {"b.txt": "\r\n\x1a"}, "c.txt": "\n\n\x1a", "none": "", "empty": {}})
    document = scanned(root)
    assert groups(document, "duplicates") == [{str(root / "a.txt"), str(root / "Ünï日本" / "b.txt")}]
    assert groups(document, "empty-files") == [{str(root / "none")}]
    assert groups(document, "empty-folders") == [{str(root / "empty")}]
    assert document["totals"]["apparent_bytes"] == 9


def test_names_of_one_file_are_no_copies_and_free_nothing(tree: Tree, tmp_path: Path) -> None:
    root = tree({"one": "1" * 9000, "copy": "1" * 9000})
    os.link(root / "one", root / "two")
    os.link(root / "one", tmp_path / "three")
    os.link(root / "copy", tmp_path / "other copy")
    (found,) = [one for one in scanned(root)["findings"] if one["category"] == "duplicates"]
    links = {Path(each["path"]).name: (each["links"], len(each.get("also", []))) for each in found["files"]}
    assert links == {"copy": (2, 0), "one": (3, 1)}
    assert found["reclaimable_bytes"] == 0


def test_a_second_scan_opens_only_what_was_found_to_ask_for_its_number_of_names(tree: Tree, opens: Opens) -> None:
    root = tree({"a": "same", "b": "same", "other": "else", "alone": "something of its own"})
    # Digests of what changed just now are not kept.
    time.sleep(2.05)
    first = scanned(root)
    assert sorted(opens.to_read) == ["a", "b", "other"]
    opens.to_read.clear()
    opens.to_ask.clear()
    assert groups(scanned(root), "duplicates") == groups(first, "duplicates") == [{str(root / "a"), str(root / "b")}]
    assert opens.to_read == []
    assert sorted(opens.to_ask) == ["a", "b"]


def test_to_read_a_small_file_takes_five_calls(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root, made = tree({"a": "some words"}), list[str]()

    def noted(name: str) -> Callable[..., Any]:
        call = getattr(calls, name)
        return lambda *given, **more: made.append(name) or call(*given, **more)

    folder = open_folder(str(root))
    for name in ("open_in", "open_path", "ask", "number", "short_serial", "read", "close", "path_of"):
        monkeypatch.setattr(calls, name, noted(name))
    assert content_if(folder, b"a", 10, lambda _: True) == b"some words"
    assert content_if(folder, b"a", 3, lambda seen: seen.st_size == 3) is None
    assert made == ["open_in", "ask", "read", "number", "close"] * 2
    leave(folder)


def test_what_is_only_in_the_cloud_is_counted_and_never_opened(
    tree: Tree, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"here": "same", "far": "same"})
    entries = layouts.entries

    def online(buffer: bytes, device: int) -> Any:
        for name, facts in entries(buffer, device):
            yield name, facts._replace(st_file_attributes=0x400000) if name == "far" else facts

    monkeypatch.setattr(layouts, "entries", online)
    document = scanned(root)
    assert document["coverage"]["cloud_only"]["files"] == 1
    assert document["totals"]["files"] == 1
    assert opens.to_read == opens.to_ask == []


def test_a_link_to_a_folder_is_not_entered(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"junction": {"x": "1"}, "here": "1"})
    stands_for_another_place(monkeypatch, "junction")
    assert scanned(root)["totals"]["files"] == 1
    # Nor by its name, whatever was listed.
    with pytest.raises(OSError) as refused:
        open_folder(str(root / "junction"))
    assert refused.value.errno == errno.ELOOP


def test_a_file_in_two_spellings_is_one_file(tree: Tree) -> None:
    root = tree({"Folder": {"x": "same"}})
    document = scanned(root / "Folder", str(root / "fOLDER").upper())
    assert document["scan"]["roots"] == [str(root / "Folder")]
    assert document["totals"]["files"] == 1
    assert groups(document, "duplicates") == []


@pytest.mark.skipif(not os.path.isdir("U:\\"), reason="no drive U:, which tests/windows/set-up.sh makes")
def test_files_of_one_number_on_two_drives_are_two(tmp_path: Path) -> None:
    """fclones#322, czkawka#833: the number of a file says nothing without its volume."""
    other = Path("U:\\one-number")
    other.mkdir()
    try:
        numbers: dict[Path, dict[int, Path]] = {tmp_path: {}, other: {}}
        for count in range(1000):
            for folder, known in numbers.items():
                path = folder / str(count)
                path.write_text("same")
                known[path.stat().st_ino] = path
            if both := numbers[tmp_path].keys() & numbers[other].keys():
                break
        else:
            pytest.skip("these drives number their files far apart")
        pair = [numbers[folder][min(both)] for folder in numbers]
        assert {*map(str, pair)} <= groups(scanned(tmp_path, other), "duplicates")[0]
    finally:
        rmtree(other)


@pytest.mark.parametrize("written", ["\\\\?\\{}", "{}\\", "{}/", "{}\\.\\x\\..", '{}\\"'])
def test_a_folder_can_be_written_in_many_ways(tree: Tree, written: str) -> None:
    root = tree({"x": {"y": "1"}})
    assert scanned(written.format(root))["scan"]["roots"] == [str(root)]


def test_what_says_how_a_path_is_read_is_written_with_either_separator(tree: Tree) -> None:
    root = tree({"x": "1"})
    for before in ("//?/", "\\\\.\\"):
        assert scanned(before + root.as_posix())["scan"]["roots"] == [str(root)]


def test_a_drive_letter_alone_is_where_one_stands_on_it(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"x": "1"})
    monkeypatch.chdir(root)
    assert scanned(os.path.splitdrive(root)[0])["scan"]["roots"] == [str(root)]


@pytest.mark.skipif(not os.path.isdir("U:\\"), reason="no drive U:, which tests/windows/set-up.sh makes")
def test_an_empty_drive_is_a_folder_without_names() -> None:
    assert scanned("U:\\")["totals"]["files"] == 0


def test_folders_of_the_system_are_protected_in_any_spelling(tree: Tree) -> None:
    root = tree({"$RECYCLE.bin": {"$R1": "gone"}, "here": "1"})
    assert scanned(root)["totals"]["files"] == 1
    with pytest.raises(UsageProblem, match="trash"):
        cleanup.scan(root / "$Recycle.Bin")
    for written in ("c:\\WINDOWS\\fonts", "//?/C:/Windows/fonts"):
        assert scanned(written)["totals"]["files"] == 0


def test_hidden_by_attribute_is_hidden(tree: Tree) -> None:
    root = tree({"x": "1", "y": "1"})
    assert ctypes.windll.kernel32.SetFileAttributesW(str(root / "y"), 0x2)
    assert scanned(root)["coverage"]["hidden"]["files"] == 1


def test_a_deep_path_is_walked_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "\\\\?\\" + os.path.join(tmp_path, *["folder with a long name"] * 20)
    os.makedirs(deep)
    for name in "ab":
        with open(os.path.join(deep, name), "wb") as file:
            file.write(b"deep down")
    paths_have_an_end(monkeypatch)
    assert len(groups(scanned(tmp_path), "duplicates")[0]) == 2


def test_reserved_names_are_names_like_others(tree: Tree) -> None:
    root = tree({"x": "the same"})
    for name in ("NUL", "aux.txt", "trail.", "trail "):
        with open(f"\\\\?\\{root}\\{name}", "wb") as file:
            file.write(b"the same")
    (found,) = groups(scanned(root), "duplicates")
    assert {path.rpartition("\\")[2] for path in found} == {"x", "NUL", "aux.txt", "trail.", "trail "}


def test_a_file_that_somebody_keeps_to_himself_is_told_as_in_use(tree: Tree) -> None:
    root = tree({"a": "same", "b": "same", "c": "same"})
    handle = calls.open_path(f"\\\\?\\{root}\\a", calls.READ_DATA, share=0)
    try:
        found = cleanup.scan(root)
    finally:
        calls.close(handle)
    assert {(each.path, each.code) for each in found.troubles} == {(os.fsencode(root / "a"), "EBUSY")}
    assert [len(each.files) for each in found.each_finding() if each.category == "duplicates"] == [2]


@pytest.mark.parametrize("pattern", ["{}\\out", "out\\*.txt", "{}/out/"])
def test_patterns_are_taken_as_they_are_typed_here(tree: Tree, pattern: str) -> None:
    root = tree({"out": {"x.txt": "1"}, "here": "1"})
    assert cleanup.scan(root, exclude=[pattern.format(root)]).totals.files == 1


def test_a_name_that_is_no_text_is_kept_as_it_is(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"x": ""})
    entries = layouts.entries

    def odd(buffer: bytes, device: int) -> Any:
        for name, facts in entries(buffer, device):
            yield name.replace("x", "\ud800"), facts

    monkeypatch.setattr(layouts, "entries", odd)
    monkeypatch.setattr(layouts, "names", lambda buffer: (name for name, _ in odd(buffer, 0)))
    (found,) = [one for one in scanned(root)["findings"] if one["category"] == "empty-files"]
    assert base64.b64decode(found["files"][0]["path_bytes"]) == os.fsencode(root / "\ud800")
    assert "\ud800" not in found["files"][0]["path"]
