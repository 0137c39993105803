"""What stops a command."""


class RightsError(Exception):
    """The command is not carried out; the message says why and what to do, and tells of nobody."""
