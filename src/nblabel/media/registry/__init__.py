"""Which kind of media reads which file, and what all kinds share."""
