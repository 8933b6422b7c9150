"""PLAN: from findings to what would go and what would be saved. Pure: nothing here touches the disk."""
