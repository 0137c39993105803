"""What can go wrong with a pack."""


class BoardError(Exception):
    """No pack was written; the message says why, and what to do."""
