"""Files of other tools: each format is a reader that yields plain values and collects what is wrong."""
