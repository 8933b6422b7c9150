"""THE DOOR: one file a command; only here are options read and exit codes given."""
