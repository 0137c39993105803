"""Demo data: a fictional authority with known truth, to try the warehouse out and to test it."""
