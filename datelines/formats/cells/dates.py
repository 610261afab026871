"""Dates as EDTF: of formats that have their parts or ends, and as people and spreadsheets write them.

What could be two dates is not read, and the reason says what it could be.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import date as Day
from functools import lru_cache
from zoneinfo import ZoneInfo

from datelines.formats.cells.months import in_english
from datelines.formats.model import DayOrder
from datelines.record.dates import DateError, date_span, day_date, moment_of

_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\s*[/.]\s*(\d{4})", re.ASCII)
_DAY_MONTH_OR_YEAR = re.compile(r"(\d{4})(-(0[1-9]|1[0-2])(-\d{2})?)?", re.ASCII)
_CLOCK = re.compile(r"^(-?\d{4,}-\d{2}-\d{2})[T ].*$", re.ASCII | re.DOTALL)
_LONGEST_YEAR = 9999
DAY_ORDERS: tuple[DayOrder, ...] = ("month-first", "day-first")


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
    `datelines.record.dates.date_span` does."""
    span = date_span(edtf)
    start, _, end = (re.sub("[~?%]", "", part) for part in edtf.partition("/"))
    return _end(start, span.day_from), _end(end or start, span.day_to)


def _end(plain: str, day: int) -> str:
    return plain if _DAY_MONTH_OR_YEAR.fullmatch(plain) else day_date(day).isoformat()


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
    return tuple(order for order in DAY_ORDERS if all(slashed_date(text, order) for text in slashed))


def proved_orders(texts: Iterable[str]) -> dict[DayOrder, str]:
    """The orders that dates among the texts prove, each with the first that does: `13/01/2019` is day first."""
    found: dict[DayOrder, str] = {}
    for text in dict.fromkeys(texts):
        if is_slashed(text):
            fitting = [order for order in DAY_ORDERS if slashed_date(text, order)]
            # Of `3/3/2019` both orders give the same day.
            if len(fitting) == 1:
                found.setdefault(fitting[0], text)
    return found


