"""Where files arrive in a home, and folders that are copies of another place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.disk.rules.belongings import Belongings
from cleanup.disk.rules.homes import kinds_of_folders
from cleanup.disk.rules.place_names import dated, is_copy_of_a_place
from cleanup.disk.rules.protected import load_protection
from cleanup.model.belonging import FILED, Belonging

INBOXES = [
    "Desktop", "Downloads", "downloads", "Download", "Schreibtisch", "Bureau", "Téléchargements", "Bureaublad",
    "Escritorio", "Descargas", "Scrivania", "Scaricati", "Área de Trabalho", "Transferências", "Pulpit", "Pobrane",
    "Plocha", "Stažené", "Stiahnuté", "Asztal", "Letöltések", "Descărcări", "Skrivbord", "Hämtningar", "Skrivebord",
    "Hentet", "Nedlastinger", "Työpöytä", "Lataukset", "Töölaud", "Allalaadimised", "Darbvirsma", "Lejupielādes",
    "Darbastalis", "Atsiuntimai", "Рабочий стол", "Загрузки", "Стільниця", "Завантаження", "Свалени",
    "Επιφάνεια εργασίας", "Λήψεις", "Masaüstü", "İndirilenler", "שולחן עבודה", "הורדות", "سطح المكتب", "التنزيلات",
    "بارگیری‌ها", "डाउनलोड", "デスクトップ", "ダウンロード", "桌面", "바탕 화면", "下载", "下載", "바탕화면",
    "다운로드", "Màn hình nền", "Tải về", "พื้นโต๊ะ", "ดาวน์โหลด", "Unduhan", "Escriptori", "Baixades", "Mahaigaina",
    "Deskargak", "Radna površina", "Preuzimanja", "Namizje", "Prejemi", "Радна површ", "Преузимања",
]  # fmt: skip
COPIES = [
    "Backup", "backup", "Backups", "Backup laptop", "laptop-backup", "2021 backup", "MyBackup", "bak", "Fotos.bak",
    "old", "OLD", "Documents.old", "old laptop", "Laptop (old)", "alter PC", "Alter Laptop", "Alte Dateien",
    "Bilder alt", "ancien", "Ancien ordinateur", "vieux PC", "Sauvegarde", "Sauvegardes 2020", "Sicherung",
    "Sicherung 2021-03", "Datensicherung", "Sicherungskopie", "Kopie", "Documents - Copy", "Documents - Kopie",
    "Copia de Fotos", "Copia de seguridad", "respaldo", "ordenador viejo", "vecchio computer", "copia di sicurezza",
    "cópia de segurança", "computador antigo", "oude laptop", "reservekopie", "kopia zapasowa", "stary komputer",
    "záloha", "starý počítač", "biztonsági mentés", "régi gép", "gammal dator", "säkerhetskopia", "gammel computer",
    "varmuuskopio", "vanha kone", "резервная копия", "резерв", "бэкап", "Старый ноутбук", "старый компьютер",
    "резервні копії", "архив", "yedek", "eski bilgisayar", "αντίγραφα ασφαλείας", "גיבוי", "نسخة احتياطية", "备份",
    "旧电脑备份", "備份", "バックアップ", "古いパソコン", "백업", "sao lưu", "Archive", "archive 2019", "Archiv",
    "Archives", "_Archive", "Takeout", "Recovered files", "recup_dir.1", "reserve", "MacBook 2012", "Laptop (2016)",
    "ex-laptop", "OldLaptop", "Old Dell", "HP laptop 2018", "Toshiba 2009", "stari Acer", "老电脑", "古いPC",
    "mirror", "HDD", "Old Downloads", "Alte Musik",
]  # fmt: skip
OTHERS = [
    "Oldenburg", "Threshold", "Archives nationales", "Internet Archive", "Photo archive", "Fotoarchiv", "Golden",
    "Old Town", "The Old Man and the Sea", "3 years old", "Emma 2 months old", "Alternative", "Altona", "Salt",
    "Walter", "Versicherung", "Versicherungen", "Copyright", "Copernicus", "Copenhagen", "Kopenhagen",
    "HP invoices 2018", "Acer", "Nature reserve", "Bakery", "Baklava", "Ancienne gare", "Documents", "Photos", "2019",
    "Household", "Scaffold", "Star Wars", "Dalai Lama", "Staroměstská",
    "Копейки", "Архивариус", "Archivist course", "Retouche", "Oudenaarde",
    "Gammelsdorf", "Mirror lake", "Found objects", "Backpacking", "MacBook manuals", "Reservas hotel", "Starý Plzenec",
]  # fmt: skip


@pytest.fixture
def owner(tmp_path: Path) -> Path:
    made = tmp_path / "home" / "ana"
    for name in ("Documents", "Pictures"):
        (made / name).mkdir(parents=True)
    return made


def told(home: Path, folder: str | Path, *roots: Path) -> Belonging:
    (home / folder).mkdir(parents=True, exist_ok=True)
    belongings = Belongings(str(home), list(map(os.fsencode, roots or (home,))), load_protection(str(home), []))
    return belongings(os.fsencode(home / folder))


@pytest.mark.parametrize("name", INBOXES)
def test_inboxes_of_many_languages(owner: Path, name: str) -> None:
    here = told(owner, name)
    assert (here.inbox, here.loose) == (os.fsencode(owner / name), True)
    assert told(owner, f"Documents/{name}").inbox == b""


def test_accents_of_a_name_may_be_written_apart(owner: Path) -> None:
    assert told(owner, "Te\u0301le\u0301chargements").loose


def test_folder_tree_in_an_inbox_is_not_loose_but_what_programs_receive_is(owner: Path) -> None:
    tree, received, deeper = (told(owner, f"Downloads/{name}") for name in ("trip", "Telegram Desktop", "trip/Signal"))
    assert (tree.inbox, tree.loose) == (os.fsencode(owner / "Downloads"), False)
    assert (received.inbox, received.loose) == (tree.inbox, True)
    assert not deeper.loose


def test_what_messengers_receive_among_pictures_and_documents(owner: Path) -> None:
    assert told(owner, "Pictures/LINE").loose
    assert told(owner, "Documents/ViberDownloads").loose
    assert told(owner, "Documents/Signal") == FILED


def test_folders_that_the_desktop_was_told_of(owner: Path) -> None:
    (owner / ".config").mkdir()
    (owner / ".config" / "user-dirs.dirs").write_text(
        'XDG_DOWNLOAD_DIR="$HOME/incoming/web"\n# XDG_DESKTOP_DIR="$HOME/x"\nXDG_DESKTOP_DIR="$HOME/"\n'
    )
    assert told(owner, "incoming/web").loose
    assert told(owner, ".") == FILED
    (owner / ".config" / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/Documents"\nXDG_DESKTOP_DIR="/"\n')
    assert told(owner, "Documents") == FILED
    assert told(owner, "/").inbox == b""


def test_pile_that_waits_to_be_sorted_is_neither_filed_nor_loose(owner: Path) -> None:
    for name in (
        "Zu sortieren",
        "_to sort",
        "À trier",
        "未整理",
        "Фото разобрать",
        "Unsortierte Fotos",
        "Desktop/New folder (2)",
    ):
        here = told(owner, name)
        assert here.inbox, name
        assert not here.loose
    for name in ("Sorted", "Scans 2019", "Ablage", "Eingangstür"):
        assert told(owner, name) == FILED
    assert told(owner, "Trierer Dom") == FILED


@pytest.mark.parametrize("name", COPIES)
def test_names_of_copies_of_places(owner: Path, name: str) -> None:
    here = told(owner, f"{name}/Documents/2019")
    assert here.place_copied == os.fsencode(owner / name)
    assert not here.inbox


@pytest.mark.parametrize("name", OTHERS)
def test_names_that_only_sound_like_copies_of_places(owner: Path, name: str) -> None:
    assert not is_copy_of_a_place(name)
    assert told(owner, f"{name}/x").place_copied == b""


def test_numbered_folder_is_a_copy_beside_its_original_only(owner: Path) -> None:
    (owner / "Pictures" / "Italy").mkdir()
    assert told(owner, "Pictures/Italy (1)").place_copied
    assert not told(owner, "Pictures/Beethoven (1)").place_copied


def test_inbox_in_a_copied_place_is_none(owner: Path) -> None:
    here = told(owner, "Backup laptop/Downloads")
    assert (here.inbox, here.loose) == (b"", False)
    assert here.place_copied == os.fsencode(owner / "Backup laptop")


def test_old_home_in_the_home(owner: Path) -> None:
    for name in ("Desktop", "Documents", "Pictures", "Downloads"):
        (owner / "ana-2015" / name).mkdir(parents=True)
    here = told(owner, "ana-2015/Downloads")
    assert (here.place_copied, here.loose) == (os.fsencode(owner / "ana-2015"), False)
    # Without an inbox in it, that is a project with pictures and music.
    for name in ("Documents", "Pictures", "Music", "Videos"):
        (owner / "film" / name).mkdir(parents=True)
    assert told(owner, "film/Music") == FILED


def test_old_disk_in_the_home(owner: Path) -> None:
    for made in ("Ron/Documents and Settings/Ron", "sorted out/Program Files/Users", "Ron too/NTUSER.DAT"):
        (owner / made).mkdir(parents=True)
    assert told(owner, "Ron/papers").place_copied == os.fsencode(owner / "Ron")
    assert told(owner, "Ron too/papers").place_copied == os.fsencode(owner / "Ron too")
    assert told(owner, "sorted out/papers") == FILED


def test_folder_that_holds_the_home_s_own_downloads_is_no_old_home(owner: Path) -> None:
    for name in ("Desktop", "Documents", "Downloads"):
        (owner / "data" / name).mkdir(parents=True)
    (owner / ".config").mkdir()
    (owner / ".config" / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/data/Downloads"\n')
    assert told(owner, "data/Documents") == FILED
    assert told(owner, "data/Downloads").loose


def test_states_by_date_side_by_side(owner: Path) -> None:
    for day in ("2024-01-01", "2024-01-02"):
        for name in ("Documents", "Letters"):
            (owner / "Snapshots of mine" / day / name).mkdir(parents=True)
        (owner / "Pictures" / day).mkdir()
        (owner / "Pictures" / day / f"IMG {day}.jpg").touch()
    assert told(owner, "states/2024-01-01") == FILED
    assert told(owner, "Pictures/2024-01-02") == FILED
    for day in ("2024-01-01", "2024-01-02"):
        for name in ("Contracts", "Letters"):
            (owner / "states" / day / name).mkdir(parents=True, exist_ok=True)
    assert told(owner, "states/2024-01-02/Letters").place_copied == os.fsencode(owner / "states/2024-01-02")


@pytest.mark.parametrize("name", ["2024-01-01", "20240101", "2024-01-01_12-30", "20240101T123000", "backup-2024-01-01"])
def test_dates(name: str) -> None:
    assert dated(name)


@pytest.mark.parametrize("name", ["2024", "2024-01", "2024-01-01 Paris", "1234-56-78"])
def test_no_dates(name: str) -> None:
    assert not dated(name)


def test_homes_of_others_and_drives_that_look_like_one(owner: Path, tmp_path: Path) -> None:
    share, drive = tmp_path / "share", tmp_path / "drive"
    assert told(owner, share / "Downloads", share) == FILED
    for name in ("Desktop", "Documents", "Downloads"):
        (drive / name).mkdir(parents=True)
        for user in ("li", "wang"):
            (share / "Users" / user / name).mkdir(parents=True)
        for user in ("Ana", "Public"):
            (owner / "C" / "Users" / user / name).mkdir(parents=True)
    assert told(owner, drive / "Downloads", drive).loose
    assert not told(owner, drive / "Downloads").loose
    # Beside the home in use it is a copy of one.
    assert told(owner, drive / "Downloads", owner, drive).place_copied == os.fsencode(drive)
    assert told(owner, share / "Users" / "li" / "Downloads", share).loose
    assert told(owner, owner / "C" / "Users" / "Ana" / "Downloads").place_copied


def test_each_name_in_a_home_has_one_kind() -> None:
    assert {"desktop", "downloads", "documents", "pictures", "music", "videos", "templates", "public"} == {
        *kinds_of_folders().values()
    }


def test_what_lies_deeper_than_anybody_files_is_a_program_s_and_not_looked_at(owner: Path) -> None:
    near, far = (told(owner, "/".join(["Documents", *["d"] * depth])) for depth in (50, 120))
    assert near == FILED
    assert far.whole is not None
    assert (far.whole.rule, far.whole.stands) == ("deep", False)
