"""How the default plan does beside a careful person: ``python tests/quality/score.py [HOME]… [--seed N] [--docs]``.

Prints each harm and each plain copy that was left as a sentence, and tables by home and by kind. ``--docs`` writes the
figures into the docs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from quality.build import Built, CannotBuild, built
from quality.home import Group, Home, homes
from quality.names import as_written, decomposed, without_inboxes

DOCS = Path(__file__).parents[2] / "docs" / "explanation" / "questions.md"
_PROGRAM = [sys.executable, "-m", "cleanup"]
_NAMES = {"written": as_written, "without-inboxes": without_inboxes, "decomposed": decomposed}
_MARKS = "<!-- figures of tests/quality/score.py -->\n", "\n<!-- end of the figures -->"


@dataclass(frozen=True, slots=True)
class Line:
    """One group of a home, and what was chosen of it."""

    home: str
    group: Group | None
    path: str
    said: str

    def __str__(self) -> str:
        if self.group is None:
            return f"{self.home}: {self.path} is the only one, and was chosen. The program: {self.said}"
        return f"{self.home}, {self.group.id}: {self.path}. The person: {self.group.why} The program: {self.said}"


@dataclass(frozen=True, slots=True)
class Score:
    """What the default plan did in one home; ``skipped`` says why there is no answer."""

    home: Home
    harm: tuple[Line, ...] = ()
    left: tuple[Line, ...] = ()
    loose: tuple[Line, ...] = ()
    skipped: str = ""

    @property
    def plain(self) -> int:
        return sum(group.is_plain for group in self.home.groups)

    @property
    def harmed(self) -> int:
        return len(_groups(self.harm)) + sum(line.group is None for line in self.harm)

    @property
    def chosen(self) -> int:
        return self.plain - len(_groups(self.left))


def score(home: Home, seed: int = 1) -> Score:
    """Make the home, ask the program, compare."""
    try:
        with built(home, seed) as made:
            return compared(made, _said(made))
    except CannotBuild as error:
        return Score(home, skipped=str(error))


def scores(those: list[Home], seed: int = 1) -> list[Score]:
    """The score of each home, several at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(score, seed=seed), those))


def figures(those: list[Score]) -> str:
    """The sum of all homes, as a sentence for the docs."""
    groups = sum(len(one.home.groups) for one in those)
    plain, chosen = (sum(getattr(one, name) for one in those) for name in ("plain", "chosen"))
    harmed = sum(one.harmed for one in those)
    return (
        f"In {len(those)} invented homes with {groups} groups of equal files, a careful person first wrote down\n"
        f"which copies may go unread. The default plan takes them in {chosen} of the {plain} groups that have any,\n"
        f"and takes something else in {harmed}."
    )


def table(those: list[Score]) -> str:
    rows = [("home", "groups", "harm", "plain", "chosen")]
    rows += [
        (one.home.name, str(len(one.home.groups)), str(one.harmed), str(one.plain), str(one.chosen)) for one in those
    ]
    sums = ("groups", "harm", "plain", "chosen")
    rows.append(("all", *(str(sum(int(row[rows[0].index(name)]) for row in rows[1:])) for name in sums)))
    return "\n".join(f"{row[0]:<24}" + "".join(f"{cell:>8}" for cell in row[1:]) for row in rows)


def by_kind(those: list[Score]) -> str:
    """The kinds of groups in which something is wrong, the worst first."""
    groups = Counter(group.kind for one in those for group in one.home.groups)
    harm = Counter(group.kind for one in those for group in _groups(one.harm))
    left = Counter(group.kind for one in those for group in _groups(one.left))
    wrong = sorted(groups, key=lambda kind: (-harm[kind], -left[kind], kind))
    return "\n".join(
        f"{kind:<28}{groups[kind]:>4}{harm[kind]:>8}{left[kind]:>8}" for kind in wrong if harm[kind] or left[kind]
    )


def written_in_docs() -> str:
    """The figures that the docs carry now."""
    found = re.search("(.*?)".join(map(re.escape, _MARKS)), DOCS.read_text("utf-8"), re.DOTALL)
    return found[1] if found else ""


