"""Datelines: who reported what, where and when.

The domain package. It knows nothing of Streamlit, folium or Altair (a test walks the imports):
data files -> reading -> checks -> archive -> relation -> query -> what a page draws.
"""

__version__ = "0.1.0"
