"""The process in which files of unknown origin are opened, with limits of time and memory."""
