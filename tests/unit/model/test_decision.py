"""Decisions on one line: what is written is read back, byte for byte, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleanup.model.decision import Decision, content_of, parse_decision, written
from cleanup.model.errors import UsageProblem

DIGEST = "xxh3_128:0123456789abcdef0123456789abcdef"
PATHS = st.binary().filter(lambda path: b"\0" not in path).map(lambda path: b"/" + path)
DIGESTS = st.binary(min_size=16, max_size=16).map(lambda digest: f"xxh3_128:{digest.hex()}")
TIMES = st.integers(-(2**63), 2**63 - 1)
CONTENTS = st.builds(content_of, st.none() | DIGESTS, st.integers(0, 2**63 - 1), TIMES)


@given(CONTENTS, PATHS)
@example("0@-1", b"/ ")
@example(DIGEST, b"/\xff\n\x1b[31m 10@3 /x")
@example(DIGEST, "/日本 🎌".encode())
def test_what_is_written_is_read_back(content: str, path: bytes) -> None:
    decision = Decision(content, path)
    assert parse_decision(written(decision)) == decision


@given(CONTENTS, PATHS, CONTENTS, PATHS)
def test_no_two_decisions_are_written_alike(one: str, path: bytes, other: str, other_path: bytes) -> None:
    decisions = Decision(one, path), Decision(other, other_path)
    assert (decisions[0] == decisions[1]) is (written(decisions[0]) == written(decisions[1]))


def test_content_is_the_digest_or_else_size_and_time() -> None:
    assert content_of(DIGEST, 5, 7) == DIGEST
    assert content_of(None, 5, -7) == "5@-7"
    assert written(Decision("5@-7", b"/a b")) == "5@-7 /a b"


def test_the_path_begins_after_the_first_space() -> None:
    assert parse_decision("5@7 /x 6@8 /y") == Decision("5@7", b"/x 6@8 /y")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "/x", DIGEST, f"{DIGEST} ", f"{DIGEST} x", f"{DIGEST} ./x", f"{DIGEST}  /x", f"{DIGEST}\t/x",
        f" {DIGEST} /x", f"{DIGEST} ~/x", f"{DIGEST} /x\0y", "xxh3_128: /x", "xxh3_128:xyz /x", "xxh3_128:ABCDEF /x",
        ":0123 /x", "a-b:0123 /x", "5 /x", "@ /x", "5@ /x", "@7 /x", "-5@7 /x", "5@--7 /x", "5@7.5 /x", "5.5@7 /x",
        "five@7 /x", "5@7", "5@7 x", "*@* /x", "+5@7 /x",
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        parse_decision(text)
    assert problem.value.message == f"“{text}” is not a decision."
    assert "cleanup decisions" in problem.value.hint


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_decision_or_refused(text: str) -> None:
    try:
        decision = parse_decision(text)
    except UsageProblem:
        return
    assert written(decision) == text
