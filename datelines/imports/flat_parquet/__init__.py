"""The load of a flat Parquet file into a store, in memory that does not grow with the file.

`layout` has which columns make which record, `tables` brings the rows into the tables of a scratch
DuckDB by the SQL in records.sql and problems.sql, `pieces` checks and numbers them with the code that a
folder goes through, so that every rule and every column of the store is in one place only. `load` does all of
it in order.
"""
