"""Patterns that never backtrack: each star takes the first place that fits, and stays there.

The regular expressions that pathspec makes from .gitignore patterns try all places for all stars: with eight of them,
one long name takes longer than anybody waits. What is between two stars has a fixed length, so the first place leaves
the most room for the rest, and no other need be tried.
"""

from __future__ import annotations

import re

_STAR = "[^/]*"
_FOLDERS_BEFORE = "(?:.+/)?"
_FOLDERS_BETWEEN = "(?:/.+)?"
_TOKEN = re.compile(
    "|".join([*map(re.escape, (_STAR, _FOLDERS_BEFORE, _FOLDERS_BETWEEN)), r"\\.", r"\[\^?\]?(?:\\.|[^\]\\])*\]", "."]),
    re.DOTALL,
)


def linear(expression: str) -> str:
    """A pathspec regular expression, rewritten to take time that grows only with the length of a path.

    One thing differs, but is as in Git: no class of letters, such as ``[!a]``, matches a slash.
    """
    tokens = _TOKEN.findall(expression)
    before = _FOLDERS_BEFORE in tokens[:2]
    begins = "".join(tokens[: 1 + before]) if tokens[:1] == ["^"] else ""
    *first, last = [_part(tokens) for tokens in _split(tokens[1 + before if begins else 0 :], _FOLDERS_BETWEEN)]
    if not first:
        return begins + last
    ways = ["(?:.+?/)??" if before else "", *["(?:/.+?)??"] * (len(first) - 1)]
    # The last part is matched from the end, as pathspec does: which folder matches decides what a "!" takes back.
    fixed = "".join(f"(?>{way}{part}(?=/))" for way, part in zip(ways, first, strict=True))
    return "^" + fixed + _FOLDERS_BETWEEN + last


def _split(tokens: list[str], at: str) -> list[list[str]]:
    """The tokens between the separators ``at``."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token == at:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _part(tokens: list[str]) -> str:
    """What is between two ``**``."""
    return "/".join(map(_name, _split(tokens, "/")))


def _name(tokens: list[str]) -> str:
    """What is between two slashes; only the last star reaches as far as it can."""
    begin, *others = ["".join(map(_letter, piece)) for piece in _split(tokens, _STAR)]
    if not others:
        return begin
    return begin + "".join(f"(?>{_STAR}?{piece})" for piece in others[:-1] if piece) + _STAR + others[-1]


def _letter(token: str) -> str:
    return "(?!/)" + token if token[0] == "[" else token
