"""What is measured of pictures: numbers, what tells them again, vectors."""
