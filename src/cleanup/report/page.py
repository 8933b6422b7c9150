"""The page of a scan: what could be freed, where it is, what was not looked into, what to do next."""

from __future__ import annotations

import os

from rich.cells import cell_len
from rich.text import Text

from cleanup.language import mark_count, said, said_count, tr, trn
from cleanup.model.category import Unit
from cleanup.model.finding import Finding
from cleanup.model.scan import Scan, Share
from cleanup.report.commands import after_scan, command, name_of_scan
from cleanup.report.numbers import counted, duration, files, limit, reason
from cleanup.report.safe import shown
from cleanup.report.sheet import GAP, Sheet, draw, joined
from cleanup.report.style import PageStyle
from cleanup.report.summary import Biggest, biggest

_BAR, _SHORT_BAR = 24, 10
_TROUBLES_SHOWN = 5
_PASSED_OVER = (
    ("unreadable", "files", mark_count("{n} unreadable file", "{n} unreadable files")),
    ("unreadable", "folders", mark_count("{n} unreadable folder", "{n} unreadable folders")),
    ("protected", "files", mark_count("{n} protected file (part of systems, programs and libraries)",
                                      "{n} protected files (part of systems, programs and libraries)")),
    ("hidden", "files", mark_count("{n} hidden file", "{n} hidden files")),
    ("cloud_only", "files", mark_count("{n} cloud-only file", "{n} cloud-only files")),
    ("filtered", "files", mark_count("{n} file skipped by your filters", "{n} files skipped by your filters")),
)  # fmt: skip


def draw_page(scan: Scan, style: PageStyle, *, on_terminal: bool) -> str:
    """Draw the page; with colour only for a terminal that wants it."""
    return draw(lambda sheet: _Page(scan, sheet).lines(), style, on_terminal=on_terminal)


