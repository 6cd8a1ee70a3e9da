"""Real pictures and files of every kind to try things on."""
