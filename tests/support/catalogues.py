"""Catalogues of made-up languages, as gettext reads them."""

from __future__ import annotations

import ast
import struct
import tomllib
from collections.abc import Container, Iterator, Mapping
from functools import cache
from pathlib import Path

import cleanup

Key = str | tuple[str, str]


def write_catalogue(folder: Path, language: str, words: Mapping[Key, Key]) -> None:
    """Write a catalogue; a pair is a sentence that counts, for one and for many."""
    head = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n"
    entries = sorted({"": head, **{_joined(key): _joined(word) for key, word in words.items()}}.items())
    texts = [text.encode() for pair in zip(*entries, strict=True) for text in pair]
    # The .mo file: a header, a table of (length, place) of the keys, one of the words, and the texts.
    place = 28 + 8 * len(texts)
    table = b""
    for text in texts:
        table += struct.pack("<II", len(text), place)
        place += len(text) + 1
    half = 28 + 4 * len(texts)
    path = folder / language / "LC_MESSAGES" / "cleanup.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(
        struct.pack("<7I", 0x950412DE, 0, len(entries), 28, half, 0, place) + table + b"".join(t + b"\0" for t in texts)
    )


def _joined(text: Key) -> str:
    return text if isinstance(text, str) else "\0".join(text)


_LITERALS = {"tr": 1, "mark": 1, "trn": 2, "mark_count": 2, "tr_in": 2}
_SOURCE = Path(cleanup.__file__).parent


def translated_calls() -> Iterator[tuple[str, str, list[ast.expr]]]:
    """Every call that names a sentence: where it stands, the function, and the arguments that must be literals."""
    for where, name, call in calls(_LITERALS):
        yield where, name, call.args[: _LITERALS[name]]


def calls(names: Container[str]) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of these functions in the program: where it stands, the function, and the call."""
    return (found for found in _calls_of_the_program() if found[1] in names)


@cache
def _calls_of_the_program() -> list[tuple[str, str, ast.Call]]:
    # Once for each process: parsing the source takes seconds, and test modules ask at import.
    return [
        (f"{module.relative_to(_SOURCE)}:{node.lineno}", node.func.id, node)
        for module in sorted(_SOURCE.rglob("*.py"))
        if module != _SOURCE / "language.py"
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]


@cache
def sentences() -> dict[Key, list[str]]:
    """Every sentence of the program, as the key of a catalogue, and where it stands."""
    found: dict[Key, list[str]] = {}
    for where, function, arguments in translated_calls():
        texts = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
        key: Key = texts[0]
        if function in {"trn", "mark_count"}:
            key = (texts[0], texts[1])
        elif function == "tr_in":
            key = f"{texts[0]}\x04{texts[1]}"
        found.setdefault(key, []).append(where)
    # What rules are about is said from their files.
    for path in sorted(_SOURCE.rglob("*.toml")):
        for table, rule in tomllib.loads(path.read_text("utf-8")).items():
            for text in (rule[key] for key in ("what", "why") if key in rule) if isinstance(rule, dict) else ():
                found.setdefault(text, []).append(f"{path.name}: [{table}]")
    return found


def write_made_up_catalogue(folder: Path, language: str) -> None:
    """A language whose every sentence is the English one between ⟦ and ⟧; the separators of numbers stay."""
    words: dict[Key, Key] = {}
    for key in sentences():
        if isinstance(key, tuple):
            words[key] = (f"⟦{key[0]}⟧", f"⟦{key[1]}⟧")
        elif key and "separator\x04" not in key:
            words[key] = f"⟦{key.rpartition(chr(4))[2]}⟧"
    write_catalogue(folder, language, words)
