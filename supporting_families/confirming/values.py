"""What may be typed in the place of a value of the catalogue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from openpyxl.cell import Cell

from supporting_families.workbooks.reading import as_date, one_line

from .catalogue import Value

NONE = "none"  # typed for no value: an empty cell may be a slip


def read_value(value: Value, cell: Cell) -> str:
    """The value that a cell holds, as the decisions write it. ValueError says what was expected."""
    said = one_line("" if cell.value is None else str(cell.value))
    if value.may_be_empty and said.casefold() == NONE:
        return ""
    read = {"word": _word, "day": _day}.get(value.type, _number)(value, cell, said)
    if cell.data_type == "f" or read is None:
        raise ValueError(_expected(value))
    return read


def _word(value: Value, cell: Cell, said: str) -> str | None:
    word = said.casefold().replace(" ", "_")
    return word if word in value.allowed else None


def _day(value: Value, cell: Cell, said: str) -> str | None:
    day = as_date(cell.value)
    return str(day) if isinstance(day, date) else None


def _number(value: Value, cell: Cell, said: str) -> str | None:
    if isinstance(cell.value, bool) or "%" in cell.number_format:  # 90% is kept as 0.9
        return None
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    if not number.is_finite() or number != round(number, _places(value)):
        return None
    too_low = value.lowest is not None and number < Decimal(value.lowest)
    too_high = value.highest is not None and number > Decimal(value.highest)
    return None if too_low or too_high else f"{round(number, _places(value)).normalize():f}"


def _places(value: Value) -> int:
    return 0 if value.type == "whole_number" else 2


def _expected(value: Value) -> str:
    if value.type == "word":
        text = " or ".join(f"'{word.replace('_', ' ')}'" for word in value.allowed)
    elif value.type == "day":
        text = "a date as dd/mm/yyyy"
    else:
        text = "a whole number" if value.type == "whole_number" else "a number"
        text += f" from {value.lowest}" if value.lowest is not None else ""
        text += f" to {value.highest}" if value.highest is not None else ""
        text += " without a percent sign"
    return f"{text}, or '{NONE}' for no value" if value.may_be_empty else text
