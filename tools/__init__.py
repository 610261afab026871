"""Scripts that build shipped files from their sources, and what starts several servers at once."""
