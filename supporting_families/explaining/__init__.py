"""Why a need is met or not: every rule that speaks to it, what it found, down to file and row."""
