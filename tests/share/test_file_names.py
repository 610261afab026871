"""Files are named by what they hold, the filter and the day, in letters that every system stores."""

from __future__ import annotations

import re
from datetime import date as Day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.query.query import EventQuery
from datelines.record.dates import Period
from datelines.share.file_names import LONGEST, file_name
from tests.query.queries import queries

TODAY = Day(2026, 12, 1)
FEBRUARY = Period(Day(2020, 2, 1), Day(2020, 2, 10))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        (EventQuery(), "datelines-reports-2026-12-01"),
        (EventQuery(places=frozenset({"idlib-city"})), "datelines-reports-idlib-city-2026-12-01"),
        (
            EventQuery(outlets=frozenset("abc"), period=FEBRUARY),
            "datelines-reports-3-outlets-2020-02-01-to-2020-02-10-2026-12-01",
        ),
        (EventQuery(period=Period(None, Day(2020, 2, 1))), "datelines-reports-until-2020-02-01-2026-12-01"),
        (EventQuery(period=Period(Day(2020, 2, 1), None)), "datelines-reports-from-2020-02-01-2026-12-01"),
        (
            EventQuery(period=Period(Day(2020, 2, 1), Day(2020, 2, 1))),
            "datelines-reports-2020-02-01-2026-12-01",
        ),
        (EventQuery(text="../حميميم"), "datelines-reports-hmymym-2026-12-01"),
    ],
)
def test_a_file_is_named_by_what_it_holds_and_the_day(query: EventQuery, name: str) -> None:
    assert file_name("reports", query, TODAY) == name


@given(queries(), st.text(max_size=30))
def test_any_name_is_short_and_plain(query: EventQuery, what: str) -> None:
    name = file_name(what, query, TODAY)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= LONGEST + 100 + 10 * len(what)