SERIALS = range(18264, 73051)
"""Serial numbers of the years 1950 to 2099 in a spreadsheet that counts from 1900."""
LONGEST_DATE = 60
"""Characters of a date; what is longer is another text."""
_SERIAL_EPOCH = Day(1899, 12, 30)
_FROM_1904 = timedelta(days=1462)
_PARTS_OF_MONTH = {
    **dict.fromkeys(("ea", "be", "st"), ("01", "10")),
    "mi": ("11", "20"),
    **dict.fromkeys(("la", "en"), ("21", "")),
}
"""First and last day of the third of a month that a word begins with; blank for the month's end."""
_SHORT_YEAR_DIGITS = 3


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date as EDTF, or the cell as it stands where it was not read. `why` and `repair` are blank where
    there is nothing to remark."""

    edtf: str
    why: str = ""
    repair: str = ""


_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH_NUMBERS |= {name[:3]: number for name, number in _MONTH_NUMBERS.items()} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"

_ONE = r"\d{4}(-\d{2}(-\d{2})?)?[~?%]?"
_PLAIN_EDTF = re.compile(rf"{_ONE}(/{_ONE})?|\[{_ONE}\.\.{_ONE}\]", re.ASCII)
_EDTF_LIKE = re.compile(r"[~?%]?[-Y]?[\dX]{4,}(?:[-/~?%^][-\dX~?%/^.]*)?|\.\./[-\d]+", re.ASCII)
_ISO_LIKE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
_COMPACT = re.compile(r"((?:1[89]|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_WITH_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?) ?"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[A-Z][A-Z_]+(?:/[A-Z_+-]+[0-9]*){1,2})?",
    re.ASCII | re.IGNORECASE,
)
_TIME_ALONE = re.compile(r"\d{1,2}:\d{2}(:\d{2})?( ?(-|–|to) ?\d{1,2}:\d{2}(:\d{2})?)?", re.ASCII)
_UNIX = re.compile(r"1\d{9}(?:\d{3})?", re.ASCII)
"""Seconds or milliseconds since 1970, of the years 2001 to 2033."""
_OPEN = re.compile(r"(after|since|before|until|by|from) (.+)")
_PART = re.compile(r"(early|beginning of|start of|mid|mid-|middle of|late|end of)[ -](.+)")
_OTHER_ERA = re.compile(r"(?:about |c\. ?|ca\. ?)?(\d{1,4}) ?(bc|bce|ac|ad|ce|a\.d\.|b\.c\.)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: 00?:00(?::00)?)?", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}", re.ASCII)
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}(?: of)?[ .-]+({_MONTH})[.,]?[ -]+(\d{{4}})", re.ASCII)
_MONTH_DAY_YEAR = re.compile(rf"({_MONTH})\.?[ -]{_DAY},?[ -](\d{{4}})", re.ASCII)
_MONTH_YEAR = re.compile(rf"({_MONTH})[.,]?[ -](\d{{4}})", re.ASCII)
_DAY_MONTH = re.compile(rf"(?:{_DAY}(?: of)?[ .]+)?({_MONTH})\.?", re.ASCII)
_TWO_MONTHS_YEAR = re.compile(r"(.+?) ?(?:-|–|—|to|until|and) ?(.+?),? (\d{4})", re.ASCII)
_DAYS_MONTH_YEAR = re.compile(rf"{_DAY} ?(?:-|–|—|to) ?{_DAY} ({_MONTH})\.?,? (\d{{4}})", re.ASCII)
_TWO_PARTS = re.compile(rf"(?:{_MONTH})[ .'-]+\d{{1,2}}|\d{{1,2}}[ .'-]+(?:{_MONTH})\.?", re.ASCII)
_SHORT_NAMED = re.compile(rf"\d{{1,2}}[ .-](?:{_MONTH})[ .'-]+\d{{2}}", re.ASCII)
_ABOUT = re.compile(r"(?:about|around|approximately|approx\.?|circa|ca\.?|c\.) ?(.+)")
_BETWEEN = re.compile(r"(?:from |between )?(.+?) (?:to|until|and|–|—|-) (.+)")

_WRITE = "write YYYY-MM-DD, YYYY-MM or YYYY"
_ORDER = "choose the order of day and month in step 3 (on the command line: --day-order), or write {}"
_DECEMBER = 12
_NO_SUCH_DAY = DateReading("", "there is no such day in the calendar", _WRITE)
_NOT_READ = DateReading("", "not read as a date", _WRITE)


@lru_cache(maxsize=65536)
def date_reading(cell: str, order: DayOrder | None = None) -> DateReading:
    """A cell as EDTF: EDTF stays as it is, `3 September 2019` is 2019-09-03, `3/9/2019` is read by `order`
    (or where one part is above 12), a midnight is taken off a day. Blank stays blank.

    What could be two dates is not read: the cell comes back as it stands, with the reason.
    """
    text = " ".join(unicodedata.normalize("NFKC", cell).split())
    if not text:
        return DateReading("")
    if len(text) > LONGEST_DATE:
        return DateReading(cell, _NOT_READ.why, _WRITE)
    if not text.isascii():
        text = in_english(text)
    elif text[:1].isalpha() or text[-4:].isdigit():
        text = _months_in_english(text)
    if _PLAIN_EDTF.fullmatch(text):
        return _as_edtf(text, cell)
    found = _read(text.lower(), order)
    # The library behind date_span takes milliseconds for a text: asked last, and where it may help.
    if found is _NOT_READ and _EDTF_LIKE.fullmatch(text):
        return _as_edtf(text, cell)
    return _as_edtf(found.edtf, cell, found) if found.edtf else DateReading(cell, found.why, found.repair)


def _months_in_english(text: str) -> str:
    """A text in ASCII, which may be `3 Oktober 2019` or `3 ekim 2019`; with its case where it has no such month."""
    found = in_english(text)
    return text if found == text.lower() else found


def published_reading(cell: str, order: DayOrder | None = None) -> DateReading:
    """A cell with a date of publication, as `date_reading` has it; a time of day with its offset is kept."""
    return date_reading(cell, order) if moment_of(cell) is None else DateReading(cell)


def _as_edtf(text: str, cell: str, found: DateReading | None = None) -> DateReading:
    """The reading of what should be EDTF, or the cell with what is wrong with it."""
    try:
        date_span(text)
    except DateError as error:
        return DateReading(cell, error.reason, error.repair)
    return found or DateReading(text)


def _read(text: str, order: DayOrder | None) -> DateReading:
    for read in (_numeric, _named, _doubtful):
        found = read(text, order)
        if found is not None:
            return found
    about = _ABOUT.fullmatch(text)
    if about:
        found = date_reading(about[1], order)
        plain = not found.why and re.fullmatch(r"[\d-]+", found.edtf)
        return DateReading(f"{found.edtf}~") if plain else _NOT_READ
    between = _BETWEEN.fullmatch(text)
    if between:
        first, last = (date_reading(part, order) for part in between.groups())
        if not (first.why or last.why or "/" in first.edtf + last.edtf):
            return DateReading(f"{first.edtf}/{last.edtf}")
    return _NOT_READ


def _numeric(text: str, order: DayOrder | None) -> DateReading | None:
    if match := _ISO_LIKE.fullmatch(text):
        return _day(match[1], match[3], match[4])
    if match := _WITH_TIME.fullmatch(text):
        return _with_time(match[1], match[2], match[3] or "")
    if match := _NUMBERS.fullmatch(text):
        return _ordered(int(match[1]), int(match[3]), match[4], order)
    if match := _COMPACT.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _ISO_MONTH.fullmatch(text):
        return _month(match[1], match[2])
    if match := _MONTH_OF_YEAR.fullmatch(text):
        return _month(match[2], match[1])
    return None


def _with_time(day: str, clock: str, zone: str) -> DateReading:
    """A day with a time, which is not kept. Where its zone is named and the day was another one by universal time,
    both days are said: the day at the event's place may be either."""
    midnight = not clock.strip("0:.,")
    if midnight and zone.lower() in ("", "z", "utc", "gmt"):
        return DateReading(day)
    if not zone or zone.lower() in ("z", "utc", "gmt"):
        return DateReading(day, "the time of day is not kept", "nothing needs to be done")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock.replace(',', '.')[:8]}")
        if zone[0] in "+-":
            hours = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            universal = moment - (hours if zone[0] == "+" else -hours)
        else:
            universal = moment.replace(tzinfo=ZoneInfo(_zone(zone))).astimezone(UTC)
    except (ValueError, OSError, KeyError, OverflowError):
        return DateReading("", f"the time zone {zone!r} is not known", _WRITE)
    named = f"the time of day, {clock[:5]} at {zone if zone[0] in '+-' else _zone(zone)}, is not kept"
    other = universal.date().isoformat()
    if other == day:
        return DateReading(day, named, "look whether the day is that of the event's place")
    why = (
        f"{named}: by universal time it was {other} already, so that at the event's place the day may be that"
    )
    why = why if other > day else why.replace(" already", "")
    return DateReading(day, why, f"write {other} if that was the day at the event's place")


