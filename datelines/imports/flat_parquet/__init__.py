"""The streamed load of a flat Parquet file, in memory that does not grow with it.

`layout` says which columns make which record, `tables` brings the rows into the nine tables of a scratch
DuckDB by the SQL in records.sql and problems.sql, `pieces` checks and numbers them by the code that a folder
goes through, so that every rule and every column of the store has one place.
"""
