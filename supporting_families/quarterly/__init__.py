"""The quarterly workbook: progress, needs and outcomes as accessible tables with charts."""
