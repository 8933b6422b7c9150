"""What only Linux can say or do."""
