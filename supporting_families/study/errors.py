"""What may go wrong with extracts of the study."""


class StudyError(Exception):
    """What was asked for may not be done; the message says why and what to do."""
