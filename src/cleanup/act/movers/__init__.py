"""The ways to move: one rename into the trash, the system's own bin, or a folder the user named."""
