"""Folders that hold the same: what makes two of them differ, what of them is told, and what goes by default."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.model.category import Proof
from cleanup.model.choice import Choice
from cleanup.model.finding import GOES
from cleanup.model.plan import Plan
from cleanup.model.scan import Scan
from cleanup.model.thing import Things
from cleanup.plan.steps import choose_steps
from cleanup.workflow import planning
from support.looking import below, occupied, scan
from support.moving import Mover, ends
from support.scripts import change, link
from support.selecting import EveryCopy

Tree = Callable[..., Path]
NAME = "duplicate-folders"
ALBUM = {"a.jpg": "1" * 3000, "empty": "", "deep": {"er": {"b": "2", "none": {}}}}


def found_in(*roots: Path, own: Path, everything: bool = True, **selection: object) -> Scan:
    return scan(roots, own, everything=everything, selection=selection)


def groups(found: Scan, root: Path) -> set[frozenset[str]]:
    """The folders of each group, by their paths in a root."""
    return {
        frozenset(below(file.path, root) for file in finding.files)
        for finding in found.each_finding()
        if finding.category == NAME
    }


@pytest.fixture
def root(tree: Tree) -> Path:
    made = tree({"one": ALBUM, "two": {"inner": ALBUM}, "more": {"x": "nothing like it"}})
    for each in ("one", "two/inner"):
        link(made / each / "link", "a.jpg")
    return made


def test_the_topmost_folders_are_told_in_one_line(root: Path, tmp_path: Path) -> None:
    found = found_in(root, own=tmp_path)
    assert groups(found, root) == {frozenset({"one", "two/inner"})}
    (finding,) = [each for each in found.each_finding() if each.category == NAME]
    assert (finding.certainty.value, finding.digest is not None) == ("exact", True)
    # Its files are no copies of their own, and each byte counts once.
    assert not [each for each in found.each_finding() if each.category == "duplicates"]
    freed = occupied(root / "one", *(root / "one").rglob("*"))
    assert found.savings.total.reclaimable_bytes == freed == finding.reclaimable_bytes


@pytest.mark.parametrize(
    "script",
    [
        "echo x > one/new", "mkdir one/deep/new", "rm one/a.jpg", "mv one/a.jpg one/B.jpg", "echo 3 > one/deep/er/b",
        "rmdir one/deep/er/none", "ln -sf empty one/link", "rm one/link; cp one/a.jpg one/link", "echo x > one/.hidden",
        "mkfifo one/pipe; mkfifo two/inner/pipe", "echo > one/x.part; cp one/x.part two/inner", "rm one/empty",
        "ln one/a.jpg one/again; ln two/inner/a.jpg two/inner/again", "ln -f one/a.jpg two/inner/a.jpg",
        "ln -f one/a.jpg more/a.jpg", "rm one/empty; mkdir one/empty",
    ],
)  # fmt: skip
def test_what_makes_folders_differ_or_is_not_known(root: Path, tmp_path: Path, script: str) -> None:
    change(root, script)
    assert frozenset({"one", "two/inner"}) not in groups(found_in(root, own=tmp_path), root)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Telegram Desktop", False), ("Téléchargements", False), ("Downloads/Signal", False), ("inner/Signal", True),
        ("Telegram Desktop/Trip", True),
    ],
)  # fmt: skip
def test_where_things_arrive_is_told_file_by_file(tree: Tree, tmp_path: Path, name: str, is_one: bool) -> None:
    root = tree({"filed": ALBUM, "two": {name: ALBUM}})
    assert (frozenset({"filed", f"two/{name}"}) in groups(found_in(root, own=tmp_path), root)) is is_one


@pytest.mark.parametrize("script", ["touch -d @1 one/a.jpg one", "chmod 400 one/a.jpg", "true"])
def test_times_and_rights_are_not_compared(root: Path, tmp_path: Path, script: str) -> None:
    change(root, script)
    assert groups(found_in(root, own=tmp_path), root) == {frozenset({"one", "two/inner"})}


@pytest.mark.parametrize("only", [False, True])
@pytest.mark.parametrize(("script", "are_equal"), [
    ("echo x > one/.DS_Store; cp one/.DS_Store two/inner", True), ("echo x > one/.DS_Store", False),
    ("echo x > one/.DS_Store; echo y > two/inner/.DS_Store", False),
    ("echo x > one/deep/.DS_Store; cp one/deep/.DS_Store two/inner/deep", True),
    ("mkdir one/.DS_Store two/inner/.DS_Store", False), ("echo > one/x.DS_Store; echo > one/.x.DS_Store", False),
])  # fmt: skip
def test_icons_of_a_mac_are_files_like_others(
    root: Path, tmp_path: Path, script: str, are_equal: bool, only: bool
) -> None:
    change(root, script)
    named = {"categories": (NAME,)} if only else {}
    found = scan([root], tmp_path, everything=False, **named)
    assert (frozenset({"one", "two/inner"}) in groups(found, root)) is are_equal


@pytest.mark.parametrize("script", ["echo x > one/.hidden", "mkdir one/.git", "mkdir one/node_modules one/deep/.venv"])
def test_what_was_not_looked_into_equals_nothing(root: Path, tmp_path: Path, script: str) -> None:
    """In both alike, since nobody knows."""
    change(root, script + ";" + script.replace("one/", "two/inner/"))
    found = groups(found_in(root, own=tmp_path, everything=False), root)
    assert frozenset({"one", "two/inner"}) not in found


def test_filtered_files_count_as_not_seen(root: Path, tmp_path: Path) -> None:
    for options in ({"min_size": 2}, {"exclude": ("*.jpg",)}):
        assert frozenset({"one", "two/inner"}) not in groups(found_in(root, own=tmp_path, **options), root)


def test_a_folder_that_cannot_be_read_or_has_a_drive_in_it_equals_nothing(root: Path, tmp_path: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip("mounts: root only")
    for side in ("one", "two/inner"):
        subprocess.run(["mount", "-t", "tmpfs", "none", root / side / "deep" / "er" / "none"], check=True)
    try:
        assert frozenset({"one", "two/inner"}) not in groups(found_in(root, own=tmp_path), root)
    finally:
        for side in ("one", "two/inner"):
            subprocess.run(["umount", root / side / "deep" / "er" / "none"], check=True)


def test_the_same_folder_through_another_mount_is_not_another(root: Path, tmp_path: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip("mounts: root only")
    change(root, "rm -r two; mkdir two view")
    subprocess.run(["mount", "--bind", root / "one", root / "view"], check=True)
    try:
        assert not groups(found_in(root, own=tmp_path, cross_mounts=True), root)
    finally:
        subprocess.run(["umount", root / "view"], check=True)


def test_empty_folders_are_no_copies(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a": {"x": "", "y": {}}, "b": {"x": "", "y": {}}})
    assert not groups(found_in(root, own=tmp_path), root)


def test_a_folder_that_equals_a_part_of_itself(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a": {"f": "1" * 5000}})
    change(root, "cp -r a copy; mv copy a/a")
    assert not groups(found_in(root, own=tmp_path), root)
    change(root, "cp -r a/a b")
    assert groups(found_in(root, own=tmp_path), root) == {frozenset({"a/a", "b"})}


def test_a_folder_around_albums_that_are_filed_does_not_hide_which_one_stays(tree: Tree, tmp_path: Path) -> None:
    """What waits to be sorted equals the backup; but the album itself stands in both, and in its own place."""
    album, other = {"a.jpg": "1" * 5000}, {"b.jpg": "2" * 5000}
    home = tree({
        "Pictures": {"Rome": album, "Oslo": other, "sort me": {"Rome": album, "Oslo": other}},
        "Backup laptop": {"Pictures": {"Rome": album, "Oslo": other}},
        "Documents": {}, "Downloads": {}, "Music": {},
    })  # fmt: skip
    found = found_in(home, own=tmp_path / "own", everything=False)
    around = ("Pictures", "Backup laptop/Pictures", "Pictures/sort me")
    assert groups(found, home) == {frozenset(f"{each}/{name}" for each in around) for name in ("Rome", "Oslo")}
    for finding in found.each_finding():
        if finding.category == NAME and finding.keeper is not None:
            stays = below(finding.files[finding.keeper].path, home)
            assert stays in {"Pictures/Rome", "Pictures/Oslo"}


def test_groups_that_overlap_lean_on_what_stays(tree: Tree, tmp_path: Path, mover: Mover) -> None:
    """What goes with a folder keeps nothing: of the others, one stays."""
    inner = {"x": {"f": "1" * 5000}}
    root = tree({"A": {**inner, "g": "2" * 5000}, "B": {**inner, "g": "2" * 5000}, "C": inner})
    for number in range(4):
        found = found_in(root, own=tmp_path)
        steps, _left = choose_steps(found, EveryCopy((NAME,)), lambda _: "")
        paths = {below(step.path, root) for step in steps}
        assert len(paths) == 2
        assert len(paths & {"A", "B"}) == 1
        assert {step.proof for step in steps} == {Proof.SAME_TREE}
        for step in steps:
            assert step.keeper is not None
            assert not any(step.keeper.path.startswith(other.path + b"/") for other in steps)
        change(root, f"touch -d @{number * 7 % 5} A B A/x; touch -d @{number * 3 % 7} B/x C A/x/f")


def test_an_inbox_folder_whose_all_is_filed_goes_and_comes_back(home: Path, mover: Mover) -> None:
    for folder in ("Pictures", "Downloads", "Backup laptop"):
        (home / folder / "Trip" / "raw").mkdir(parents=True)
        (home / folder / "Trip" / "a.jpg").write_bytes(b"1" * 5000)
        (home / folder / "Trip" / "raw" / "b.jpg").write_bytes(b"2" * 5000)
        (home / folder / "Trip" / "link").symlink_to("a.jpg")
    (home / "Pictures" / "other.jpg").write_bytes(b"3" * 5000)
    found = found_in(home, own=home, everything=False)
    assert goes(found) == {str(home / "Downloads" / "Trip")}
    os.utime(home / "Downloads" / "Trip" / "raw", ns=(10**18, 10**18))
    run = mover.carry_out(default_plan(found, mover))
    assert ends(run) == {"Trip": "done"}
    assert not (home / "Downloads" / "Trip").exists()
    mover.undo()
    back = home / "Downloads" / "Trip"
    assert (back / "raw").stat().st_mtime_ns == 10**18
    assert os.readlink(back / "link") == "a.jpg"
    assert (back / "raw" / "b.jpg").read_bytes() == b"2" * 5000


@pytest.mark.parametrize(
    "script",
    [
        "for f in Pictures Downloads; do mkdir $f/Trip/app; echo '[package]' > $f/Trip/app/Cargo.toml; done",
        "for f in Pictures Downloads; do echo > $f/Trip/start.sh; done",
        "ln -s $PWD/Downloads/Trip/a.jpg Pictures/link", "ln -s $PWD/Downloads/Trip Pictures/link",
        "mkdir Downloads/more; mv Downloads/Trip Downloads/more", "rm -r Pictures; cp -r Downloads/Trip Downloads/Two",
        "mkdir 'Backup laptop'; mv Pictures/Trip 'Backup laptop'",
    ],
)  # fmt: skip
def test_what_is_not_plainly_one_too_many_is_asked_about(home: Path, script: str) -> None:
    for folder in ("Pictures", "Downloads"):
        (home / folder / "Trip").mkdir(parents=True)
        (home / folder / "Trip" / "a.jpg").write_bytes(b"1" * 5000)
    (home / "Pictures" / "other.jpg").write_bytes(b"3" * 5000)
    assert goes(found_in(home, own=home, everything=False)) == {str(home / "Downloads" / "Trip")}
    change(home, script)
    assert not goes(found_in(home, own=home, everything=False))


def goes(found: Scan) -> set[str]:
    """The folders that go by default."""
    (each,) = [each for each in found.findings if each.category.name == NAME]
    members = each.members[each.verdicts() == GOES]
    return {os.fsdecode(path) for path in Things(found.inventory).paths(members)}


def default_plan(found: Scan, mover: Mover) -> Plan:
    return planning.plan_of_scan(found, Choice(), mover.context)


@pytest.mark.parametrize("seed", range(12))
def test_the_same_as_an_independent_look(tmp_path: Path, seed: int) -> None:
    """Random trees, with whole folders copied here and there, beside a look that shares no code with ours."""
    root = tmp_path / "tree"
    _random_tree(root, random.Random(seed))
    found = found_in(root, own=tmp_path / "own")
    ours = groups(found, root)
    going = [
        below(file.path, root) + "/"
        for finding in found.each_finding()
        if finding.category == NAME
        for number, file in enumerate(finding.files)
        if number != finding.keeper
    ]
    # What lies in a folder that would go is not told once more.
    theirs = {frozenset(each for each in group if not each.startswith(tuple(going))) for group in _independent(root)}
    assert ours == {group for group in theirs if len(group) > 1}


def _random_tree(root: Path, chance: random.Random) -> None:
    folders = [root]
    root.mkdir()
    for number in range(40):
        folder = chance.choice(folders)
        match chance.randrange(5):
            case 0 | 1:
                inner = folder / f"d{chance.randrange(4)}"
                inner.mkdir(exist_ok=True)
                folders.append(inner)
            case 2:
                content = b"%d" % chance.randrange(3) * chance.choice([0, 1, 50])
                (folder / f"f{chance.randrange(3)}").write_bytes(content)
            case 3:
                name = folder / f"l{chance.randrange(2)}"
                if not name.is_symlink():
                    link(name, chance.choice(["f0", "f1"]))
            case 4:
                other = chance.choice(folders)
                if folder != other and folder not in other.parents and other not in folder.parents:
                    target = other / f"c{number}"
                    shutil.copytree(folder, target, symlinks=True)
                    folders.append(target)


def _independent(root: Path) -> set[frozenset[str]]:
    """All groups of equal folders with a byte in them, the topmost only, by comparing whole contents as text."""

    def contents(folder: Path) -> tuple[str, int]:
        parts, size = [], 0
        for path in sorted(folder.iterdir()):
            if path.is_symlink():
                parts.append((path.name, "link", os.readlink(path)))
            elif path.is_dir():
                inner, more = contents(path)
                parts.append((path.name, "folder", inner))
                size += more
            else:
                parts.append((path.name, "file", path.read_text()))
                size += path.stat().st_size
        return repr(parts), size

    alike = defaultdict(set)
    for folder in [path for path in root.rglob("*") if path.is_dir() and not path.is_symlink()]:
        text, size = contents(folder)
        if size:
            alike[text].add(folder)
    several = [each for each in alike.values() if len(each) > 1]
    # What says no more than the group of the folders above it is left out.
    shown = [each for each in several if not any({folder.parent for folder in each} <= other for other in several)]
    return {frozenset(folder.relative_to(root).as_posix() for folder in each) for each in shown}
