"""One module a form of file: each opens it, counts its rows and reads them as text."""
