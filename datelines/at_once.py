"""What of a long selection is worked on at once: the events that are compared, the choices that are offered.

A user's own table may hold 300,000 reports. Nothing is left out silently: each function also lets its caller
say how much there is, and the downloads hold all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from datelines.query import NO_PLACE, OWN_VOICE, EventQuery
from datelines.relation import Relation

COMPARED = 200
"""Events compared at once. Nobody reads a table of more, and a browser takes seconds to lay one out: 16,000
rows by six outlets are 9 MB of HTML."""

OFFERED = 500
"""Choices offered in one list. Every run of the page sends it: 20,000 places would be 0.5 MB a click."""

_COLUMNS = {
    "outlets": ("outlet_id", ""),
    "speakers": ("speaker_id", OWN_VOICE),
    "places": ("place_id", NO_PLACE),
}
"""Filters whose lists grow with the data: their column, and the id that stands for a blank cell. The others
choose among the closed lists of datelines.vocabulary."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Names by id to choose among, for each filter, and how many there are where some are left out."""

    choices: Mapping[str, Mapping[str, str]]
    of: Mapping[str, int]


def compared_reports(rows: pd.DataFrame, event_id: str | None = None, most: int = COMPARED) -> frozenset[str]:
    """Ids of the reports of the events that are compared: at most `most` events, those with most outlets
    first, then those with most reports, then the earliest; the chosen event `event_id` is always among them.

    `rows` are kept rows of the wide reports relation, in its order, which is that of time.
    """
    unique = rows.drop_duplicates("report_id")
    events = unique.groupby("event_id", sort=False, observed=True)
    sizes = pd.DataFrame({"outlets": events["outlet_id"].nunique(), "reports": events["report_id"].size()})
    ranked = sizes.sort_values(["outlets", "reports"], ascending=False, kind="stable").index
    kept = list(ranked[:most])
    if event_id in ranked and event_id not in kept:
        kept[-1] = event_id
    return frozenset(unique["report_id"][unique["event_id"].isin(kept)])


def offered(
    choices: Mapping[str, Mapping[str, str]], relation: Relation, query: EventQuery, most: int = OFFERED
) -> Offer:
    """The choices with at most `most` for each filter, those with most reports, and whatever `query` has
    chosen; in the order of `choices`."""
    short, of = dict(choices), {}
    for name in _COLUMNS:
        if len(choices[name]) > most:
            wanted = _leading(relation, name, most) | getattr(query, name)
            short[name] = {key: label for key, label in choices[name].items() if key in wanted}
            of[name] = len(choices[name])
    return Offer(short, of)


def first_of(names: Mapping[str, str], chosen: Collection[str], most: int = OFFERED) -> dict[str, str]:
    """The first `most` of `names`, and whatever is chosen among them, in the same order."""
    leading = set(list(names)[:most]) | set(chosen)
    return {key: name for key, name in names.items() if key in leading}


def _leading(relation: Relation, name: str, most: int) -> frozenset[str]:
    """Ids of the choices with most reports; ties by id, so that the list is the same in every session."""
    column, blank = _COLUMNS[name]
    ids = relation.reports["report_id"]
    # Rows of one report, at several places, follow one another: they count once for its outlet and speaker.
    first = relation.reports[column][(ids != ids.shift()) | (name == "places")]
    reports = first.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    return frozenset(str(key) or blank for key in reports.index[:most])
