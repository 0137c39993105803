"""What retention refuses."""


class RetentionError(Exception):
    """Nothing may be destroyed, or it is not destroyed yet; the message says why and what to do."""
