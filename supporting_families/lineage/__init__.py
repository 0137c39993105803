"""Where every column comes from, read out of the compiled SQL, and the personal data it carries."""
