"""What can go wrong with the starter dashboard."""


class DashboardError(Exception):
    """The dashboard cannot be made or shown; the message says what to do."""


class DifferentError(DashboardError):
    """A chart shows something else than the tables hold; the message says which."""
