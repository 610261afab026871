"""A reader's own table: the steps from a dropped file to a map."""
