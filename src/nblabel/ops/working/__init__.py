"""Tasks, assignments, reviews, comments, and the next item of a pulling task."""
