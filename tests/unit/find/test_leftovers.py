"""Leftovers by the rows of the table of junk: for each that can be made here, a true case and a near miss."""

from __future__ import annotations

import os
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleanup.disk.rules.leftovers import Choosing, found_at_home, leftover_rules, own_rules
from cleanup.find.finder import ready
from cleanup.find.leftovers import Leftovers
from cleanup.model.choice import Choice
from cleanup.model.errors import DocumentProblem
from cleanup.model.finding import Ruling, Verdict
from cleanup.workflow import planning
from support.ages import make_old
from support.holding import held_open
from support.looking import below, groups_of, scan
from support.moving import Mover, WarningList

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
ELF_CORE = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<H", 4) + bytes(500)
ELF_PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<H", 2) + bytes(500)
OWNER = b"\x04anna" + b" " * 157
LOCK = b",anna,host,01.02.2024 10:11,file:///home/anna;\n"
SWAP = b"b0VIM 9.0" + bytes(1015)
UNSAVED = SWAP[:1007] + b"\x55" + SWAP[1008:]
NO_FORK = b"\0\x05\x16\x07" + bytes(20) + struct.pack(">HIII", 1, 9, 38, 4) + b"info"
FORK = b"\0\x05\x16\x07" + bytes(20) + struct.pack(">HIII", 1, 2, 38, 4) + b"font"
THUMB = b"\x89PNG\r\n\x1a\n....tEXtThumb::URI\0file:///x....tEXtThumb::MTime\0001"
TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n"
MD5 = "0123456789abcdef" * 2
HIDDEN = ".cache/thumbnails/normal"

