"""普查: what the law says of a whole population in files, in parts, on DuckDB or Spark."""
