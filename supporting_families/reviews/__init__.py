"""The review list of person linking: written as a workbook, read back into the register."""
