"""The two answers in pandas, as an analyst would write them.

The marks are read from the files as they landed. Who is who, families, support, the catalogue and
the evidence of the other feeds are given, as they are to the models. An analyst asks only what the
answers need: whether a rule fires, not on which day and what else it says.
"""
