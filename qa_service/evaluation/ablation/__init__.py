"""What each part of the ranking is worth: rows that change one thing, over several collections."""
