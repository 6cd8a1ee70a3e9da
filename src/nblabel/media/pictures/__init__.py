"""One picture: its header, which way is up, its tones, small and large copies of it."""