# Of each: what there is, path by path; and which of it is meant. Later ones are newer.
TRUE: dict[str, tuple[dict[str, bytes], str]] = {
    "1 chrome": ({"Music/film.mkv.crdownload": b"so far"}, "Music/film.mkv.crdownload"),
    "2 chrome without name": ({"Downloads/.com.google.Chrome.aB3xYz": b"x"}, "Downloads/.com.google.Chrome.aB3xYz"),
    "3 firefox": ({"Downloads/x.iso.part": b"so far", "Downloads/x.iso": b""}, "Downloads/x.iso.part"),
    "4 yt-dlp": ({"v/a.mp4.part": b"so far", "v/a.mp4.ytdl": b"{}"}, "v/a.mp4.part"),
    "5 partial": ({"Downloads/a.partial": b"so far"}, "Downloads/a.partial"),
    "6 safari": ({"Downloads/a.zip.download/Info.plist": b"x"}, "Downloads/a.zip.download"),
    "7 opera": ({"Downloads/a.zip.opdownload": b"x"}, "Downloads/a.zip.opdownload"),
    "8 aria2": ({"d/a.iso": b"so far", "d/a.iso.aria2": b"notes"}, "d/a.iso.aria2"),
    "9 torrent": ({"t/film.mkv.!qB": b"x"}, "t/film.mkv.!qB"),
    "11 usenet": ({"u/_UNPACK_film/a.rar": b"x"}, "u/_UNPACK_film"),
    "12 rsync": ({"r/.photo.jpg.aB3xYz": b"half", "r/photo.jpg": b"whole"}, "r/.photo.jpg.aB3xYz"),
    "13 syncthing": ({"s/.syncthing.a.txt.tmp": b"x"}, "s/.syncthing.a.txt.tmp"),
    "14 hub": ({".cache/huggingface/hub/models--a/blobs/b.incomplete": b"x"},
               ".cache/huggingface/hub/models--a/blobs/b.incomplete"),
    "15 steam": ({"Steam/steamapps/downloading/1/x": b"x"}, "Steam/steamapps/downloading"),
    "16 office": ({"Documents/report.docx": b"PK", "Documents/~$port.docx": OWNER}, "Documents/~$port.docx"),
    "17 libreoffice": ({"Documents/.~lock.a.odt#": LOCK}, "Documents/.~lock.a.odt#"),
    "19 access": ({"d/a.accdb": b"x", "d/a.laccdb": b"x"}, "d/a.laccdb"),
    "20 autocad": ({"d/a.dwg": b"x", "d/a.dwl": b"x"}, "d/a.dwl"),
    "24 tilde": ({"d/a.txt~": b"old", "d/a.txt": b"new"}, "d/a.txt~"),
    "25 emacs": ({"d/#a.txt#": b"old", "d/a.txt": b"new"}, "d/#a.txt#"),
    "26 vim": ({"d/.a.txt.swp": SWAP, "d/a.txt": b"new"}, "d/.a.txt.swp"),
    "27 bak": ({"d/a.ini.bak": b"old", "d/a.ini": b"new"}, "d/a.ini.bak"),
    "28 reject": ({"d/a.c": b"x", "d/a.c.rej": b"x"}, "d/a.c.rej"),
    "29 word": ({"d/Backup of a.doc": b"old", "d/a.doc": b"new"}, "d/Backup of a.doc"),
    "31 blender": ({"d/a.blend1": b"old", "d/a.blend": b"new"}, "d/a.blend1"),
    "33 thumbs.db": ({"p/Thumbs.db": OLE}, "p/Thumbs.db"),
    "34 ds_store": ({"p/.DS_Store": b"\0\0\0\x01Bud1" + bytes(90)}, "p/.DS_Store"),
    "35 double": ({"p/._a.txt": NO_FORK, "p/a.txt": b"x"}, "p/._a.txt"),
    "36 macosx": ({"p/__MACOSX/p/._a.txt": NO_FORK}, "p/__MACOSX"),
    "39 thumbnail": ({f"{HIDDEN}/{MD5}.png": THUMB}, f"{HIDDEN}/{MD5}.png"),
    "43 core": ({"code/core.123": ELF_CORE}, "code/core.123"),
    "44 java": ({"code/hs_err_pid7.log": b"#\n# A fatal error has been detected by the Java Runtime Environment:"},
                "code/hs_err_pid7.log"),
    "45 heap": ({"code/a.hprof": b"JAVA PROFILE 1.0.2\0"}, "code/a.hprof"),
    "46 minidump": ({"code/a.dmp": b"MDMP" + bytes(90)}, "code/a.dmp"),
    "47 report": ({"Library/Logs/DiagnosticReports/a.ips": b"{}"}, "Library/Logs/DiagnosticReports/a.ips"),
    "48 npm": ({"code/npm-debug.log": b"0 info it worked"}, "code/npm-debug.log"),
    "49 rotated": ({"d/a.log.1": b"old", "d/a.log": b"new"}, "d/a.log.1"),
    "51 session": ({".xsession-errors": b"x"}, ".xsession-errors"),
    "52 temporary": ({"Downloads/a.tmp": b"\1\2\3"}, "Downloads/a.tmp"),
    "57 pip": ({".cache/pip/http-v2/a": b"x"}, ".cache/pip/http-v2"),
    "59 npm": ({".npm/_cacache/a": b"x"}, ".npm/_cacache"),
    "60 yarn": ({".cache/yarn/a": b"x"}, ".cache/yarn"),
    "64 go": ({".cache/go-build/a": b"x"}, ".cache/go-build"),
    "65 gradle": ({".gradle/caches/a": b"x"}, ".gradle/caches"),
    "68 ccache": ({".cache/ccache/a": b"x"}, ".cache/ccache"),
    "69 browsers": ({".cache/ms-playwright/a": b"x"}, ".cache/ms-playwright"),
    "70 model": ({".cache/huggingface/hub/models--a/refs/b": b"x"}, ".cache/huggingface/hub/models--a"),
    "71 firefox": ({".cache/mozilla/firefox/p/cache2/a": b"x"}, ".cache/mozilla/firefox/p/cache2"),
    "72 slack": ({".config/Slack/Cache/a": b"x"}, ".config/Slack/Cache"),
    "73 mesa": ({".cache/mesa_shader_cache/a": b"x"}, ".cache/mesa_shader_cache"),
    "75 xcode": ({"Library/Developer/Xcode/DerivedData/P/info.plist": b"x"}, "Library/Developer/Xcode/DerivedData/P"),
    "4 fragment": ({"v/a.mp4.part-Frag7": b"so far", "v/a.mp4.ytdl": b"{}"}, "v/a.mp4.part-Frag7"),
    "5 rclone": ({"r/a.iso.0a1b2c3d.partial": b"so far"}, "r/a.iso.0a1b2c3d.partial"),
    "29 wbk": ({"d/Backup of a.wbk": b"old", "d/a.docx": b"new"}, "d/Backup of a.wbk"),
    "29 xlk": ({"d/a.xlk": b"old", "d/a.xls": b"new"}, "d/a.xlk"),
    "31 kicad": ({"d/a.kicad_pro": b"{}", "d/a-backups/a.zip": b"PK"}, "d/a-backups"),
    "38 latex": ({"d/a.tex": b"x", "d/a.aux": b"\\relax \n"}, "d/a.aux"),
    "38 latex log": ({"d/a.tex": b"x", "d/a.log": b"This is pdfTeX, Version 3"}, "d/a.log"),
    "40 windows": ({"AppData/Local/Microsoft/Windows/Explorer/thumbcache_96.db": b"CMMM"},
                   "AppData/Local/Microsoft/Windows/Explorer/thumbcache_96.db"),
    "40 quick look": ({"Library/Caches/com.apple.QuickLook.thumbnailcache/a": b"x"},
                      "Library/Caches/com.apple.QuickLook.thumbnailcache"),
    "46 stack": ({"code/a.exe.stackdump": b"Exception: STATUS_ACCESS_VIOLATION"}, "code/a.exe.stackdump"),
    "47 windows": ({"AppData/Local/Microsoft/Windows/WER/ReportArchive/App_1/Report.wer": b"x"},
                   "AppData/Local/Microsoft/Windows/WER/ReportArchive/App_1"),
    "51 mac": ({"Library/Logs/app.log": b"x"}, "Library/Logs/app.log"),
    "52 cache": ({"Downloads/a.cache": b"\1\2\3"}, "Downloads/a.cache"),
    "55 tagged": ({".cache/a/tool/CACHEDIR.TAG": TAG, ".cache/a/tool/x": b"x"}, ".cache/a/tool"),
    "56 unknown": ({".cache/gone/x": b"x"}, ".cache/gone"),
    "63 cargo": ({".cargo/git/checkouts/a": b"x"}, ".cargo/git/checkouts"),
    "65 wrapper": ({".gradle/wrapper/dists/a": b"x"}, ".gradle/wrapper/dists"),
    "66 maven": ({".m2/repository/a/_remote.repositories": b"a.jar>central=\n", ".m2/repository/a/a.jar": b"x"},
                 ".m2/repository"),
    "67 homebrew": ({".cache/Homebrew/downloads/a": b"x"}, ".cache/Homebrew/downloads"),
    "70 whisper": ({".cache/whisper/base.pt": b"x"}, ".cache/whisper/base.pt"),
    "73 steam": ({"Steam/steamapps/shadercache/1/a": b"x"}, "Steam/steamapps/shadercache"),
    "77 adobe": ({"v/Media Cache Files/a.cfa": b"x"}, "v/Media Cache Files/a.cfa"),
    "78 resolve": ({"v/CacheClip/a": b"x"}, "v/CacheClip"),
    "79 telegram": ({".local/share/TelegramDesktop/tdata/user_data/media_cache/a": b"x"},
                    ".local/share/TelegramDesktop/tdata/user_data/media_cache"),
    "85 lists": ({"Downloads/a.torrent": b"d8:announce"}, "Downloads/a.torrent"),
}  # fmt: skip

