"""WALK: from folders to an inventory; trouble is told and passed by."""
