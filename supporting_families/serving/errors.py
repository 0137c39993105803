"""What goes wrong between a published build and the server."""


class ServingError(Exception):
    """The server, the home or the lists of rights are not as they must be; the message says how."""
