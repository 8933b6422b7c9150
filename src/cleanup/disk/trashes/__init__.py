"""Which trash a thing goes to on each system, and whether it would be kept there. Changes nothing."""
