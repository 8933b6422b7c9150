"""Finders and a keep rule that are no part of the program: they use what the docs say, and nothing else."""
