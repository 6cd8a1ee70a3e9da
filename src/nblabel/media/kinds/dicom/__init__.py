"""Scans in DICOM files, one file or a series."""
