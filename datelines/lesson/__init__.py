"""Lessons: a file that a teacher can copy, what it may say, and whether the data hold what it names."""
