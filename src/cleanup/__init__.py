"""cleanup: find what takes space for nothing, say honestly what would be saved, move it to the trash with undo."""

__version__ = "0.1.0"
