"""Dates, numbers and coordinates as people write them into cells."""
