"""The vocabulary: frozen values that the stages pass to each other. Nothing here reads the disk."""
