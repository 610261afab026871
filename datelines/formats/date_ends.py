"""Dates of other formats as EDTF and back: parts of a date, slashed dates, and the two ends of a date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Day

from datelines.dates import date_span, day_date
from datelines.formats.model import DayOrder

_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\s*[/.]\s*(\d{4})", re.ASCII)
_PLAIN = re.compile(r"(\d{4})(-(0[1-9]|1[0-2])(-\d{2})?)?", re.ASCII)
_CLOCK = re.compile(r"^(-?\d{4,}-\d{2}-\d{2})[T ].*$", re.ASCII | re.DOTALL)
_LONGEST_YEAR = 9999
ORDERS: tuple[DayOrder, ...] = ("month-first", "day-first")


def edtf_of_parts(year: str, month: str = "", day: str = "") -> str:
    """The EDTF date of a year, month and day in digits, as precise as they are: `2019-09`, `-0043`,
    `Y-12000` (ISO 8601-2, level 1). Blank without a year. What is no number stays in the text as it is, so
    that it can be shown and corrected."""
    year, month, day = (re.sub(r"[\s,]+", "", part) for part in (year, month, day))
    if not year:
        return ""
    if not _WHOLE.fullmatch(year):
        return "-".join(filter(None, (year, month, day)))
    number = int(year[:20])
    written = f"{'-' if number < 0 else ''}{abs(number):04d}"
    if abs(number) > _LONGEST_YEAR:
        return f"Y{number}"
    parts = [month, day] if month else []
    return "-".join([written, *(part.zfill(2) for part in parts if part)])


def interval(start: str, end: str) -> str:
    """Two EDTF dates as one: the interval, or the date itself where they are the same or one is blank."""
    return f"{start}/{end}" if start and end and start != end else start or end


def day_alone(text: str) -> str:
    """A date without its time of day (`2019-09-03T10:00:00Z` is `2019-09-03`); other text as it is."""
    return _CLOCK.sub(r"\1", text.strip())


def date_ends(edtf: str) -> tuple[str, str]:
    """The first and the last date of an EDTF date without qualifiers, each as precise as it is written;
    for what is neither a year, a month nor a day, its first and last day. Raises DateError as
    `datelines.dates.date_span` does."""
    span = date_span(edtf)
    start, _, end = (re.sub("[~?%]", "", part) for part in edtf.partition("/"))
    return _end(start, span.day_from), _end(end or start, span.day_to)


def _end(plain: str, day: int) -> str:
    return plain if _PLAIN.fullmatch(plain) else day_date(day).isoformat()


def slashed_date(text: str, order: DayOrder) -> str:
    """`9/3/2019` as an ISO day in that order; blank where it is no such day."""
    found = _SLASHED.fullmatch(text.strip())
    if not found:
        return ""
    first, second, year = (int(part) for part in found.groups())
    month, day = (first, second) if order == "month-first" else (second, first)
    try:
        return Day(year, month, day).isoformat()
    except ValueError:
        return ""


def is_slashed(text: str) -> bool:
    """Whether the text is two numbers and a year with slashes or points between them."""
    return _SLASHED.fullmatch(text.strip()) is not None


def fitting_orders(texts: Iterable[str]) -> tuple[DayOrder, ...]:
    """The orders in which every slashed date among the texts is a day of the calendar."""
    slashed = {text.strip() for text in texts if is_slashed(text)}
    return tuple(order for order in ORDERS if all(slashed_date(text, order) for text in slashed))
