"""Predictions on their way in: read, checked, written."""
