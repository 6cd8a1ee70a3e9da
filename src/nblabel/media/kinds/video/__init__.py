"""Video by frames that are exact: an index of the file, a seek that is checked, a decoder that is kept warm."""
