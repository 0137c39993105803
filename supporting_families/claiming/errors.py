"""What may go wrong in claiming."""


class ClaimError(Exception):
    """What was asked for may not be done; the message says why and what to do."""
