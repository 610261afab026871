"""Dates as sources give them: EDTF texts (ISO 8601-2) as days, and in words.

A date is never made more precise than its source: a `DateSpan` has its strict bounds, the days that are in
it on every reading, and its softened ends. Days are integers since 1970-01-01, so that every engine compares
them alike. EDTF gives no widths for its qualifiers; by a convention of this project, an end qualified with
`~`, `?` or `%` is softened by 5 days for a day, 15 for a month and 183 for a year.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

EPOCH = Day(1970, 1, 1)
SOFT_DAYS = {"day": 5, "month": 15, "year": 183}
Precision = Literal["day", "month", "year", "interval", "other"]

_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-](0\d|1[0-4]):[0-5]\d)", re.ASCII
)
"""A time of day with its offset, as ISO 8601 and RFC 3339 write it."""
_MAYBE_EDTF = re.compile(r"(?:[0-9XYETZS:+\-/~?%\[\]{},]|\.\.)+", re.ASCII)
"""The characters that EDTF is written with; points come in pairs."""
_MASKED = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>[\dX]{2})(?:-(?P<day>[\dX]{2}))?)?[~?%]?", re.ASCII)
_SHAPES = re.compile(
    r"[~?%]?-?[\dX]{4}[~?%]?(?:-[~?%]?[\dX]{2}[~?%]?){0,2}|Y-?\d+(?:E\d+)?(?:S\d+)?|-?\d{1,4}S\d|"
    r"[\[{].*[\]}]|\d{4}-\d{2}-\d{2}T.*",
    re.ASCII,
)
"""The shapes of a single EDTF date, so that no other text is given to a parser that takes milliseconds."""
_SEASONS = range(21, 42)
"""Numbers that EDTF writes seasons and parts of a year with, as months."""
_LONGEST_MONTH = 31
_NUMBERED = re.compile(r"\d{1,2}/\d{1,2}/\d{4}", re.ASCII)
_DECEMBER = 12
_SEASON = re.compile(r"(\d{4})-(2[1-3])[~?%]?", re.ASCII)
_SEASON_NAMES = {"21": "spring", "22": "summer", "23": "autumn"}
_SPELLING = "write YYYY, YYYY-MM or YYYY-MM-DD, or two of them joined by `/`"
_WINTER = ("a winter or a part of a year has no days of its own", "write its months as an interval")
_SET = ("a set of dates has no single span", "write an interval, or one row for each date")
_YEAR = ("the year is outside 0001 to 9999", "write a year of four digits")
_UNSUPPORTED = {
    "OneOfASet": _SET,
    "MultipleDates": _SET,
    "DateAndTime": ("times of day are not kept", "write the day alone"),
    "Level2Season": _WINTER,
    "LongYear": _YEAR,
    "ExponentialYear": _YEAR,
}
"""Reason and repair for what the edtf library reads but has no single span of days, by its class there."""


class DateError(ValueError):
    """A date that cannot be used: the `value`, the `reason`, and the `repair` that would help."""

    def __init__(self, value: str, reason: str, repair: str) -> None:
        self.value, self.reason, self.repair = value, reason, repair
        super().__init__(f"{value!r}: {reason}; {repair}")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One EDTF date as days since 1970-01-01, both ends inclusive.

    `day_from..day_to` are the strict EDTF bounds. `certain_from..certain_to` are the days in the span on
    every reading (None when there is none: a month does not say which day). `soft_from..soft_to` are the
    strict bounds with the qualified ends widened; without a qualifier they equal the strict bounds.
    """

    text: str
    day_from: int
    day_to: int
    certain_from: int | None
    certain_to: int | None
    soft_from: int
    soft_to: int
    approximate: bool
    uncertain: bool
    precision: Precision


def day_number(day: Day) -> int:
    """Days from 1970-01-01 to `day` (negative before it)."""
    return (day - EPOCH).days


