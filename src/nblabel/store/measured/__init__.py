"""Numbers and vectors measured of pictures."""
