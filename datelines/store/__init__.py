"""One database that every view asks: its tables, how it is reached, filled and read from."""
