"""What leaves the house: reports with all that they rest on, citations, rows for a spreadsheet."""
