"""How Windows moves, makes, removes and locks."""
