"""What only Linux can tell or do."""
