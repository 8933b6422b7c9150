"""Run as ``python -m cleanup``."""

from cleanup.cli.app import main

if __name__ == "__main__":
    main()
