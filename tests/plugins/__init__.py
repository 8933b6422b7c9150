"""Finders, a keep rule, a format and a mover that are no part of the program: what docs say is all they use."""
