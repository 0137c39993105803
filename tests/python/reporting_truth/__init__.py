"""Figures of the reporting marts worked out anew in plain Python from what a demo home says is
true: `truth/`, what people recorded in `registers/` and `local/`, and the files that landed. The
warehouse has no part in it.
"""
