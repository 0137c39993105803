"""The weekly worklist: a workbook for each team of the families near a claim."""
