"""What the timeline draws of a selection: a bar for each report where they are few, counts where many."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from datelines.archive import Archive
from datelines.bins import MOST_BINS, Counted, bins_of, counted_in
from datelines.dates import Period
from datelines.kept_rows import KeptRows
from datelines.spans import Span, in_lanes, spans_of

MOST_BARS = 1500
"""Bars that the timeline draws; where there would be more, it counts reports by period."""


def bars_of(
    archive: Archive, kept: KeptRows, leading: Collection[str], period: Period
) -> tuple[Span, ...] | None:
    """The spans in lanes of the reports possibly in the period, or None where they are too many."""
    seen = np.ones(len(kept.first_rows), bool)
    if period.day_from is not None:
        seen &= kept.of_reports("soft_to") >= period.day_from
    if period.day_to is not None:
        seen &= kept.of_reports("soft_from") <= period.day_to
    # Reports of an event and date share a bar; how many do shows only when the bars are made.
    if seen.sum() > 2 * MOST_BARS:
        return None
    bars = in_lanes(spans_of(archive, kept.taken(kept.first_rows[seen])), leading)
    return bars if len(bars) <= MOST_BARS else None


def event_bars(archive: Archive, kept: KeptRows, leading: Collection[str], event: int) -> tuple[Span, ...]:
    """The spans in lanes of one event, by its number."""
    own = kept.first_rows[kept.events.codes[kept.first_rows] == event]
    return in_lanes(spans_of(archive, kept.taken(own)), leading)


def columns_of(kept: KeptRows, leading: Sequence[str], first: int, last: int) -> Counted:
    """Reports by lane (those of `leading`, then all others together) and period, between two days."""
    number = len(leading) + 1
    lane_of = {outlet: lane for lane, outlet in enumerate(leading)}
    lane = np.array([lane_of.get(outlet, number - 1) for outlet in kept.outlets.ids], np.int64)
    lanes = lane[kept.outlets.codes[kept.first_rows]]
    days = kept.of_reports("soft_from"), kept.of_reports("soft_to")
    # Two columns for each lane and period, at most, and a browser describes some 2,000 of them.
    bins = bins_of(first, last, min(MOST_BINS, 900 // number))
    return counted_in(bins, lanes, number, *days)
