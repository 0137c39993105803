"""The Power BI semantic model: made of the descriptions of what a BI reader may read."""
