"""Queries at random over the crowded archive."""

from __future__ import annotations

from datetime import date as Day

from hypothesis import strategies as st

from datelines.query.query import CHOICES, NO_PLACE, NOT_RECORDED, OWN_VOICE, EventQuery
from datelines.record.dates import Period
from tests.builders import KINDS, MEASURES

DAYS = st.dates(Day(2018, 6, 1), Day(2020, 6, 30))
IDS = {
    "outlets": [f"outlet-{n}" for n in range(4)],
    "speakers": ["speaker-0", "speaker-1", OWN_VOICE],
    "places": ["town-0", "town-1", "town-2", "nowhere", NO_PLACE],
    **{name: list(choice.terms) for name, choice in CHOICES.items() if choice.terms},
    "countries": ["Turkey", "Syria", NOT_RECORDED],
    "languages": ["en", "tr", "xx"],
    "outlet_kinds": ["agency", "newspaper"],
    # Those that the crowded archive has: most queries shall find something.
    "kinds": list(KINDS),
    "measures": list(MEASURES),
}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return Period(draw(st.sampled_from((None, first))), draw(st.sampled_from((None, last))))


@st.composite
def queries(draw: st.DrawFn) -> EventQuery:
    """Queries over the crowded archive."""
    chosen = {name: draw(st.frozensets(st.sampled_from(IDS[name]), max_size=2)) for name in CHOICES}
    return EventQuery(
        period=draw(periods()),
        certainly=draw(st.booleans()),
        alone=draw(st.booleans()),
        window=draw(periods()),
        text=draw(st.sampled_from(("", "", "", "drones", "town 1", "seven SHELLING"))),
        **chosen,
    )
