"""What models predict: written, read, accepted."""
