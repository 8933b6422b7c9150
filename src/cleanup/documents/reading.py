"""The findings of a scan document become columns, one finding after another."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from cleanup.documents.findings import CategoryKeys, File, Finding, category_of, reasons_of
from cleanup.documents.parts import path_to_show
from cleanup.documents.rows import RowsOfDocument
from cleanup.language import tr
from cleanup.model.finding import NO_KEEPER, SMALL, Certainty, Findings, Ruling, Verdict, with_evidence
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.thing import Kind, Things

_FOLDERS, _LINKS = 1 << 40, 2 << 40


def read_findings(
    values: Iterable[msgspec.Raw | bytes], categories: dict[str, CategoryKeys], lines: int
) -> tuple[Inventory, tuple[Findings, ...], dict[int, str]]:
    """The findings in a document, the inventory of their things, the names of owners; raises ValueError or
    struct.error. ``lines`` are those of ``look_by_folder``.

    At most one of the values is unpacked at a time.
    """
    rows = RowsOfDocument()
    gathered = {name: _Gathered(name, keys, rows, lines) for name, keys in categories.items()}
    decode = msgspec.json.Decoder(Finding).decode
    for number, value in enumerate(values):
        try:
            finding = decode(value)
        except msgspec.ValidationError as error:
            raise ValueError(str(error).replace("`$", f"`$.findings[{number}]")) from None
        if finding.category not in gathered:
            raise ValueError(tr("a finding of the unknown category “{name}”", name=finding.category))
        gathered[finding.category].add(finding)
    inventory, files = rows.inventory()
    things = Things(inventory)
    return inventory, tuple(_numbered(each.findings(), files, things) for each in gathered.values()), rows.owners


class _Gathered:
    """The findings of one category so far.

    Members get their final numbers only when all rows are there; until then, keepers are positions among them.
    """

    def __init__(self, name: str, keys: CategoryKeys, rows: RowsOfDocument, lines: int) -> None:
        self._name, self._keys, self._rows, self._lines = name, keys, rows, lines
        self._usual = Kind.FOLDER if keys.of_folders else Kind.FILE
        self._members, self._frees, self._starts = array("q"), array("q"), array("q", [0])
        self._keepers, self._details, self._reclaimable = array("q"), array("q"), array("q")
        self._reasoned, self._ruled, self._told = array("H"), array("H"), array("H")
        self._rulings = list(with_evidence(tuple(keys.rulings or (Ruling(Verdict.ASK),))))
        self._judged = True
        self._certainties: dict[int, Certainty] = {}
        self._digests, self._digest_kind = bytearray(), ("", 0)

    def add(self, finding: Finding) -> None:
        """Add one finding; raises ValueError if it cannot be right."""
        place = finding.reason or 0
        if not finding.files:
            raise ValueError(tr("a finding without files"))
        if not 0 <= place <= len(self._keys.more_reasons or ()):
            raise ValueError(tr("a finding without a reason"))
        self._add_digest(finding.digest)
        keeper = NO_KEEPER
        for file in finding.files:
            if file.keep and keeper != NO_KEEPER and not self._is_ruled_to_stay(file):
                raise ValueError(tr("a group with two kept copies"))
            if file.keep and keeper == NO_KEEPER:
                keeper = len(self._members)
            self._members.append(self._thing(file))
            if isinstance(file.reclaimable_bytes, int):
                self._frees.append(file.reclaimable_bytes)
            self._ruled.append(self._ruling(file))
            self._told.append(self._line(file))
        self._starts.append(len(self._members))
        self._keepers.append(keeper)
        self._details.append(finding.detail)
        self._reclaimable.append(finding.reclaimable_bytes)
        self._reasoned.append(place)
        self._certainties[place] = finding.certainty

    def _ruling(self, file: File) -> int:
        """The position of a file's ruling: what a document says about a file in words overrides its number."""
        place = file.ruling or 0
        if not -1 < place < len(self._keys.rulings or (None,)):
            raise ValueError(tr("a finding without a reason"))
        if not file.choice:
            self._judged = False
            return place
        if file.keep or self._rulings[place].verdict is file.choice:
            return place
        said = Ruling(file.choice, file.why or "", "document")
        if said not in self._rulings:
            self._rulings.append(said)
        return self._rulings.index(said)

    def _line(self, file: File) -> int:
        """The number of the line that covers a file, from 1 on, 0 for none."""
        if not isinstance(file.line, int):
            return 0
        if not 0 <= file.line < self._lines:
            raise ValueError(tr("a finding with a line that is not there"))
        return file.line + 1

    def _is_ruled_to_stay(self, file: File) -> bool:
        rulings = self._keys.rulings or []
        return isinstance(file.ruling, int) and any(
            place == file.ruling and ruling.verdict is Verdict.STAYS for place, ruling in enumerate(rulings)
        )

    def _final_rulings(self) -> tuple[Ruling, ...]:
        """The rulings; ``GOES`` by default only if all files in a document say so."""
        if len(self._rulings) == 1 and not self._keys.rulings:
            return ()
        if self._judged:
            return tuple(self._rulings)
        return tuple(
            replace(each, verdict=Verdict.ASK) if each.verdict is Verdict.GOES else each for each in self._rulings
        )

    def findings(self) -> Findings:
        """All of them."""
        several = bool(self._keys.more_reasons)
        digests = np.frombuffer(self._digests, dtype=np.uint64)
        rulings = self._final_rulings()
        return Findings(
            category=category_of(self._name, self._keys),
            reasons=reasons_of(self._keys, self._certainties),
            reasoned=np.array(self._reasoned if several else (), dtype=SMALL),
            rulings=rulings,
            ruled=np.array(self._ruled if rulings else (), dtype=SMALL),
            members=_column(self._members),
            starts=_column(self._starts),
            details=_column(self._details),
            digests=digests.reshape(len(self._details), -1) if len(digests) else digests.reshape(0, 2),
            method=self._digest_kind[0],
            keepers=_column(self._keepers),
            reclaimable=_column(self._reclaimable),
            told=np.array(self._told if any(self._told) else (), dtype=SMALL),
            frees=_column(self._frees if len(self._frees) == len(self._members) else array("q")),
            not_listed=self._keys.not_listed or 0,
        )

    def _thing(self, file: File) -> int:
        """The number of a thing until all rows are there: its row, far enough from those of other kinds."""
        path = path_to_show(file)
        match file.type or self._usual:
            case Kind.FOLDER:
                return _FOLDERS + self._rows.add_folder(path, file)
            case Kind.LINK:
                return _LINKS + self._rows.add_link(path, file)
            case Kind.FILE:
                row = self._rows.add_file(path, file)
                for other in file.also or ():
                    self._rows.add_file(path_to_show(other), file)
                return row

    def _add_digest(self, text: str | None) -> None:
        """All findings of a category have a digest, made in the same way, or none has."""
        is_first = not self._details
        if not is_first and (text is not None) != bool(self._digests):
            raise ValueError(tr("a group of {category} without a digest", category=self._name))
        if text is None:
            return
        method, digest = _digest(text)
        if not is_first and self._digest_kind != (method, len(digest)):
            raise ValueError(tr("a group of {category} with another kind of digest", category=self._name))
        self._digest_kind = method, len(digest)
        self._digests += digest


def _column(values: array[int]) -> NDArray[np.int64]:
    return np.frombuffer(values, dtype=np.int64) if values else np.zeros(0, dtype=np.int64)


def _numbered(found: Findings, files: Rows, things: Things) -> Findings:
    """The findings with the final numbers of things."""
    members = found.members
    numbers = members % _FOLDERS + np.array([0, things.folders_begin, things.links_begin])[members // _FOLDERS]
    numbers[members < _FOLDERS] = files[members[members < _FOLDERS]]
    keepers = found.keepers.copy()
    keepers[keepers != NO_KEEPER] = numbers[keepers[keepers != NO_KEEPER]]
    return replace(found, members=numbers, keepers=keepers)


def _digest(text: str) -> tuple[str, bytes]:
    method, _, written = text.partition(":")
    digest = bytes.fromhex(written)
    if not method.isidentifier() or not digest or len(digest) % 8:
        raise ValueError(tr("“{text}” is not a digest", text=text))
    return method, digest
