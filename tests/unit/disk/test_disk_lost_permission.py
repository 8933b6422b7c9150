"""A file or folder that lost its permission after the walk is told with the system's own code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tree = Callable[..., Path]

LOSES_PERMISSION = """
import os, sys
import numpy as np
from cleanup.disk.digests import Digester, NoCache
from cleanup.disk.protected import load_protection
from cleanup.disk.workers import Workers
from cleanup.model.event import Listener
from cleanup.model.request import Selection
from cleanup.walk.roots import prepare
from cleanup.walk.walker import Walk

class Tell(Listener):
    def trouble(self, trouble):
        print(os.path.basename(trouble.path).decode(), trouble.stage, trouble.code)

root = sys.argv[1]
walking = Walk(*prepare([root], Selection(), load_protection("/nowhere", [])), Tell())
with Workers(1) as workers:
    walking.walk(workers)
inventory = walking.result().inventory
os.chmod(os.path.join(root, "victim"), 0)
os.chmod(os.path.join(root, "folder"), 0)
with Workers(1) as workers:
    _, known = Digester(inventory, workers, NoCache(), Tell()).digest("whole", inventory.first)
print(sorted((inventory.file_name(int(row)).decode(), bool(good)) for row, good in zip(inventory.first, known)))
"""


@pytest.mark.root
def test_files_that_lost_their_permission_are_told_with_its_code(
    tree: Tree, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    shared: Any = pytestconfig.pluginmanager.get_plugin(str(Path(__file__).parents[2] / "conftest.py"))
    start = shared.as_nobody()
    root = tree({"good": "1", "victim": "2", "folder": {"inside": "3"}}, Path(os.path.realpath(tmp_path)) / "tree")
    for path in (root, *root.rglob("*")):
        os.chown(path, 65534, 65534)
    for path in list(root.parents)[: -len(Path("/tmp").parts)]:
        path.chmod(0o711)
    done = subprocess.run(
        [*start, sys.executable, "-c", LOSES_PERMISSION, root], capture_output=True, check=False, cwd="/", text=True
    )
    assert done.returncode == 0, done.stderr
    *told, known = done.stdout.splitlines()
    assert sorted(told) == ["inside find EACCES", "victim find EACCES"]
    assert known == "[('good', True), ('inside', False), ('victim', False)]"
