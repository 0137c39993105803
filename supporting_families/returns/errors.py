"""What may go wrong with a return."""


class ReturnsError(Exception):
    """What was asked for may not be done; the message says why and what to do."""