# What nothing may take: near misses of the rows above, and the rows that say never.
NEVER: dict[str, dict[str, bytes]] = {
    "3 part of an archive": {"d/book.part": b"x"},
    "6 a folder of that ending": {"Downloads/my.download/letter.txt": b"x"},
    "8 no file beside it": {"d/a.aria2": b"x"},
    "10 torrent pieces": {"d/.0123456789abcdef0123456789abcdef01234567.parts": b"x"},
    "12 the only copy": {"d/.photo.jpg.aB3xYz": b"x"},
    "12 an older original": {"d/photo.jpg": b"older", "d/.photo.jpg.aB3xYz": b"x"},
    "12 a dot file": {"d/config": b"x", "d/.config.backup": b"x"},
    "16 a file of somebody's": {"Documents/~$budget.docx": b"PK" + bytes(160)},
    "17 a text": {"Documents/.~lock.a.odt#": b"# notes on locks\nand more\n"},
    "19 a database": {"d/000001.ldb": b"x", "d/CURRENT": b"x"},
    "21 a profile": {"d/lock": b"x", "d/.parentlock": b"x"},
    "22 a lock file": {"d/yarn.lock": b"x", "d/package-lock.json": b"{}", "d/Cargo.lock": b"x", "d/lock.mdb": b"x"},
    "23 open and gone": {"d/.fuse_hidden0001": b"x", "d/.nfs0001": b"x"},
    "24 no original": {"d/a.txt~": b"x"},
    "24 an empty original": {"d/a.txt~": b"all my work", "d/a.txt": b""},
    "27 keys and saved games": {
        f"d/{name}{ending}": b"x"
        for name in ("wallet.dat", "keys.kdbx", "id_rsa", "slot1.sav")
        for ending in ("", ".old")
    },
    "38 a result of one's own": {"d/a.tex": b"x", "d/a.out": b"1.5 2.7"},
    "24 newer than its original": {"d/a.txt": b"old", "d/a.txt~": b"new"},
    "25 unsaved work": {"d/a.txt": b"old", "d/#a.txt#": b"new"},
    "26 unsaved work": {"d/.a.txt.swp": UNSAVED, "d/a.txt": b"x"},
    "26 no original": {"d/.a.txt.swp": SWAP},
    "26 a password file": {"d/.htpasswd": b"x", "d/ht": b"x"},
    "27 sole copy": {"d/shop.bak": b"x"},
    "27 a backup of a database": {"d/shop.bak": b"TAPE" + bytes(90), "d/shop": b"x"},
    "30 rescued work": {"Downloads/~WRL0001.tmp": OLE, "Downloads/ppt12.tmp": b"\1", "d/a.asd": OLE},
    "32 histories": {"d/a.txt.un~": b"x", "d/LocalHistory/a": b"x"},
    "33 no thumbnails": {"p/thumbs.db": b"SQLite format 3"},
    "34 no icons": {"p/.DS_Store": b"mine"},
    "35 a fork": {"p/._a.otf": FORK, "p/a.otf": b""},
    "35 nothing beside it": {"p/._a.txt": NO_FORK},
    "16 of another size": {"Documents/~$my plan.docx": b"\4anna and the rest of a plan"},
    "36 a fork in it": {"p/__MACOSX/._a.otf": FORK},
    "37 a folder's own": {"p/desktop.ini": b"x", "p/.directory": b"x", "p/.hidden": b"x", "p/.localized": b""},
    "38 a volume's own": {"p/.Spotlight-V100/a": b"x", "p/.DocumentRevisions-V100/a": b"x"},
    "39 a picture": {f"{HIDDEN}/{MD5}.png": b"\x89PNG\r\n\x1a\nmine", f"p/{MD5}.png": THUMB},
    "41 syncthing's": {"s/.stignore": b"x", "s/.stversions/a": b"x", "s/.stfolder/a": b"x"},
    "43 a folder, a text, a program": {"d/core/a": b"x", "e/core": b"text", "f/core": ELF_PROGRAM},
    "44 notes": {"d/hs_err_pid7.log": b"what I found"},
    "45 another": {"d/a.hprof": b"mine"},
    "46 an export of Oracle": {"d/a.dmp": b"\3\0\x19EXPORT:V11.02.00"},
    "47 elsewhere": {"d/a.ips": b"IPS", "d/a.crash": b"x"},
    "50 logs": {"d/000003.log": b"x", "d/lab.log": b"x"},
    "52 elsewhere, and a document": {"d/a.tmp": b"\1", "Downloads/b.tmp": b"PK\3\4 a document"},
    "53 folders": {"tmp/work.txt": b"x", "temp/work.txt": b"x"},
    "56 known to hold more": {".cache/nheko/keys": b"x", ".cache/evolution/a": b"x", ".cache/doc/a": b"x"},
    "60 in a project": {"p/.yarn/cache/a": b"x"},
    "62 conda": {"miniconda/pkgs/a": b"x", "miniconda/conda-meta/history": b"x"},
    "70 a login": {".cache/huggingface/token": b"x"},
    "74 saved games": {"Steam/steamapps/compatdata/1/a": b"x"},
    "76 archives": {"Library/Developer/Xcode/Archives/a": b"x", ".android/avd/a": b"x"},
    "77 projects": {"d/a.prproj": b"x"},
    "5 somebody's": {"r/thesis.partial": b"x"},
    "29 no document": {"d/Backup of a.wbk": b"x", "d/b.xlk": b"x"},
    "31 no project": {"d/photo-backups/a.jpg": b"x"},
    "38 no document": {"d/a.aux": b"x", "e/a.tex": b"x", "e/a.log": b"lab notes"},
    "40 elsewhere": {"d/thumbcache_96.db": b"x"},
    "46 a text": {"code/a.stackdump": b"my notes"},
    "47 a report": {"WER/ReportArchive/a": b"x"},
    "55 a wrong tag": {".cache/doc/tool/CACHEDIR.TAG": b"mine", "d/CACHEDIR.TAG": TAG},
    "63 programs": {".cargo/bin/a": b"x", ".cargo/credentials.toml": b"x"},
    "65 programs": {".ivy2/local/a": b"x", ".pub-cache/bin/a": b"x"},
    "66 settings": {".m2/settings.xml": b"x"},
    "71 a profile": {".config/google-chrome/Default/History": b"x", ".mozilla/firefox/p/places.sqlite": b"x"},
    "72 settings": {".config/Slack/storage/a": b"x", ".config/Code/User/settings.json": b"x"},
    "77 beside": {"v/films/a.mp4": b"x", "v/a.cfa": b"x"},
    "78 previews": {"v/a.lrdata/x": b"x"},
    "79 received": {".local/share/TelegramDesktop/tdata/key_data": b"x", "Downloads/Telegram Desktop/a.jpg": b"x"},
    "83 windows": {"Windows.old/Users/a": b"x"},
    "84 transcripts": {".claude/projects/a": b"x", ".codex/sessions/a": b"x"},
    "85 elsewhere": {"d/a.torrent": b"x"},
}  # fmt: skip


