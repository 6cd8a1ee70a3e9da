"""Text, drawn as pages."""
