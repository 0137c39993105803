"""The catalogue, confirmed by an authority: written as a workbook, read back into its decisions."""
