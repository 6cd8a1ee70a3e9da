"""Pixels: one file a kind of media, a guarded loader, headers, thumbnails and their cache."""
