"""All SQL of the project: the label file, its connection and its tables."""
