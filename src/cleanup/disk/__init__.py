"""Eyes: the only code that reads the disk. Nothing here changes it."""
