"""What leaves the application: reports with all that they rest on, citations, rows for a spreadsheet."""
