"""What a role may read, as files: a DuckDB file and Parquet, for BI tools without a server."""
