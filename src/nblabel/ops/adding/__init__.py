"""Items on their way in, and what is learned of their files afterwards."""
