"""What of a long selection is worked on at once: the events that are compared, the choices that are offered.

Nothing is left out silently: who asks also learns how much there is, and the downloads hold all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from datelines.facets import OFFERED

COMPARED = 200
"""Events compared at once. Nobody reads a table of more, and a browser takes seconds to lay one out: 16,000
rows by six outlets are 9 MB of HTML."""


def first_of(names: Mapping[str, str], chosen: Collection[str], most: int = OFFERED) -> dict[str, str]:
    """The first `most` of `names`, and whatever is chosen among them, in the same order."""
    leading = set(list(names)[:most]) | set(chosen)
    return {key: name for key, name in names.items() if key in leading}
