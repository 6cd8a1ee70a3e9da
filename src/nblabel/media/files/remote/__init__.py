"""Bytes from elsewhere: https and object stores, within limits, with a copy kept on disk."""
