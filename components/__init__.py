"""Components: each draws one thing from what it is given. None reads a file or filters a row."""
