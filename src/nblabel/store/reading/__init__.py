"""What is shown or handed out: tiles, DataFrames, files, a user's SELECT."""
