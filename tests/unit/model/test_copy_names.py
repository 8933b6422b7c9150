"""Names that say that a file is a copy, as desktops and browsers write them, and the names of the originals."""

from __future__ import annotations

import unicodedata

import pytest

from cleanup.model.copy_names import are_copies, is_named_a_copy, original_name, plain_names

COPIES = [
    # Windows
    "x - Copy.pdf", "x - Copy (2).pdf", "x - Kopie.pdf", "x – Kopie (3).pdf", "x - Copie.pdf", "x - copia.pdf",
    "x - Cópia.pdf", "x — kopia.pdf", "x - kopia (2).pdf", "x – kopie.pdf", "x – kópia.pdf", "x - másolat.pdf",
    "x - Kopi.pdf", "x - kopio.pdf", "x - koopia.pdf", "x - kopija.pdf", "x — копия.pdf", "x – копія.pdf",
    "x - Копие.pdf", "x - Αντιγραφή.pdf", "x - Αντίγραφο.pdf", "x - Kopya.pdf", "x - עותק.pdf", "x - نسخة.pdf",
    "x - کپی.pdf", "x - कॉपी.pdf", "x - コピー.pdf", "x - コピー (2).pdf", "x - 副本.pdf", "x - 複製.pdf",
    "x - 복사본.pdf", "x - Sao chép.pdf", "x - Bản sao.pdf", "x - สำเนา.pdf", "x - Salin.pdf", "x - Còpia.pdf",
    "x - nusxasi.pdf", "x - Afrit.pdf", "x - көшірме.pdf", "Kopie von x.pdf", "Kopie (2) von x.pdf", "Copie de x.pdf",
    "Copia di x.pdf", "Cópia de x.pdf", "Kopie van x.pdf", "Kopia x.pdf", "Kopi af x.pdf", "Kopi av x.pdf",
    "Kopia av x.pdf", "Копия x.pdf", "コピー ～ x.pdf", "复件 x.pdf", "复件 (2) x.pdf", "복사본 x.pdf",
    "Αντίγραφο του x.pdf", "Másolat - x.pdf",
    # macOS
    "x copy.pdf", "x copy 2.pdf", "x copie.pdf", "x Kopie 2.pdf", "x copia 3.pdf", "x cópia.pdf", "x kopi.pdf",
    "x kopyası.pdf", "xのコピー.pdf", "xのコピー2.pdf", "x的副本.pdf", "x副本.pdf", "x 拷贝.pdf", "x 복사본.pdf",
    "x másolata.pdf",
    # GNOME, KDE, Xfce
    "x (copy).pdf", "x (Copy 2).pdf", "x (another copy).pdf", "x (3rd copy).pdf", "x (Kopie).pdf",
    "x (weitere Kopie).pdf", "x (3. Kopie).pdf", "x (copie).pdf", "x (autre copie).pdf", "x (3e copie).pdf",
    "x (otra copia).pdf", "x (altra copia).pdf", "x (outra cópia).pdf", "x (inna kopia).pdf", "x (další kopie).pdf",
    "x (másik másolat).pdf", "x (ytterligare kopia).pdf", "x (toinen kopio).pdf", "x (другая копия).pdf",
    "x (інша копія).pdf", "x (άλλο αντίγραφο).pdf", "x (kopya).pdf", "x (別のコピー).pdf", "x (复件).pdf",
    "x (另一个副本).pdf", "x (복사본).pdf", "x (bản sao).pdf", "x (salinan).pdf", "x (умножак).pdf",
    "another copy of x.pdf", "third copy of x.pdf", "x (copy 1).pdf",
    # browsers, phones, clouds
    "x (1).pdf", "x(1).pdf", "x[1].pdf", "x (12).pdf", "x （1）.pdf", "Copy of x.pdf", "Kopia pliku x.pdf",
    "Kopie souboru x.pdf", "สำเนาของ x.pdf", "Bản sao của x.pdf", "x의 사본.pdf", "«x» — копия.pdf", "x_copy.pdf",
    "x-copia.pdf",
]  # fmt: skip
OTHERS = [
    "Copyright.pdf", "Film (2019).mkv", "report v2.pdf", "v2", "copy.pdf", "Kopie", "photocopy.pdf", "Copywriting.pdf",
    "Kopiergerät.pdf", "Copacabana.jpg", "Kopenhagen 2.jpg", "IMG_0001.jpg", "IMG_2.jpg", "scan-1.pdf", "report 2.doc",
    "(1).pdf", "nusxa.txt", "x (a).pdf", "x (1234).pdf", "x (1).final version of it.pdf", "Symphonie Nr. 1.mp3",
    "コピー機.txt", "副本.txt", "Копейка.txt", "Chapter (one).txt", ".copy", "copiar.txt", "kopiera.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_original_of_a_copy(name: str) -> None:
    assert original_name(name) == "x.pdf"
    # As macOS keeps it on older disks.
    apart = unicodedata.normalize("NFD", name)
    assert unicodedata.normalize("NFC", original_name(apart)) == "x.pdf"
    assert original_name(name.upper()) in {"X.PDF", "x.PDF"}


@pytest.mark.parametrize("name", OTHERS)
def test_other_names(name: str) -> None:
    assert original_name(name) == ""
    assert not is_named_a_copy(name)


def test_many_at_once() -> None:
    names = sorted([*COPIES, *OTHERS])
    for form in ("NFC", "NFD"):
        joined = unicodedata.normalize(form, "".join(f"{name}\0" for name in names)).encode()
        assert are_copies(joined).tolist() == [name in COPIES for name in names]


def test_copies_of_copies() -> None:
    assert plain_names(b"x - Copy - Copy.pdf") == ("x - copy.pdf", "x.pdf")
    assert plain_names(b"x (1) (2).PDF") == ("x (1).pdf", "x.pdf")
    assert plain_names(b"x.pdf") == ()
    assert plain_names(b"\xff (1).pdf") == ("\udcff.pdf",)


def test_endings_may_come_before_or_after() -> None:
    for name in ("x (1).tar.gz", "x.tar (1).gz", "x.tar.gz (1)", "Copy of x.tar.gz"):
        assert original_name(name) == "x.tar.gz"
    assert original_name("Beethoven (1).mp3") == "Beethoven.mp3"


def test_number_alone_is_no_word_for_a_copy() -> None:
    assert not is_named_a_copy("x (1)")
    assert is_named_a_copy("x - Copy")
