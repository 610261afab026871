"""Our own tables as one file: workbook, data package, blank workbook."""
