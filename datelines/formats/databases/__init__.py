"""Compiled databases of events: ACLED, Airwars, UCDP GED."""
