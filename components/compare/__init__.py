"""Outlets side by side: matrix, close reading, figures, speakers, words, dates."""
