"""Pictures too large to travel whole."""
