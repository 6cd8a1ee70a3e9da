"""Messages between the page and the kernel; the TypeScript side is generated from here."""
