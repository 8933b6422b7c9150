"""What the files of a folder belong to: one whole of each kind, with something beside it that looks like one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.disk.rules.belongings import Belongings
from cleanup.disk.rules.protected import load_protection
from cleanup.disk.rules.tables import read_rules
from cleanup.model.belonging import Belonging

RULES = read_rules("wholes.toml")
# For each rule what is made in a home, the folder that is asked about, and one that is no such whole.
KINDS: dict[str, tuple[list[str], str, str]] = {
    "backups": (["s/Backups.backupdb/2024/a", "s/b"], "s/Backups.backupdb/2024", "s"),
    "backup-repository": (["r/config", "r/data/0", "r/index", "r/keys/k", "r/snapshots/s", "q/config"], "r/data", "q"),
    "phone-backup": (["p/Manifest.db", "p/Info.plist", "q/Info.plist"], "p", "q"),
    "settings": ([".config/x/a", "Documents/bin/a"], ".config/x", "Documents/bin"),
    "mail-and-profiles": (["m/Inbox.msf", "q/Inbox.txt"], "m", "q"),
    "virtual-machine": (["v/win.vmdk", "v/win.vmx", "q/win.txt"], "v", "q"),
    "container": (["c/etc/a", "c/usr/a", "c/bin/a", "q/etc/a"], "c/usr", "q"),
    "game": (["g/steamapps/common/x/a", "q/steam/x"], "g/steamapps/common/x", "g"),
    "program": (["p/tool.exe", "p/tool.dll", "p/licence/a", "q/tool.exe"], "p/licence", "q"),
    "sdk": (["s/bin/cc", "s/include/a.h", "q/bin/a"], "s/include", "q"),
    "package-store": (["p/gems/x/a", "p/a"], "p/gems/x", "p"),
    "build-tree": (["b/DerivedData/x/a", "b/a"], "b/DerivedData/x", "b"),
    "build-folder": (["b/a.csproj", "b/out/x", "c/out/x"], "b/out", "c/out"),
    "torrent": (["t/film.mkv.!qB", "q/film.mkv"], "t", "q"),
    "synced": (["Dropbox/Photos/a", "Documents/Drop box/a"], "Dropbox/Photos", "Documents/Drop box"),
    "public": (["Öffentlich/a", "Documents/Öffentlich/a"], "Öffentlich", "Documents/Öffentlich"),
    "shared": (["Shared with Tom/a", "Sharedwood/a"], "Shared with Tom", "Sharedwood"),
    "camera-card": (["c/DCIM/100CANON/a", "c/1000CANON/a"], "c/DCIM/100CANON", "c/1000CANON"),
    "camera-card-films": (["c/BPAV/CLPR/a", "c/b", "q/CLPR/a"], "c", "q"),
    "disc": (["Videos/VIDEO_TS/a.vob", "Videos/VIDEO/a"], "Videos/VIDEO_TS", "Videos/VIDEO"),
    "disc-files": (["d/a.vob", "d/a.ifo", "q/a.vob"], "d", "q"),
    "catalogue": (["Books/metadata.db", "Books/Author/a", "Bookshelf/Author/a"], "Books/Author", "Bookshelf/Author"),
    "developed-photos": (["Pictures/d/a.cr2", "Pictures/d/a.cr2.xmp", "Pictures/q/a.cr2"], "Pictures/d", "Pictures/q"),
    "version-control": (["w/.git/HEAD", "w/src/a", "q/git/HEAD"], "w/src", "q"),
    "project": (["w/Cargo.toml", "w/src/a", "q/cargo.txt"], "w/src", "q"),
    "game-project": (["g/project.godot", "g/art/a", "q/project.txt"], "g/art", "q"),
    "audio-project": (["s/song.als", "s/Imported/a.wav", "q/song.wav"], "s/Imported", "q"),
    "video-project": (["f/film.kdenlive", "f/clips/a", "q/film.mp4"], "f/clips", "q"),
    "cad": (["k/board.kicad_pro", "k/lib/a", "q/board.pdf"], "k/lib", "q"),
    "map": (["m/town.qgz", "m/layers/a", "q/town.png"], "m/layers", "q"),
    "typesetting": (["t/thesis.tex", "t/figures/a.png", "q/figures/a.png"], "t/figures", "q/figures"),
    "notebook": (["n/study.ipynb", "n/raw/a.csv", "q/raw/a.csv"], "n/raw", "q/raw"),
    "web-site": (["w/index.html", "w/css/a.css", "w/pics/a.jpg", "q/index.html"], "w/pics", "q"),
    "saved-page": (["d/a.html", "d/a_files/b.png", "d/tax_files/b.pdf"], "d/a_files", "d/tax_files"),
    "data-set": (["d/SHA256SUMS", "d/part1/a", "q/sums.txt"], "d/part1", "q"),
    "measurements": (["m/run.dat", "m/run(1).dat", "q/run.csv"], "m", "q"),
    "fonts": (["Documents/Fonts/a.ttf", "Documents/Fontsize/a"], "Documents/Fonts", "Documents/Fontsize"),
    "templates": (["Vorlagen/letter.odt", "Documents/Vorlagen/a"], "Vorlagen", "Documents/Vorlagen"),
}  # fmt: skip


def make(home: Path, *names: str) -> None:
    for name in names:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).touch()


@pytest.fixture
def owner(tmp_path: Path) -> Path:
    """The home of somebody who has the usual folders."""
    made = tmp_path / "home" / "ana"
    for name in ("Desktop", "Documents", "Downloads", "Pictures"):
        (made / name).mkdir(parents=True)
    return made


def asked(home: Path, *roots: Path) -> Belongings:
    return Belongings(str(home), [os.fsencode(root) for root in roots or (home,)], load_protection(str(home), []))


def told(belongings: Belongings, folder: Path) -> Belonging:
    return belongings(os.fsencode(folder))


def test_each_rule_has_an_example_here() -> None:
    assert list(KINDS) == list(RULES)


@pytest.mark.parametrize("rule", KINDS)
def test_whole_of_each_kind_and_what_looks_like_one(rule: str, owner: Path) -> None:
    names, inside, beside = KINDS[rule]
    make(owner, *names)
    belongings = asked(owner)
    whole = told(belongings, owner / inside).whole
    assert whole is not None
    assert whole.rule == rule
    assert whole.stands == RULES[rule].stands
    other = told(belongings, owner / beside).whole
    assert other is None or other.rule != rule
    assert told(belongings, owner).whole is None


def test_marks_right_in_a_home_an_inbox_or_a_shelf_make_no_whole_of_it(owner: Path) -> None:
    make(owner, ".git/HEAD", "package.json", "Downloads/setup.exe", "Downloads/a.dll", "Downloads/index.html")
    make(owner, "Downloads/css/a.css", "Documents/letter.tex", "Desktop/SHA256SUMS", "Documents/work/a")
    belongings = asked(owner)
    for name in ("", "Downloads", "Desktop", "Documents", "Documents/work"):
        assert told(belongings, owner / name).whole is None


def test_repository_of_documents_and_a_synced_inbox_count(owner: Path) -> None:
    make(owner, "Documents/.git/HEAD", "Downloads/.stfolder/x")
    belongings = asked(owner)
    assert told(belongings, owner / "Documents").whole is not None
    synced = told(belongings, owner / "Downloads")
    assert synced.whole is not None
    assert synced.loose


def test_marks_above_the_scanned_folder_count(owner: Path) -> None:
    make(owner, "work/client/.git/HEAD", "work/client/art/logos/a")
    whole = told(asked(owner, owner / "work/client/art"), owner / "work/client/art/logos").whole
    assert whole is not None
    assert whole.top == os.fsencode(owner / "work/client")


def test_project_in_a_synced_folder_is_one_for_itself_and_packages_in_it_do_not_stand(owner: Path) -> None:
    make(
        owner,
        "Dropbox/site/.git/HEAD",
        "Dropbox/site/node_modules/x/a",
        "Dropbox/site/docs/index.html",
        "Dropbox/site/docs/css/a",
    )
    belongings = asked(owner)
    docs, packages = (told(belongings, owner / "Dropbox/site" / name).whole for name in ("docs/css", "node_modules/x"))
    assert docs is not None
    assert packages is not None
    assert (docs.rule, docs.top, docs.stands) == ("version-control", os.fsencode(owner / "Dropbox/site"), True)
    assert not packages.stands


def test_folder_that_cannot_be_listed_is_known_by_its_name(owner: Path) -> None:
    belongings = asked(owner)
    assert told(belongings, owner / "Documents" / "gone").whole is None
    assert told(belongings, owner / "Dropbox" / "gone").whole is not None
    (owner / "Documents" / "link").symlink_to("/usr")
    assert told(belongings, owner / "Documents" / "link").whole is None


def test_system_is_a_whole(owner: Path) -> None:
    whole = told(asked(owner), Path("/usr/share/doc")).whole
    assert whole is not None
    assert not whole.stands


def test_every_rule_says_what_and_why() -> None:
    for name, rule in RULES.items():
        assert rule.what, name
        assert rule.why.endswith("."), name