class _Page:
    """The parts of one page, as lines no wider than the sheet."""

    def __init__(self, scan: Scan, sheet: Sheet) -> None:
        self.scan = scan
        self.sheet = sheet
        self.style = sheet.style
        self.width = sheet.width
        self._of_category = {found.category.name: found.category for found in scan.findings}

    def lines(self) -> list[Text]:
        if self.style.headline_only:
            return self._headline()
        return joined(
            [
                self._headline(),
                self._categories(),
                self._biggest(),
                self._places(),
                self._not_looked_into(),
                self._troubles(),
                self._next(),
            ]
        )

    def _headline(self) -> list[Text]:
        savings, totals = self.scan.savings, self.scan.totals
        safe, look = self.sheet.size(savings.safe.reclaimable_bytes), self.sheet.size(savings.look.reclaimable_bytes)
        text = self._sums(safe, look)
        took = (self.scan.finished_at - self.scan.started_at).total_seconds()
        facts = f"{files(totals.files)} · {self.sheet.size(totals.allocated_bytes)} · {duration(took)}"
        headline = Text(text, style="bold green" if savings.total.reclaimable_bytes else "bold")
        lines = []
        if not self.scan.complete:
            lines.append(Text(tr("Stopped half-way: this is what was found so far."), style="bold yellow"))
        gap = self.width - cell_len(text) - cell_len(facts)
        if gap >= 3:
            lines.append(headline + Text(" " * gap) + Text(facts, style="dim"))
        else:
            lines += [*self.sheet.wrapped(text, headline.style), Text(facts, style="dim")]
        if savings.total.reclaimable_bytes:
            lines.append(Text(tr("once moved to the trash and the trash is emptied"), style="dim"))
        if savings.shared_bytes:
            note = tr("{size} of this shares disk blocks with other files or snapshots, and comes free only with them.",
                      size=self.sheet.size(savings.shared_bytes))  # fmt: skip
            lines += self.sheet.wrapped(note, "dim")
        if moved := savings.moved_since.files:
            note = trn("{n} file was moved since this scan, and is not counted any more; scan again.",
                       "{n} files were moved since this scan, and are not counted any more; scan again.",
                       moved)  # fmt: skip
            lines += self.sheet.wrapped(note, "yellow")
        for stuck in savings.cannot_move:
            note = trn("{n} file ({size}) cannot move from where it lies: {problem}",
                       "{n} files ({size}) cannot move from where they lie: {problem}", stuck.files,
                       size=self.sheet.size(stuck.reclaimable_bytes), problem=shown(stuck.problem))  # fmt: skip
            lines += self.sheet.wrapped(note, "yellow")
        if self.scan.options.get("all"):
            note = tr("Protected places were searched too (--all): files there belong to programs and stay.")
            lines += self.sheet.wrapped(note, "yellow")
        return lines

    def _sums(self, safe: str, look: str) -> str:
        """The first sentence of the page."""
        savings = self.scan.savings
        if not savings.total.reclaimable_bytes:
            if not self.scan.complete:
                return tr("Nothing found yet")
            if savings.cannot_move or savings.moved_since.files:
                return tr("Nothing here that could move wastes space")
            if self.scan.totals.files:
                return tr("Nothing here wastes space")
            return tr("There are no files here")
        if not savings.safe.reclaimable_bytes:
            return tr("{look} are worth a look", look=look)
        # With --all, copies may belong to the system or to programs, which need each of theirs.
        if self.scan.options.get("all"):
            return tr(
                "{safe} in copies, {look} in all worth a look",
                safe=safe,
                look=self.sheet.size(savings.total.reclaimable_bytes),
            )
        if savings.look.reclaimable_bytes:
            return tr("{safe} can be freed safely, {look} are worth a look", safe=safe, look=look)
        return tr("{safe} can be freed safely", safe=safe)

    def _categories(self) -> list[Text]:
        shares = self.scan.savings.by_category
        if not any(share.findings for share in shares.values()):
            return []
        largest = max(share.reclaimable_bytes for share in shares.values()) or 1
        rows = [
            (shown(name), share, self.sheet.size(share.reclaimable_bytes), self._count(name, share))
            for name, share in shares.items()
        ]
        names, sizes, counts = (max(cell_len(str(row[at])) for row in rows) for at in (0, 2, 3))
        remarks = {shown(name): shown(self._remark(name)) for name in shares}
        room = self.width - names - sizes - counts - 6
        longest = max(cell_len(remarks[shown(name)]) for name, share in shares.items() if share.findings) + 2
        with_remark = room - longest >= _SHORT_BAR
        bar = min(_BAR, room - longest if with_remark else room)
        lines = []
        for name, share, amount, count in rows:
            style = "dim" if not share.findings else ""
            line = Text(f"{name:<{names}}  ", style=style)
            if bar >= _SHORT_BAR:
                line.append(f"{self.sheet.bar(share.reclaimable_bytes / largest, bar)}  ", style=self._colour(name))
            line.append(f"{amount:>{sizes}}  {count:>{counts}}", style=style)
            if with_remark and share.findings:
                line.append(f"  {remarks[name]}", style="dim")
            line.rstrip()
            lines.append(line)
        several = sum(share.reclaimable_bytes for share in shares.values())
        if several > self.scan.savings.total.reclaimable_bytes:
            text = tr("A file in several rows counts once in the totals above.")
            lines += self.sheet.wrapped(text, "dim")
        return lines

    def _count(self, name: str, share: Share) -> str:
        found = self._of_category.get(name)
        return counted(found.unit if found else Unit.FILE, share.findings)

    def _remark(self, name: str) -> str:
        found = self._of_category.get(name)
        if found is None or not found.remark:
            return ""
        written = str(self.scan.options.get(found.limit))
        return said(found.remark, limit=limit(written, binary=self.style.binary))

    def _colour(self, name: str) -> str:
        found = self._of_category.get(name)
        return "green" if found and found.may_be_safe else "yellow"

    def _biggest(self) -> list[Text]:
        rows = biggest(self.scan, self.style.most)
        if not rows:
            return []
        sizes = [self.sheet.size(row.frees) for row in rows]
        size_width = max(cell_len(tr("frees")), *map(cell_len, sizes))
        path_width = self.width - size_width - 2
        title = tr("Biggest findings")
        lines = [Text(f"{title:<{path_width}}  ", style="bold") + Text(f"{tr('frees'):>{size_width}}", style="dim")]
        for row, amount in zip(rows, sizes, strict=True):
            finding = row.findings[0]
            first = finding.files[0 if finding.keeper is None else 1]
            going = len(finding.files) - 1
            path = self.sheet.path(first.path, path_width)
            if finding.keeper is not None and going > 1:
                sentence = trn("{path} and {n} more", "{path} and {n} more", going - 1, path=GAP)
                path = self.sheet.with_path(sentence, first.path, path_width)
            pad = " " * (path_width - cell_len(path) + 2 + size_width - cell_len(amount))
            lines.append(Text(path) + Text(pad) + Text(amount, style="bold green" if row.safe else "bold yellow"))
            lines.append(Text("  " + self._why(row, self.width - 2), style="dim"))
        return lines

    def _why(self, row: Biggest, width: int) -> str:
        finding = row.findings[0]
        if finding.keeper is not None:
            kept = finding.files[finding.keeper].path
            why = self._reason(finding)
            if drives := self._other_drives(finding):
                why = tr("{why}, also on the drive {name}", why=why, name=", ".join(drives))
            return self.sheet.with_path(tr("{why}; stays: {path}", why=why, path=GAP), kept, width)
        return "; ".join(self._reason(each) for each in row.findings)

    def _other_drives(self, finding: Finding) -> list[str]:
        """The names of the other drives that have copies of what stays."""
        volumes = {device: volume for volume in self.scan.volumes for device in volume.devices}
        on = [volumes.get(file.device) for file in finding.files]
        first = on[finding.keeper or 0]
        others = {each.path for each in on if each and first and each.identity != first.identity}
        return [shown(os.path.basename(path) or path) for path in sorted(others)]

    def _reason(self, finding: Finding) -> str:
        return reason(finding.why, finding.detail, binary=self.style.binary, local=True)

    def _places(self) -> list[Text]:
        folders = self.scan.savings.by_folder
        if not folders:
            return []
        parts = []
        for path, amount in folders:
            place = self.sheet.path(path, self.width // 2)
            named = tr("directly in {folder}", folder=place) if path in self.scan.roots else place
            parts.append(f"{named} {self.sheet.size(amount)}")
        return self.sheet.listed(tr("Where it is:") + " ", parts, "")

    def _not_looked_into(self) -> list[Text]:
        coverage = self.scan.coverage
        counts = [(words, getattr(getattr(coverage, kind), what)) for kind, what, words in _PASSED_OVER]
        parts = [said_count(words, count) for words, count in counts if count]
        lines = self.sheet.listed(tr("Not looked into:") + " ", parts, "dim") if parts else []
        mounts = coverage.mounts
        if mounts:
            names = ", ".join(self.sheet.path(path, self.width - 30) for path in mounts[:3])
            text = tr("Other drives skipped: {names}", names=names)
            if more := max(len(mounts) - 3, 0):
                text = trn("Other drives skipped: {names} and {n} more",
                           "Other drives skipped: {names} and {n} more", more, names=names)  # fmt: skip
            lines += self.sheet.wrapped(text, "dim")
        if any(found.category.by_last_use for found in self.scan.findings):
            for volume in self.scan.volumes:
                if not volume.access_times:
                    path = self.sheet.path(volume.path.encode("utf-8", "surrogateescape"), 30)
                    text = tr(
                        "On {path}, last use means last change: access times are not reliable there ({reason}).",
                        path=path,
                        reason=shown(volume.reason),
                    )
                    lines += self.sheet.wrapped(text, "dim")
        return lines

    def _troubles(self) -> list[Text]:
        troubles = self.scan.troubles
        if not troubles:
            return []
        count = trn("{n} item could not be read:", "{n} items could not be read:", len(troubles))
        lines = [Text(count, style="bold yellow")]
        for trouble in troubles[:_TROUBLES_SHOWN]:
            room = self.width - cell_len(trouble.message) - 4
            lines.append(Text(f"  {self.sheet.path(trouble.path, max(room, 20))}: {shown(trouble.message)}"))
        again = command("report", name_of_scan(self.scan, self.style), "-f", "json")
        if len(troubles) > _TROUBLES_SHOWN and again:
            lines.append(Text("  " + tr("… all of them: {command}", command=again), style="dim"))
        return lines

    def _next(self) -> list[Text]:
        return self.sheet.next_commands(after_scan(self.scan, self.style))
