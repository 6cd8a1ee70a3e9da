"""Volumes in NIfTI files."""
