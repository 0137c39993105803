"""What can go wrong with the Power BI model."""


class PowerBiError(Exception):
    """The model cannot be made, or is not what the descriptions give; says what to do."""
