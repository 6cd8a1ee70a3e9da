"""Collections, what they hold, and who put it there."""
