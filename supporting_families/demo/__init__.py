"""Demo data: a fictional authority with known truth, for trying the warehouse out and testing it."""