def made(home: Path, files: dict[str, bytes]) -> None:
    """Make these files, each a minute newer than the one before."""
    for place, (path, content) in enumerate(files.items()):
        file = home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        moment = file.stat().st_mtime - 3600 + 60 * place
        os.utime(file, (moment, moment))


def found(home: Path, **changes: object) -> set[str]:
    """The leftovers of a home, as paths from it on, as they are found after a year."""
    later = datetime.now(UTC) + timedelta(days=400)
    groups = groups_of(scan([home], home, now=later, everything=False, **changes), "leftovers")
    return {below(path, home) for group in groups for path in group}


@pytest.mark.parametrize("row", TRUE)
def test_a_true_case_is_found(home: Path, row: str) -> None:
    files, meant = TRUE[row]
    made(home, files)
    assert meant in found(home)


@pytest.mark.parametrize("row", NEVER)
def test_a_near_miss_is_left_alone(home: Path, row: str) -> None:
    made(home, NEVER[row])
    assert found(home) == set()


@pytest.mark.parametrize("row", ["1 chrome", "17 libreoffice", "24 tilde", "57 pip"])
def test_what_is_young_is_left_alone(home: Path, row: str) -> None:
    made(home, TRUE[row][0])
    soon = scan([home], home, now=datetime.now(UTC) + timedelta(days=2), everything=False)
    assert not groups_of(soon, "leftovers")


