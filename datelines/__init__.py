"""Datelines: who reported what, where and when.

The domain package, which knows nothing of Streamlit, folium or Altair (a test follows the imports). Data flow
through its rooms in one direction: words, problems -> record -> table -> places -> checks -> store -> query
-> compare -> share -> files -> formats -> imports -> commands.
"""

__version__ = "0.1.0"

DATA_VARIABLE = "DATELINES_DATA"
"""Variable of the environment that names the folder which the application shows and every command reads."""
