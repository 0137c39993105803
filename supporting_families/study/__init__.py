"""The National Impact Study: extracts that are checked, sealed, accounted for and destroyed."""
