"""Label rows and objects: written, and what stands on items and frames now."""
