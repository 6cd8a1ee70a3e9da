"""Pictures that Pillow reads, of one frame or of many pages."""
