"""The returns of the programme's year: when they are due, their packages, that they went."""
