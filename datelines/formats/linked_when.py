"""The `when` of Linked Places and GeoJSON-T as EDTF dates, and EDTF dates as a `when`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from datelines.dates import date_in_words, date_span, day_date
from datelines.formats.claims import text_of
from datelines.formats.date_ends import day_alone, edtf_of_parts, interval

_LEVEL_1 = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?[~?%]?", re.ASCII)
_YEAR_ALONE = re.compile(r"(-?\d{1,4})([~?%]?)", re.ASCII)


def when_of(edtf: str) -> dict[str, Any]:
    """The `when` of an EDTF date: its ends as they are written, a label in words.

    What Linked Places has no words for (a season, `2019-11-XX`) is a start that lies between its first and
    its last day. Raises DateError as `datelines.dates.date_span` does.
    """
    span = date_span(edtf)
    start, slash, end = edtf.partition("/")
    if _LEVEL_1.fullmatch(start) and (not slash or _LEVEL_1.fullmatch(end)):
        timespan: dict[str, Any] = {"start": {"in": start}} | ({"end": {"in": end}} if slash else {})
    else:
        first, last = day_date(span.day_from).isoformat(), day_date(span.day_to).isoformat()
        timespan = {"start": {"earliest": first, "latest": last}}
    return {"timespans": [timespan], "label": date_in_words(edtf)}


def dates_of_when(when: Any) -> list[str]:
    """The EDTF date of each timespan of a `when`; none where it has periods or a label alone.

    A start without an end is the date itself, `earliest` and `latest` are its bounds. GeoJSON-T's older
    lists of four dates are read too. What is no date stays as it is, for the checks to show.
    """
    if not isinstance(when, Mapping):
        return []
    given = when.get("timespans", when.get("timespan"))
    spans = given if isinstance(given, list) else [given] if given else []
    if not spans and ("start" in when or "in" in when):
        spans = [when]
    if spans and all(isinstance(one, str) for one in spans):
        spans = [spans]  # one list of four dates, not in a list of its own
    return list(dict.fromkeys(filter(None, map(_date, spans))))


def _date(span: Any) -> str:
    if isinstance(span, list):
        four = [*map(_edtf, span), "", "", "", ""]
        return interval(four[0] or four[1], four[3] or four[2])
    if not isinstance(span, Mapping):
        return _edtf(span)
    end = span.get("end")
    first, first_latest = _ends(span.get("start", span.get("in")))
    if end in (None, "", {}):
        # A start that lies between two days, and no end: one day of them, and nobody says which.
        some_day = first and first_latest and first != first_latest
        return f"[{first}..{first_latest}]" if some_day else interval(first, first_latest)
    end_earliest, last = _ends(end)
    last = last or end_earliest
    return interval(first, last) if first else f"../{last}"


def _ends(end: Any) -> tuple[str, str]:
    """The earliest and the latest that an end of a timespan can be; the same where it is one date."""
    if not isinstance(end, Mapping):
        return _edtf(end), _edtf(end)
    if end.get("in"):
        return _edtf(end["in"]), _edtf(end["in"])
    earliest, latest = _edtf(end.get("earliest")), _edtf(end.get("latest"))
    return earliest or latest, latest or earliest


def _edtf(value: Any) -> str:
    """A date as Linked Places writes it, as EDTF: years in four digits, no time of day."""
    text = day_alone(text_of(value))
    year = _YEAR_ALONE.fullmatch(text)
    return edtf_of_parts(year[1]) + year[2] if year else text
