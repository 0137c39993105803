"""What can go wrong with a worklist."""


class WorklistError(Exception):
    """No worklist can be written; the message says why and what to do."""
