"""The kinds of media: each a file or a package that registers itself."""
