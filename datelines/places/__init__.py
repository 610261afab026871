"""Where things are: countries, outlines, gazetteers and geocoding."""
