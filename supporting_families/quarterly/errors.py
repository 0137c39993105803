"""What can go wrong with a quarterly workbook."""


class QuarterlyError(Exception):
    """No workbook can be written; the message says why and what to do."""
