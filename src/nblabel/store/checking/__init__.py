"""Whether a label file keeps its own rules."""