def test_what_a_program_has_open_is_left_alone(home: Path) -> None:
    made(home, {"Downloads/a.crdownload": b"x", "Downloads/b.crdownload": b"x"})
    with held_open(home / "Downloads/a.crdownload"):
        assert found(home) == {"Downloads/b.crdownload"}


def test_everything_finds_the_same(home: Path) -> None:
    for files, _ in TRUE.values():
        made(home, files)
    later = datetime.now(UTC) + timedelta(days=400)
    hidden, everything = (
        groups_of(scan([home], home, now=later, everything=each), "leftovers") for each in (False, True)
    )
    assert hidden <= everything


def test_no_other_finder_sees_what_came_aside(home: Path) -> None:
    made(home, {"p/.DS_Store": b"\0\0\0\x01Bud1" + bytes(90), "q/.DS_Store": b"\0\0\0\x01Bud1" + bytes(90)})
    later = scan([home], home, now=datetime.now(UTC) + timedelta(days=400), everything=False)
    assert {each.category for each in later.each_finding()} == {"leftovers"}
    assert later.totals.files == 0


def test_only_what_is_certain_goes_by_default() -> None:
    always = {name for name, rule in leftover_rules().items() if rule.choose is Choosing.ALWAYS}
    assert always == {
        "chrome-download", "incomplete-model", "incomplete-ollama", "office-owner", "libreoffice-lock", "thumbs-db",
        "ds-store", "thumbnails", "core-dump", "jvm-error", "heap-dump", "minidump", "crash-report", "package-log",
        "pip-http-cache", "npm-cache", "yarn-cache", "go-build-cache", "homebrew-cache", "xcode-derived",
        "windows-report", "windows-dump",
    }  # fmt: skip