def _zone(name: str) -> str:
    """`America/Los_Angeles`, whatever the case of its letters."""
    return "/".join(
        "_".join(word[:1].upper() + word[1:].lower() for word in part.split("_")) for part in name.split("/")
    )


def _ordered(first: int, second: int, year: str, order: DayOrder | None) -> DateReading:
    """A day of two numbers, of which either may be the month."""
    if first == second or (first > 12) != (second > 12):
        return _day(year, *((second, first) if first > 12 else (first, second)))
    if order is None:
        as_day_first, as_month_first = _day(year, second, first).edtf, _day(year, first, second).edtf
        return DateReading(
            "", f"the day could be {as_day_first} or {as_month_first}", _ORDER.format(as_day_first)
        )
    return _day(year, *((second, first) if order == "day-first" else (first, second)))


def _named(text: str, order: DayOrder | None) -> DateReading | None:
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        return _day(match[3], _MONTH_NUMBERS[match[2]], match[1])
    if match := _MONTH_DAY_YEAR.fullmatch(text):
        return _day(match[3], _MONTH_NUMBERS[match[1]], match[2])
    if match := _MONTH_YEAR.fullmatch(text):
        return DateReading(f"{match[2]}-{_MONTH_NUMBERS[match[1]]:02}")
    if match := _DAYS_MONTH_YEAR.fullmatch(text):
        first, last = (_day(match[4], _MONTH_NUMBERS[match[3]], match[part]).edtf for part in (1, 2))
        return DateReading(f"{first}/{last}")
    if match := _TWO_MONTHS_YEAR.fullmatch(text):
        return _two_ends(match[1], match[2], match[3])
    return None


