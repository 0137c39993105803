"""The Python side of the warehouse: homes, intake, publishing and packaging. No business rule lives here."""
