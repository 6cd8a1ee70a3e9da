"""Facets and histograms: how many items, or frames, there are of each value."""
