"""The warehouse on Spark: a session of its own, the build on it, and the comparison with DuckDB."""
