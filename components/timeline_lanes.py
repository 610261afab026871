"""Lanes of the timeline: which days they show, a lane for each outlet, and a row for each report in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.palette import OutletStyle
from datelines.focus import Focus, focus_of_days
from datelines.spans import Span

MS = 86_400_000
"""Milliseconds of a day: Vega's dates are milliseconds since 1970-01-01 in UTC."""

LABEL_ROWS = 2.3
"""Room for the name of a lane, in rows."""


@dataclass(frozen=True, slots=True)
class Lane:
    """An outlet's lane: its first row and the row after its last."""

    outlet_id: str
    top: float
    bottom: float


def focus_of(spans: Sequence[Span]) -> Focus:
    """The days that most of the spans are about."""
    return focus_of_days([(span.day_from, span.day_to) for span in spans])


def lanes(
    spans: Sequence[Span], styles: Mapping[str, OutletStyle], breadth: float
) -> tuple[list[Lane], dict[str, float]]:
    """A lane for each outlet in the order of `styles`, and the row of each report: reports that would
    overlap stand under each other (first fit, by first day). `breadth` is the least room of a report in
    days: a glyph is wider than its day."""
    found, rows, top = [], {}, 0.0
    present = {span.outlet_id for span in spans}
    for outlet_id in (key for key in styles if key in present):
        ends: list[float] = []
        own = sorted((s for s in spans if s.outlet_id == outlet_id), key=lambda s: (s.soft_from, s.soft_to))
        for span in own:
            centre = (span.soft_from + span.soft_to) / 2
            begin = min(span.soft_from, centre - breadth / 2)
            row = next((number for number, end in enumerate(ends) if end < begin), len(ends))
            ends[row : row + 1] = [max(span.soft_to, centre + breadth / 2)]
            rows[span.report_id] = top + LABEL_ROWS + row
        bottom = top + LABEL_ROWS + len(ends) + 0.3
        found.append(Lane(outlet_id, top, bottom))
        top = bottom
    return found, rows
