"""One handler a command: one transaction, returning what changed."""
