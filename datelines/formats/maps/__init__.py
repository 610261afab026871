"""Files of places and shapes: GeoJSON, KML, GeoPackage, Parquet, JSON Lines."""
