"""Metrics, vectors, and what follows from them."""
