"""THE DOOR: one file per command; the only place where options are read and exit codes given."""
