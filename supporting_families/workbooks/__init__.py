"""Workbooks that people fill in: how they look, and how their cells are read back."""
