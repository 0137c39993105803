"""What can go wrong on the way to Spark."""


class SparkError(Exception):
    """Spark is not installed, or a build on it failed; the message says what to do."""
