"""An undo after an undo: what else could be brought back is named."""

from __future__ import annotations

import re

from support.kinds import Run, Tree


def test_where_nothing_is_left_of_the_last_run_an_earlier_one_is_offered(tree: Tree, cleanup: Run) -> None:
    root = tree({"a": "1", "b": "2"})
    for name in ("a", "b"):
        assert cleanup("trash", root / name, "--yes").returncode == 0
    assert cleanup("undo", encoding="utf-8").stdout.startswith("Brought back 1 file")
    said = cleanup("undo", encoding="utf-8").stdout
    earlier = re.search(r"cleanup undo (\S+) +bring back an earlier run", said)
    assert earlier, said
    assert cleanup("undo", earlier[1], encoding="utf-8").stdout.startswith("Brought back 1 file")
    assert "an earlier run" not in cleanup("undo", encoding="utf-8").stdout
    assert {path.name for path in root.iterdir()} == {"a", "b"}
