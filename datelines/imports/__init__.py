"""An import run to its end: a file read, checked, counted, told, and kept."""