def _groups(lines: tuple[Line, ...]) -> list[Group]:
    return list({line.group.id: line.group for line in lines if line.group}.values())


def _said(made: Built) -> dict[str, Any]:
    """What the program answers: its scan, and the plan that it makes by default."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(made.folder), "LC_ALL": "C.UTF-8"}
    answers = {}
    for name, command in {"scan": ["scan", *map(str, made.roots)], "plan": ["plan"]}.items():
        done = subprocess.run(
            [*_PROGRAM, *command, "-f", "json"], check=False, capture_output=True, env=kept, cwd=made.folder
        )
        if done.returncode:
            raise RuntimeError(f"{made.home.name}: {name} ended with {done.returncode}: {done.stderr.decode()}")
        answers[name] = json.loads(done.stdout)
    return answers


def compared(made: Built, answers: dict[str, Any]) -> Score:
    home = made.home
    chosen = {step["path"]: step for step in answers["plan"]["steps"]}
    words = {path: said.replace(f"{made.root}/", "") for path, said in _words(answers).items()}
    group_of = {str(made.place(file.path)): (group, file.path) for group in home.groups for file in group.files}
    harm, loose = [], []
    for path in chosen:
        group, name = group_of.get(path, (None, str(Path(path).relative_to(made.root))))
        line = Line(home.name, group, name, words[path])
        if group is None or name not in group.goes:
            harm.append(line)
        elif name.startswith(tuple(f"{inbox}/" for inbox in home.inboxes)) and not _stays_beside(made, path, chosen):
            loose.append(line)
    left = [
        Line(home.name, group, name, words.get(path, "not even found"))
        for path, (group, name) in group_of.items()
        if name in group.goes and path not in chosen
    ]
    return Score(home, tuple(harm), tuple(left), tuple(loose))


def _stays_beside(made: Built, path: str, chosen: dict[str, Any]) -> bool:
    """Whether the same bytes stay in the folder of what was chosen."""
    place = Path(path)
    content = place.read_bytes()
    return any(
        other.is_file() and str(other) not in chosen and other.read_bytes() == content
        for other in place.parent.iterdir()
    )


def _words(answers: dict[str, Any]) -> dict[str, str]:
    """What the program says of each file: of its finding, and of its step if it has one."""
    words = {}
    for finding in answers["scan"]["findings"]:
        for file in finding["files"]:
            if finding["category"] == "duplicates" or file["path"] not in words:
                words[file["path"]] = f"{finding['category']}: {file.get('choice', '')} {file.get('why', '')}".strip()
    for step in answers["plan"]["steps"]:
        keeper = step["keeper"] or {"path": "nothing", "rule": "none"}
        words[step["path"]] = f"{step['category']}: {step['why']}; {keeper['path']} stays ({keeper['rule']})"
    return words


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("homes", nargs="*", metavar="HOME")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", choices=_NAMES, default="written", help="give the same things other names")
    parser.add_argument("--docs", action="store_true", help="write the figures into the docs")
    asked = parser.parse_args()
    those = [home for home in homes() if not asked.homes or home.name in asked.homes]
    found = scores(list(map(_NAMES[asked.names], those)), asked.seed)
    answered = [one for one in found if not one.skipped]
    for one in found:
        for title, lines in {
            "harm": one.harm,
            "left": one.left,
            "loose": one.loose if asked.names == "without-inboxes" else (),
        }.items():
            for line in lines:
                print(f"{title}: {line}")
        if one.skipped:
            print(f"skipped: {one.skipped}")
    print(table(answered))
    if wrong := by_kind(answered):
        print(f"\n{'kind':<24}{'groups':>8}{'harm':>8}{'left':>8}\n{wrong}")
    if asked.docs:
        text = DOCS.read_text("utf-8").replace(written_in_docs(), figures(answered))
        DOCS.write_text(text, "utf-8")
    return bool(sum(one.harmed for one in answered))


if __name__ == "__main__":
    sys.exit(main())
