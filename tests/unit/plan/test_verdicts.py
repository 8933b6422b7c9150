"""What goes by default: what is plainly one too many, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cleanup.language import mark
from cleanup.model.belonging import FILED, Belonging, Whole
from cleanup.model.finding import VERDICTS
from cleanup.model.neighbours import Neighbours
from cleanup.model.thing import Things
from cleanup.plan.judging import judged
from cleanup.plan.standing import Standing
from support.made import duplicates, inventory

INBOX = Belonging(b"/in", loose=True)
PLACES = {
    b"/in": INBOX,
    b"/desk": Belonging(b"/desk", loose=True),
    b"/tmp/in": Belonging(b"/tmp/in", loose=True),
    b"/in/trip": Belonging(b"/in"),
    b"/old": Belonging(place_copied=b"/old"),
    b"/old/in": Belonging(b"/old/in", loose=True, place_copied=b"/old"),
    b"/app": Belonging(whole=Whole("app", b"/app", mark("an app"), stands=False)),
    b"/books": Belonging(whole=Whole("books", b"/books", mark("a library"))),
    b"/map": Belonging(whole=Whole("map", b"/map", mark("a map"), papers=False)),
    b"/in/app": Belonging(b"/in", whole=Whole("app", b"/in/app", mark("an app"))),
}


def said(
    *files: str,
    beside: tuple[str, ...] = (),
    values: Mapping[str, Mapping[str, int]] | None = None,
    links: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """What is said of copies of one file; ``beside`` are other files, ``links`` lead to paths."""
    known = {path: {"size": 1000} | dict((values or {}).get(path, {})) for path in (*files, *beside)}
    made = inventory(known, links={link: {} for link in links or {}})
    things = Things(made)
    rows = {made.path(row).decode(): row for row in range(len(made.files))}

    def names(folder: bytes) -> list[bytes] | None:
        return [path.rpartition("/")[2].encode() for path in known if path.rpartition("/")[0].encode() == folder]

    def leads_to(link: bytes, _: object) -> bytes:
        return (links or {})[link.decode()].encode()

    standing = Standing(things, (), lambda path: int(path.startswith(b"/tmp")), lambda path: PLACES.get(path, FILED))
    first = [rows[path] for path in files if rows[path] in made.first]
    (found,) = judged((duplicates(first),), things, standing, Neighbours(names, leads_to))
    return {
        made.path(thing).decode(): found.rulings[place].evidence if VERDICTS[verdict] != "stays" else "stays"
        for thing, verdict, place in zip(found.members.tolist(), found.verdicts(), found.ruled.tolist(), strict=True)
    }


GOES = {"filed-elsewhere", "copy-beside"}


@pytest.mark.parametrize(
    ("files", "evidence"),
    [
        ("/in/a.pdf /tax/a.pdf", "filed-elsewhere"),
        ("/in/x92.pdf /tax/a.pdf", "filed-elsewhere"),
        ("/in/a.pdf /desk/a.pdf", "in-inboxes"),
        ("/in/a.pdf /in/trip/a.pdf", "in-inboxes"),
        ("/in/trip/a.pdf /tax/a.pdf", "in-inbox-folder"),
        ("/in/a.pdf /old/a.pdf", "in-inboxes"),
        ("/in/a.pdf /app/a.pdf", "in-inboxes"),
        ("/in/a.pdf /books/a.pdf", "filed-elsewhere"),
        ("/in/a.pdf /tmp/a.pdf", "not-lasting"),
        ("/tmp/in/a.pdf /tmp/tax/a.pdf", "filed-elsewhere"),
        ("/old/in/a.pdf /tax/a.pdf", "in-copied-place"),
        ("/old/a.pdf /tax/a.pdf", "in-copied-place"),
        ("/tax/a.pdf /best/a.pdf", "undecided"),
        ("/app/a.pdf /tax/a.pdf", "in-whole"),
        ("/in/app/a.pdf /tax/a.pdf", "in-whole"),
        ("/tax/a_(1).pdf /tax/a.pdf", "copy-beside"),
        ("/tax/Copy_of_a.pdf /tax/a.pdf", "copy-beside"),
        ("/tax/a_(1)_(1).pdf /tax/a_(1).pdf", "copy-beside"),
        ("/tax/a_(1).PDF /tax/A.pdf", "copy-beside"),
        ("/tax/a\u0308_(1).pdf /tax/\u00e4.pdf", "copy-beside"),
        ("/in/a_(1).pdf /in/a.pdf", "copy-beside"),
        ("/in/trip/a_(1).pdf /in/trip/a.pdf", "copy-beside"),
        ("/tax/a_(1).pdf /other/a.pdf", "undecided"),
        ("/tax/a_(2).pdf /tax/a_(1).pdf", "undecided"),
        ("/tax/a.PDF /tax/a.pdf", "undecided"),
        ("/books/a_(1).pdf /books/a.pdf", "in-whole"),
        ("/map/a_(1).pdf /map/a.pdf", "copy-beside"),
        ("/map/a_(1).tif /map/a.tif", "in-whole"),
        ("/old/a_(1).pdf /old/a.pdf", "in-copied-place"),
        ("/in/.keep /tax/.keep", "in-use"),
        ("/desk/tool.desktop /tax/tool.desktop", "in-use"),
    ],
)
def test_one_of_two(files: str, evidence: str) -> None:
    first, second = (path.replace("_", " ") for path in files.split())
    found = said(first, second)
    assert found in ({first: evidence, second: "stays"}, {first: "stays", second: evidence})
    if evidence in GOES:
        assert found[second] == "stays"


def test_all_loose_copies_of_a_filed_one_go() -> None:
    found = said("/in/a", "/in/b", "/desk/a", "/in/trip/a", "/tax/a", "/best/a")
    assert {path for path, evidence in found.items() if evidence in GOES} == {"/in/a", "/in/b", "/desk/a"}


def test_what_stays_for_another_does_not_go_itself() -> None:
    found = said("/in/a (1)", "/in/a", "/tax/a (1)", "/tax/a")
    assert found == {
        "/in/a (1)": "filed-elsewhere", "/in/a": "filed-elsewhere", "/tax/a (1)": "copy-beside", "/tax/a": "stays",
    }  # fmt: skip
    assert said("/in/a", "/in/a (1)", "/in/a (1) (1)") == {
        "/in/a": "stays", "/in/a (1)": "copy-beside", "/in/a (1) (1)": "copy-beside",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("a.jpg", "a.xmp"),
        ("a.jpg", "a.jpg.xmp"),
        ("a.JPG", "A.AAE"),
        ("a.jpg", "a.CR2"),
        ("a.heic", "a.mov"),
        ("a.mkv", "a.de.srt"),
        ("a.de.srt", "a.mkv"),
        ("a.zip", "a.z01"),
        ("a.iso", "a.iso.sha256"),
        ("a.html", "a_files"),
    ],
)
def test_nothing_is_torn_from_what_belongs_to_it(name: str, beside: str) -> None:
    one, filed = f"/in/{name}", f"/tax/{name}"
    assert said(one, filed, beside=(f"/in/{beside}",))[one] == "has-companion"
    assert said(one, filed, beside=(f"/in/other {beside}", f"/tax/{beside}"))[one] == "filed-elsewhere"


def test_what_belongs_together_goes_together_if_it_stays_together() -> None:
    assert said_of_pair("/tax/a.jpg", "/tax/a.xmp") == {"filed-elsewhere"}
    assert said_of_pair("/tax/b.jpg", "/tax/b.xmp") == {"filed-elsewhere"}
    assert said_of_pair("/tax/a.jpg", "/notes/a.xmp") == {"has-companion"}
    assert said_of_pair("/tax/a.jpg", "/tax/b.xmp") == {"has-companion"}
    assert said_of_pair("/tax/a.jpg", "/tax/a.xmp", "a.xmp.md5") == {"has-companion"}, "the photo stays for its notes"


def said_of_pair(photo: str, notes: str, *beside: str) -> set[str]:
    """What is said of a photo and its notes, both loose, by where their copies are filed; ``beside`` is loose too."""
    files = ["/in/a.jpg", "/in/a.xmp", photo, notes]
    made = inventory({path: {"size": 1000} for path in files})
    rows = [[made.path(row).decode() for row in range(4)].index(path) for path in files]
    standing = Standing(Things(made), (), lambda _: 0, lambda path: PLACES.get(path, FILED))
    loose = [b"a.jpg", b"a.xmp", *map(str.encode, beside)]
    near = Neighbours(lambda folder: loose if folder == b"/in" else [])
    (found,) = judged((duplicates([rows[0], rows[2]], [rows[1], rows[3]]),), Things(made), standing, near)
    return {found.ruling(place).evidence for place in (0, 2)}


def test_what_a_link_leads_to_stays() -> None:
    assert said("/in/a", "/tax/a", links={"/bin/a": "/in/a"})["/in/a"] == "linked"
    assert said("/in/a", "/tax/a", links={"/bin/a": "/tax/a"})["/in/a"] == "filed-elsewhere"


def test_numbers_of_a_series_are_no_marks_of_copies() -> None:
    files = ("/art/frame.png", "/art/frame (1).png")
    assert said(*files, beside=("/art/frame (2).png", "/art/frame (3).png"))[files[1]] == "in-series"
    assert said(*files, beside=("/art/frame (2).png",))[files[1]] == "copy-beside"
    loose = ("/in/bill.pdf", "/in/bill (1).pdf")
    assert said(*loose, beside=("/in/bill (2).pdf", "/in/bill (3).pdf"))[loose[1]] == "copy-beside"


def test_what_is_the_same_by_chance() -> None:
    tiny = {path: {"size": 3} for path in ("/in/a", "/tax/b", "/tax/a")}
    assert said("/in/a", "/tax/b", values=tiny)["/in/a"] == "tiny"
    assert said("/in/a", "/tax/a", values=tiny)["/in/a"] == "filed-elsewhere"


def test_each_name_of_a_file_must_be_free_to_go() -> None:
    linked = {path: {"inode": 7, "links": 2} for path in ("/in/a", "/in/b", "/tax/b")}
    assert said("/in/a", "/in/b", "/tax/a", values=linked) == {"/in/a": "filed-elsewhere", "/tax/a": "stays"}
    assert said("/in/a", "/tax/b", "/tax/a", values=linked)["/in/a"] not in GOES
    assert said("/in/a", "/tax/a", values=linked)["/in/a"] == "other-names"
    # What is one of many states of the same thing stays for no other one.
    assert said("/in/a", "/tax/a", values={"/tax/a": {"links": 2}})["/in/a"] == "in-inboxes"


def test_another_owner_or_drive_stays_for_nobody() -> None:
    assert said("/in/a", "/tax/a", values={"/tax/a": {"owner": 5}})["/in/a"] not in GOES
    assert said("/in/a", "/tax/a", values={"/tax/a": {"device": 5}})["/in/a"] not in GOES
