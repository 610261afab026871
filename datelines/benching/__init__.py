"""Times the query layer on a synthetic table, beside the same questions to DuckDB by hand."""
