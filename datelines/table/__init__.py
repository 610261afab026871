"""Columns of cells, and a folder of our CSV tables read and written."""
