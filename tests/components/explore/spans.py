"""Spans of reports as a timeline draws them, of dates or of days."""

from __future__ import annotations

from typing import Any

from components.shared.palette import outlet_styles
from datelines.query.timeline import Span
from datelines.record.dates import date_in_words, date_span, day_date

STYLES = outlet_styles([(f"outlet-{n}", f"Outlet {n}") for n in range(4)])


def span(date: str, number: int = 0, outlet: int = 0, **changes: Any) -> Span:
    """The span of a report dated by EDTF."""
    read = date_span(date)
    cells = {
        name: getattr(read, name)
        for name in ("day_from", "day_to", "certain_from", "certain_to", "soft_from", "soft_to")
    }
    cells |= {"report_id": f"report-{number}", "event_id": f"event-{number}", "outlet_id": f"outlet-{outlet}"}
    return Span(**(cells | {"title": "Title", "dated": date_in_words(date), "summary": "Summary."} | changes))


def days(first: int, last: int, number: int = 0, outlet: int = 0) -> Span:
    """A span of the given days."""
    return span(f"{day_date(first)}/{day_date(last)}", number, outlet)
