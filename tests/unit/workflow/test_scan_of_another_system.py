"""A scan that another kind of system wrote can be read here, and moves nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import cleanup
from cleanup.documents.scan import load_scan, write_json
from cleanup.model.errors import DocumentProblem
from cleanup.workflow.environment import Context


def test_paths_stay_as_they_were_written(tree: Callable[[Mapping[str, object]], Path], tmp_path: Path) -> None:
    root = tree({"a": "same", "folder": {"b": "same"}})
    stream = io.BytesIO()
    write_json(cleanup.scan(root, remember=False), stream)
    theirs = str(root).replace("/", "\\").encode("unicode_escape").decode()
    text = stream.getvalue().decode().replace(f"{root}/folder/", f"D:{theirs}\\\\folder\\\\")
    text = text.replace(f"{root}/", f"D:{theirs}\\\\").replace(str(root), f"D:{theirs}")
    found = load_scan(io.BytesIO(text.encode()), "document")
    paths = {Path(each["path"]) for each in json.loads(text)["findings"][0]["files"]}
    assert {Path(file.path.decode()) for each in found.each_finding() for file in each.files} == paths
    assert all(str(path).startswith("D:\\") for path in paths)
    with pytest.raises(DocumentProblem, match="another system"):
        cleanup.plan(found, context=Context.current())
