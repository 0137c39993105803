"""The rules of the programme a second time, in plain Python, written from the documents alone."""
