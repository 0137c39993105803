"""What follows from a case, worked out in plain Python from the rules as `docs/how-it-decides.md`
puts them and from the rows of the catalogue. No SQL of the warehouse has a part in it.

Only what had been delivered is looked at: the caller hands over cases as last delivered, and the
evidence as the last delivery of each feed has it.
"""
