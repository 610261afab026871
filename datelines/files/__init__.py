"""Opens files from strangers: bounded in memory and time, and never more trusting than it must be."""
