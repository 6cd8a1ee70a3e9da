"""Pure rules: no SQL, no pixels, no Jupyter."""
