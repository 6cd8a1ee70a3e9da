"""What a page gets to see: the one door to all kinds, thumbnails in the order in which they are needed, and their cache."""
