"""Outlets side by side: figures, words, speakers and dates of the same events."""
