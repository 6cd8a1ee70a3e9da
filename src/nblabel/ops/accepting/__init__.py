"""Predictions that become labels, or are refused."""
