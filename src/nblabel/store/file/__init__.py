"""The label file itself: opened, locked, migrated, copied, and one cursor a call."""
