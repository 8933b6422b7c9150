"""Print what cleanup and its tests need of other packages on Windows, one a line: ``wanted.py PYPROJECT``."""

import re
import sys
import tomllib
from pathlib import Path

_FOR_TESTS = {"hypothesis", "pytest", "pytest-timeout", "pytest-xdist"}
# Later ones call what Wine 8 does not have.
_FOR_WINE = ["numpy<=2.1.3"]

project = tomllib.loads(Path(sys.argv[1]).read_text("utf-8"))["project"]
optional = project["optional-dependencies"]
tools = [each for each in optional["dev"] if re.split(r"[<>=\[ ;]", each)[0] in _FOR_TESTS]
print("\n".join([*project["dependencies"], *optional["photos"], *tools, *_FOR_WINE]))
