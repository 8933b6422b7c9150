"""Where the program in a folder of its own begins."""

from cleanup.__main__ import main

main()
