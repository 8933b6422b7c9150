"""WALK: from folders to an inventory; trouble is reported and skipped."""
