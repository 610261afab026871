"""The rooms of datelines/ and components/ in their order."""

from __future__ import annotations

ROOMS = (
    ("words",),
    ("problems",),
    ("record",),
    ("table",),
    ("places",),
    ("checks",),
    ("store",),
    ("query",),
    ("compare",),
    ("share",),
    ("lesson",),
    ("files",),
    ("formats",),
    ("imports",),
    ("commands",),
    ("__main__",),
)
"""The rooms of datelines/, from left to right; a room imports from rooms to its left only."""

COMPONENT_ROOMS = (("shared",), ("start", "explore", "compare", "your_data"))
"""The rooms of components/; those that are named together do not import from one another."""
