"""Scripts that build shipped files from their sources; nothing here runs with the app."""
