"""The governance board's pack: a folder of pages to read in a browser, about data and no person."""
