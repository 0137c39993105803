"""Linking the records of one person: scores from a Splink model, and clusters that obey what is known."""
