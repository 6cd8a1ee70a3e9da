"""Jupyter widgets: each the Python half of one bundle in `js/src/widgets`."""
