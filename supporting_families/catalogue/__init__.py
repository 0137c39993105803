"""The catalogue in words: the sentence of every rule, and the pages of docs/catalogue."""