def test_a_verdict_follows_from_the_rule(home: Path) -> None:
    made(home, {**TRUE["1 chrome"][0], **TRUE["24 tilde"][0]})
    later = scan([home], home, now=datetime.now(UTC) + timedelta(days=400), everything=False)
    (leftovers,) = [each for each in later.findings if each.category.name == "leftovers"]
    verdicts = {leftovers.ruling(place).verdict for place in range(2)}
    assert verdicts == {Verdict.GOES, Verdict.ASK}


@pytest.mark.parametrize("row", ["1 chrome", "43 core", "57 pip"])
def test_what_is_old_but_came_here_lately_is_shown_and_no_rule_chooses_it(home: Path, row: str) -> None:
    files, meant = TRUE[row]
    made(home, files)
    make_old(home)
    today = scan([home], home, now=datetime.now(UTC), everything=False)
    assert groups_of(today, "leftovers") == {frozenset({os.fsencode(home / meant)})}
    (leftovers,) = [each for each in today.findings if each.category.name == "leftovers"]
    assert leftovers.ruling(0) == Ruling(Verdict.ASK, "it is old, but arrived only recently")
    plan = planning.plan_of_scan(today, Choice(categories=("leftovers",), every_copy=True), Mover(home).context)
    assert plan.steps == ()


def test_in_a_home_only_the_folders_on_the_way_of_a_rule_are_listed(home: Path) -> None:
    for folder in (HIDDEN, "Music/thumbnails/normal"):
        (home / folder).mkdir(parents=True)
        (home / folder / f"{MD5}.png").write_bytes(THUMB)
    found = {path for path in found_at_home(leftover_rules().values(), str(home)) if path.endswith(".png")}
    assert found == {f"{HIDDEN}/{MD5}.png"}


GOOD = '[a]\nwhat="x"\nwhy="x"\nnames=["*.x"]\ndays=1\n'


@pytest.mark.parametrize(
    "text", [GOOD + "surprise=1", '[a]\nwhat="x"', GOOD.replace("*.x", "*"), GOOD + 'proof="magic"', "what ["]
)
def test_own_rules_that_say_nothing_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "leftovers.toml"
    file.write_text(text)
    with pytest.raises(DocumentProblem):
        own_rules(file)


def test_own_rules_that_cannot_be_used_are_told_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "leftovers.toml").write_text(GOOD + "surprise=1")
    heard = WarningList()
    (finder,) = ready([Leftovers], ["leftovers"], [], heard, tmp_path)
    assert isinstance(finder, Leftovers)
    assert finder.rules == leftover_rules()
    (said,) = heard.warnings
    assert "[a] there is no field “surprise”; there are: what, why, names" in said
    with pytest.raises(DocumentProblem):
        ready([Leftovers], ["leftovers"], ["leftovers"], heard, tmp_path)


def test_own_rules_are_shown_only(tmp_path: Path) -> None:
    file = tmp_path / "leftovers.toml"
    file.write_text('[mine]\nwhat="x"\nwhy="x"\nnames=["*.x"]\ndays=1\nchoose="always"')
    assert own_rules(file)["mine"].choose is Choosing.NEVER
    assert own_rules(tmp_path / "none") == {}
