"""The flat table: a row for each report."""