def _two_ends(first: str, last: str, year: str) -> DateReading | None:
    """`7 jun-14 jul 2019`: two days, or two months, of the one year."""
    start, end = _DAY_MONTH.fullmatch(first), _DAY_MONTH.fullmatch(last)
    if not (start and end) or bool(start[1]) != bool(end[1]):
        return None
    ends = [
        _day(year, _MONTH_NUMBERS[one[2]], one[1]) if one[1] else _month(year, str(_MONTH_NUMBERS[one[2]]))
        for one in (start, end)
    ]
    return DateReading(f"{ends[0].edtf}/{ends[1].edtf}")


def _doubtful(text: str, order: DayOrder | None) -> DateReading | None:
    """What is not read, though it looks like a date."""
    if _UNIX.fullmatch(text):
        day = datetime.fromtimestamp(int(text[:10]), UTC).date().isoformat()
        why = f"a number: as seconds since 1970 it would be {day} by universal time"
        return DateReading("", why, f"write {day} if that is the day")
    if _TIME_ALONE.fullmatch(text):
        return DateReading("", "a time of day without a date", _WRITE)
    return _serial(text) or _said_in_words(text, order) or _two_numbers(text)


def _serial(text: str) -> DateReading | None:
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in SERIALS:
        day = _SERIAL_EPOCH + timedelta(days=int(text))
        other = day + _FROM_1904
        why = f"a number: a spreadsheet that counts days from 1900 would show it as {day.isoformat()}"
        why += f", one that counts from 1904 as {other.isoformat()}"
        return DateReading("", why, f"write {day.isoformat()} if that is the day")
    return None


def _said_in_words(text: str, order: DayOrder | None) -> DateReading | None:
    """Words that leave a day open: what they may mean is said, and not chosen."""
    if match := _OPEN.fullmatch(text):
        found = date_reading(match[2], order)
        if found.edtf and not found.why:
            early = match[1] in ("after", "since", "from")
            end = _beside(found.edtf, {"after": 1, "before": -1}.get(match[1], 0))
            repair = f"[{end}..LAST]" if early else f"[FIRST..{end}]"
            which = "last" if early else "first"
            why = f"says no {which} day: an open end has no place on a timeline"
            return DateReading("", why, f"write the {which} possible day too: {repair}")
    if match := _PART.fullmatch(text):
        found = date_reading(match[2], order)
        if re.fullmatch(r"\d{4}-\d{2}", found.edtf):
            days = _PARTS_OF_MONTH[match[1][:2]]
            last = days[1] or str(calendar.monthrange(int(found.edtf[:4]), int(found.edtf[5:]))[1])
            written = f"{found.edtf}-{days[0]}/{found.edtf}-{last}"
            why = "a part of a month has no days of its own that all agree on"
            return DateReading("", why, f"write {found.edtf}, or {written} if a third of the month is meant")
    if (match := _OTHER_ERA.fullmatch(text)) and (match[2] or len(match[1]) == _SHORT_YEAR_DIGITS):
        year = int(match[1])
        about = "" if text[0].isdigit() else "~"
        why = "a year that may be before or after our era's beginning"
        if match[2] and match[2][0] == "b":
            return DateReading(
                "", "a year before our era, which the map and the timeline do not show", _WRITE
            )
        before = f"-{max(year - 1, 0):04d}{about}"
        repair = f"write {year:04d}{about} for the year of our era, or {before} for the one before it"
        return DateReading("", why, repair)
    return None


def _beside(edtf: str, days: int) -> str:
    """The day after or before a plain day; other dates as they are, since it is not said whether they count."""
    if not days or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", edtf):
        return edtf
    return (Day.fromisoformat(edtf) + timedelta(days=days)).isoformat()


def _two_numbers(text: str) -> DateReading | None:
    if _SHORT_YEAR.fullmatch(text) or _SHORT_NAMED.fullmatch(text):
        return DateReading("", "a year of two digits, which could be of any century", _WRITE)
    if _TWO_PARTS.fullmatch(text):
        why = "could be a month of a year or a day of a month: a spreadsheet may have changed the cell"
        return DateReading("", why, _WRITE)
    return None


def _day(year: str, month: str | int, day: str | int) -> DateReading:
    # EDTF writes seasons as months from 21 on: 3/21/2019 is no day of a spring.
    return DateReading(f"{year}-{int(month):02}-{int(day):02}") if int(month) <= _DECEMBER else _NO_SUCH_DAY


def _month(year: str, month: str) -> DateReading:
    return DateReading(f"{year}-{int(month):02}") if int(month) <= _DECEMBER else _NO_SUCH_DAY