def day_date(number: int) -> Day:
    """The calendar day `number` days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


@lru_cache(maxsize=65536)
def date_span(edtf: str) -> DateSpan:
    """The span of an EDTF date or interval.

    Raises DateError for text that is not EDTF, for a reversed interval, and for EDTF that has no single
    span of days (open ends, sets, times of day, winters, years outside 0001 to 9999).
    """
    if edtf.startswith("[") and edtf.endswith("]") and edtf.count("..") == 1 and "," not in edtf:
        return _some_day_between(edtf)
    if "/" not in edtf:
        return _single(edtf)
    start_text, _, end_text = edtf.partition("/")
    if start_text in ("", "..") or end_text in ("", ".."):
        raise DateError(edtf, "an interval with an open end has no last or first day", "give both ends")
    if _NUMBERED.fullmatch(edtf):
        raise DateError(edtf, "days are written with the year first", "write it like 2019-09-03")
    if "/" in end_text:
        raise DateError(edtf, "an interval has two ends", _SPELLING)
    start, end = _interval_end(start_text, edtf), _interval_end(end_text, edtf)
    if start.day_from > end.day_to:
        raise DateError(edtf, "the interval ends before it begins", f"write {end_text}/{start_text}")
    # A softened start may be as late as its margin allows, so it narrows what is certain.
    certain_from = start.day_to + (start.day_from - start.soft_from)
    certain_to = end.day_from - (end.soft_to - end.day_to)
    certain = (certain_from, certain_to) if certain_from <= certain_to else (None, None)
    return _from_start_to_end(edtf, start, end, certain, "interval")


def _some_day_between(edtf: str) -> DateSpan:
    """Span of `[a..b]`, EDTF's "one of a set": one day from a to b, not known which."""
    start_text, _, end_text = edtf[1:-1].partition("..")
    if not (start_text and end_text):
        raise DateError(edtf, "a set with an open end has no last or first day", "give both ends")
    start, end = _interval_end(start_text, edtf), _interval_end(end_text, edtf)
    if start.day_from > end.day_to:
        raise DateError(edtf, "the set ends before it begins", f"write [{end_text}..{start_text}]")
    return _from_start_to_end(edtf, start, end, (None, None), "other")


def _from_start_to_end(
    edtf: str,
    start: DateSpan,
    end: DateSpan,
    certain: tuple[int | None, int | None],
    precision: Precision,
) -> DateSpan:
    return DateSpan(
        edtf,
        start.day_from,
        end.day_to,
        *certain,
        start.soft_from,
        end.soft_to,
        start.approximate or end.approximate,
        start.uncertain or end.uncertain,
        precision,
    )


def _interval_end(text: str, interval: str) -> DateSpan:
    try:
        return _single(text)
    except DateError as error:
        raise DateError(interval, f"{text!r}: {error.reason}", error.repair) from error


def _single(text: str) -> DateSpan:
    """Span of a date that is not an interval. The plain shapes do not need the edtf library, whose
    parser takes 10-20 ms; tests/record/test_dates.py shows that both give the same bounds."""
    plain = _PLAIN.fullmatch(text)
    if not plain or int(plain[2] or 1) > _DECEMBER:  # from 21 upwards EDTF writes seasons as months
        return _by_library(text)
    year, month, day = int(plain[1]), int(plain[2] or 0), int(plain[3] or 0)
    try:
        first = Day(year, month if plain[2] else 1, day if plain[3] else 1)
    except ValueError:
        raise DateError(text, "there is no such day in the calendar", _SPELLING) from None
    if plain[3]:
        return _spanned(text, "day", first, first)
    if plain[2]:
        return _spanned(text, "month", first, Day(year, month, calendar.monthrange(year, month)[1]))
    return _spanned(text, "year", first, Day(year, 12, 31))


def _spanned(text: str, precision: Precision, first: Day, last: Day) -> DateSpan:
    day_from, day_to = day_number(first), day_number(last)
    approximate, uncertain = bool(set(text) & {"~", "%"}), bool(set(text) & {"?", "%"})
    margin = 0
    if approximate or uncertain:
        margin = SOFT_DAYS.get(precision) or SOFT_DAYS["month" if day_to - day_from < 31 else "year"]
    certain = day_from if precision == "day" and not margin else None
    return DateSpan(
        text,
        day_from,
        day_to,
        certain,
        certain,
        day_from - margin,
        day_to + margin,
        approximate,
        uncertain,
        precision,
    )


def _by_library(text: str) -> DateSpan:
    """Span of the shapes that the edtf library reads for us: `2019-09-XX`, seasons, `2019-~09`."""
    masked = _MASKED.fullmatch(text)
    if masked and (masked["year"] + (masked["month"] or "") + (masked["day"] or "")).strip("0123456789"):
        return _unspecified(text, masked)
    # A table whose dates are not EDTF at all (`04.08.2019`, seconds since 1970) has thousands, at 1-10 ms each for
    # the library.
    if len(text) > 40 or not _MAYBE_EDTF.fullmatch(text) or not _SHAPES.fullmatch(text):
        raise DateError(text, "not an EDTF date", _SPELLING)
    if masked and masked["month"] and int(masked["month"]) not in _SEASONS:
        raise DateError(text, "there is no such month in the calendar", _SPELLING)
    # Imported here: most data never needs it, and it takes a fifth of a second.
    from edtf import parse_edtf
    from edtf.parser import EDTFParseException

    try:
        parsed: Any = parse_edtf(text)
    except (EDTFParseException, ValueError):
        raise DateError(text, "not an EDTF date", _SPELLING) from None
    except Exception as error:  # whatever the library chokes on is a problem of this one cell
        raise DateError(text, "EDTF that is not read here", _SPELLING) from error
    kind = type(parsed).__name__
    reason = _UNSUPPORTED.get(kind)
    if reason or (kind == "Season" and not _SEASON.fullmatch(text)):
        raise DateError(text, *(reason or _WINTER))
    try:
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
    except Exception as error:
        raise DateError(text, "EDTF that is not read here", _SPELLING) from error
    if not (1 <= lower.tm_year <= 9999 and 1 <= upper.tm_year <= 9999):
        raise DateError(text, *_YEAR)
    shape = re.sub("[~?%]", "", text)
    precisions: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
    plain = kind == "PartialUncertainOrApproximate" and _PLAIN.fullmatch(shape)
    precision: Precision = precisions[len(shape)] if plain else "other"
    return _spanned(text, precision, Day(*lower[:3]), Day(*upper[:3]))


