"""Tests of Windows run there: on Linux under Wine, by ``tests/windows/run``."""

import sys

collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]
