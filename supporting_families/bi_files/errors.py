"""What goes wrong when BI files are made."""


class BiFilesError(Exception):
    """The files may not or cannot be made; the message says why and what to do."""
