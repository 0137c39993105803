"""A year and a half of one authority, made up: who, what, when, and when it was told."""
