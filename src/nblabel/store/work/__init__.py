"""Tasks, people, holds, comments, marks, progress."""
