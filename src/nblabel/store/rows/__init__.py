"""What all tables share: scopes, pieces of SQL, sets of items, rows with a beginning and an end, and what of them is held in memory."""