def _unspecified(text: str, masked: re.Match[str]) -> DateSpan:
    """Span of a date with digits that are not given: `2019-1X` is October to December, `201X` a decade."""
    years = [int(masked["year"].replace("X", digit)) for digit in "09"]
    months = _fitting(masked["month"], _DECEMBER)
    days = _fitting(masked["day"], _LONGEST_MONTH)
    if not (years[1] and months and days):
        raise DateError(text, "there is no such day in the calendar", _SPELLING)
    first = _first_day(max(years[0], 1), months, days)
    last = _first_day(years[1], months[::-1], days[::-1])
    if first is None or last is None:
        raise DateError(text, "there is no such day in the calendar", _SPELLING)
    if not masked["day"]:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return _spanned(text, "other", first, last)


def _fitting(digits: str | None, most: int) -> list[int]:
    """The numbers from 1 to `most` that two digits, of which some may be X, can be; all where none are given."""
    pattern = (digits or "XX").replace("X", "[0-9]")
    return [number for number in range(1, most + 1) if re.fullmatch(pattern, f"{number:02}")]


def _first_day(year: int, months: list[int], days: list[int]) -> Day | None:
    for month in months:
        for day in days:
            if day <= calendar.monthrange(year, month)[1]:
                return Day(year, month, day)
    return None


def without_time(published: str) -> str:
    """The EDTF date of a publication: of `2020-02-03T10:15+03:00` the day where it was printed, `2020-02-03`.
    Any other text is given back as it is."""
    found = _MOMENT.fullmatch(published)
    return found[1] if found else published


def moment_of(published: str) -> datetime | None:
    """The moment of a publication; None for a date without a time of day and its offset, which has no place
    in an order within its day, and for a day that is not in the calendar."""
    try:
        return datetime.fromisoformat(published) if _MOMENT.fullmatch(published) else None
    except ValueError:
        return None


def published_in_words(published: str) -> str:
    """A date of publication in English words: `3 February 2020, 10:15 (UTC+03:00)`.

    Raises DateError as `date_span` does.
    """
    words = date_in_words(without_time(published))
    moment = moment_of(published)
    return words if moment is None else f"{words}, {moment:%H:%M} ({moment.tzname()})"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; None leaves that end open.

    Raises DateError when `first` is after `last`.
    """

    first: Day | None = None
    last: Day | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise DateError(f"{self.first}/{self.last}", "the period ends before it begins", "swap the dates")

    @property
    def day_from(self) -> int | None:
        """First day as days since 1970-01-01; None where the period is open."""
        return None if self.first is None else day_number(self.first)

    @property
    def day_to(self) -> int | None:
        """Last day as days since 1970-01-01; None where the period is open."""
        return None if self.last is None else day_number(self.last)

    def in_words(self) -> str:
        """`1–10 September 2019`, `from 1 September 2019`, `until 10 September 2019`, `any date`."""
        if self.first and self.last:
            return date_in_words(f"{self.first.isoformat()}/{self.last.isoformat()}")
        if self.first:
            return f"from {_day_words(self.first)}"
        return f"until {_day_words(self.last)}" if self.last else "any date"


@lru_cache(maxsize=65536)
def date_in_words(edtf: str) -> str:
    """An EDTF date in English words: `about 15 January 2020`, `December 2019 – January 2020`.

    Raises DateError as `date_span` does.
    """
    span = date_span(edtf)
    if span.precision != "interval":
        return _single_words(span)
    start, end = (date_span(part) for part in edtf.split("/"))
    if start == end:
        return _single_words(start)
    days = start.precision == end.precision == "day"
    first, last = day_date(start.day_from), day_date(end.day_to)
    plain = not (span.approximate or span.uncertain)
    if days and plain and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day_words(last)}"
    return f"{_single_words(start)} – {_single_words(end)}"


def _single_words(span: DateSpan) -> str:
    first, last = day_date(span.day_from), day_date(span.day_to)
    season = _SEASON.fullmatch(span.text)
    if season:
        words = f"{_SEASON_NAMES[season[2]]} {season[1]}"
    elif span.precision == "day":
        words = _day_words(first)
    elif span.precision == "month":
        words = f"{calendar.month_name[first.month]} {first.year}"
    elif span.precision == "year":
        words = str(first.year)
    else:
        words = f"between {_day_words(first)} and {_day_words(last)}"
    words = f"about {words}" if span.approximate else words
    return f"date uncertain: {words}" if span.uncertain else words


def _day_words(day: Day) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
