"""Old screenshots, by the names that systems give them."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import ClassVar

import numpy as np

from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import ONLY_BY_HAND, Certainty, Findings, Measure, Reason, Ruling, Verdict, Why
from cleanup.model.names import alike

_ENDINGS = (b".png", b".jpg", b".jpeg", b".webp", b".heic", b".avif", b".jxl")
_WORDS = (
    "screenshot", "screen shot", "screencapture", "bildschirmfoto", "bildschirmaufnahme", "bildschirmkopie",
    "capture d’écran", "capture d'écran", "capture d’ecran", "captura de pantalla", "captura de tela",
    "captura de ecrã", "schermata", "istantanea schermo", "schermafbeelding", "schermafdruk", "schermopname",
    "zrzut ekranu", "snímek obrazovky", "snímka obrazovky", "képernyőkép", "captură de ecran", "skärmbild",
    "skjermbilde", "skærmbillede", "näyttökuva", "kuvakaappaus", "ekran görüntüsü", "ekran resmi", "snimka zaslona",
    "снимок экрана", "скриншот", "знімок екрана", "екранна снимка", "στιγμιότυπο οθόνης", "צילום מסך", "لقطة شاشة",
    "スクリーンショット", "屏幕截图", "截屏", "螢幕截圖", "螢幕快照", "스크린샷", "ภาพหน้าจอ", "ảnh chụp màn hình",
    "tangkapan layar",
)  # fmt: skip
# After the word only a number or a time, as a system writes it: whoever names a screenshot means to keep it.
_AFTER = r"[-_ ]?\(?\d{1,3}\)?|[-_ ]+(?:[^\W\d_]{1,4}[-_ ]+)?\d{4}.*"
_NAMED = re.compile(rf"(?:{'|'.join(_WORDS)})(?:{_AFTER})?", re.DOTALL)
_A_YEAR = timedelta(days=365)
_OLD = Ruling(Verdict.ASK, mark("made long ago, and never given a name"), ONLY_BY_HAND)


class Screenshots(Finder):
    """Pictures named like screenshots that nobody has changed for a year."""

    category: ClassVar[Category] = Category(
        "screenshots",
        mark("screenshots more than a year old; shown, never chosen"),
        remark=mark("older than a year"),
    )

    def find(self, search: Search) -> Findings:
        """Look at names and times."""
        inventory = search.inventory
        rows = inventory.first
        limit = int((search.request.now - _A_YEAR).timestamp()) * 10**9
        rows = rows[(inventory.files["modified"][rows] < limit) & (inventory.files["size"][rows] > 0)]
        rows = rows[inventory.letters.ending_with(_ENDINGS)[rows]]
        names = inventory.file_names(rows).split(b"\0")[:-1]
        rows = rows[np.fromiter(map(_is_named_so, names), np.bool_, len(rows))]
        return Findings(
            category=self.category,
            reasons=(Reason(Why(mark("a screenshot of {}"), Measure.MOMENT), Certainty.LIKELY),),
            members=rows,
            starts=np.arange(len(rows) + 1, dtype=np.int64),
            details=inventory.files["modified"][rows].astype(np.int64),
            rulings=(_OLD,),
            ruled=np.zeros(len(rows), dtype=np.uint16),
        )


def _is_named_so(name: bytes) -> bool:
    return _NAMED.fullmatch(alike(os.path.splitext(os.fsdecode(name))[0])) is not None
