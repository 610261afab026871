"""What one query selects: counts, marks, spans and table come from the same rows and never disagree."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from dataclasses import replace
from datetime import date as Day
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.archive import Archive, read_archive
from datelines.dates import Period
from datelines.query import CHOICES, NO_PLACE, EventQuery
from datelines.relation import relation_of
from datelines.selection import Mark, Selection, Span, counted, drawable
from datelines.store import SHIPPED_DATA, Loaded, read_folder
from tests.builders import Cells, archive, crowded_archive

FEW = settings(max_examples=40)
VALID = Path(__file__).parents[1] / "data" / "valid"


def loaded(data: Archive) -> Loaded:
    """An archive with its relation, without outlines."""
    return Loaded(data, relation_of(data), {})


def select(query: EventQuery | None = None, **rows: list[Cells]) -> Selection:
    return loaded(archive(**rows)).selection(query or EventQuery())


def corpora() -> dict[str, Loaded]:
    """The crowded archive, the valid folder, and the shipped data where there is any."""
    found = {"crowded": loaded(crowded_archive()), "valid": loaded(read_archive(VALID))}
    shipped = read_folder(SHIPPED_DATA) if (SHIPPED_DATA / "places.csv").is_file() else ()
    return found | ({"shipped": shipped} if isinstance(shipped, Loaded) else {})


CORPORA = corpora()


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """Selections by random queries over one of the corpora."""
    corpus = CORPORA[draw(st.sampled_from(sorted(CORPORA)))]
    choices = corpus.choices
    some = {
        name: draw(st.frozensets(st.sampled_from(sorted(choices[name])), max_size=2))
        for name in draw(st.sets(st.sampled_from([name for name in CHOICES if choices[name]]), max_size=2))
    }
    days = st.none() | st.dates(Day(2018, 11, 1), Day(2020, 4, 1))
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    text = draw(st.sampled_from(("", "", "", "drone", "the")))
    query = EventQuery(period=Period(first, last), certainly=draw(st.booleans()), text=text, **some)
    return corpus.selection(query)


EVENT_AT_TWO_PLACES: dict[str, list[Cells]] = {
    "places": [
        {"place_id": "a", "latitude": "35", "longitude": "37"},
        {"place_id": "b", "latitude": "36", "longitude": "37"},
        {"place_id": "undrawn"},
    ],
    "events": [{"place_ids": "a;b;undrawn"}],
    "reports": [{"report_id": "one"}, {"report_id": "two", "source_id": "source-b"}],
    "sources": [{}, {"source_id": "source-b", "outlet_id": "outlet-b"}],
    "outlets": [{}, {"outlet_id": "outlet-b", "name": "Outlet B"}],
    "figures": [{"report_id": "one"}, {"figure_id": "figure-b", "report_id": "two"}],
}


def test_an_event_at_several_places_counts_once_and_has_a_mark_at_each() -> None:
    selection = select(**EVENT_AT_TWO_PLACES)
    counts = selection.counts
    assert (counts.events, counts.reports, counts.outlets, counts.figures, counts.unplaced) == (1, 2, 2, 2, 0)
    assert [mark.place.place_id for mark in selection.marks] == ["a", "b"]
    assert [event.reports for mark in selection.marks for event in mark.events] == [2, 2]
    assert [span.report_id for span in selection.spans] == ["one", "two"]
    assert [row.reports for row in selection.table] == [2]
    assert selection.table[0].outlets == "Outlet A; Outlet B"


def test_only_chosen_places_are_marked() -> None:
    selection = select(EventQuery(places=frozenset({"b"})), **EVENT_AT_TWO_PLACES)
    assert [mark.place.place_id for mark in selection.marks] == ["b"]
    assert selection.counts.unplaced == 0
    assert selection.unplaced_events == ()


def test_an_event_whose_chosen_place_cannot_be_drawn_is_listed_and_not_lost() -> None:
    selection = select(EventQuery(places=frozenset({"undrawn"})), **EVENT_AT_TWO_PLACES)
    assert selection.marks == ()
    assert [event.event_id for event in selection.unplaced_events] == ["event-a"]
    assert selection.counts.unplaced == 1


@pytest.mark.parametrize("places", ["", "town"])
def test_an_event_without_a_place_to_draw_is_counted_beside_the_map(places: str) -> None:
    selection = select(places=[{}], events=[{"place_ids": places}])
    assert selection.marks == ()
    assert selection.counts.unplaced == 1
    assert [event.title for event in selection.unplaced_events] == ["Event A"]
    assert select(EventQuery(places=frozenset({NO_PLACE})), events=[{}]).counts.unplaced == 1


@pytest.mark.parametrize(
    ("cells", "drawn"),
    [
        ({}, False),
        ({"latitude": "0", "longitude": "0"}, True),
        ({"geometry": "road.geojson"}, True),
        ({"radius_km": "20"}, False),
    ],
)
def test_a_place_is_drawn_at_a_point_or_by_a_shape(cells: Cells, drawn: bool) -> None:
    assert drawable(archive(places=[cells]).places[0]) is drawn


def test_outlets_of_a_mark_stand_there_once_each_and_sorted() -> None:
    selection = select(
        places=[{"latitude": "35", "longitude": "37"}],
        outlets=[{"outlet_id": name} for name in "ab"],
        sources=[{"source_id": name, "outlet_id": name} for name in "ab"],
        events=[{"event_id": name, "place_ids": "town"} for name in ("first", "second")],
        reports=[
            {"report_id": "1", "event_id": "first", "source_id": "b"},
            {"report_id": "2", "event_id": "second", "source_id": "b"},
            {"report_id": "3", "event_id": "second", "source_id": "a"},
        ],
    )
    (mark,) = selection.marks
    assert mark.outlet_ids == ("a", "b")
    assert [event.outlet_ids for event in mark.events] == [("b",), ("a", "b")]


def test_a_filter_that_leaves_an_outlet_out_takes_it_from_marks_table_and_counts() -> None:
    selection = select(EventQuery(outlets=frozenset({"outlet-b"})), **EVENT_AT_TWO_PLACES)
    assert selection.counts.reports == selection.counts.figures == selection.counts.outlets == 1
    assert selection.table[0].outlets == "Outlet B"
    assert {outlet for mark in selection.marks for outlet in mark.outlet_ids} == {"outlet-b"}


def test_events_are_in_order_of_the_first_day_that_a_kept_report_gives() -> None:
    selection = select(
        events=[
            {"event_id": "late", "date": "2019-12-01"},
            {"event_id": "month", "date": "2019-09"},
            {"event_id": "early", "date": "2019-09-01"},
        ],
        reports=[{"report_id": name, "event_id": name} for name in ("late", "month", "early")],
    )
    assert selection.event_ids == ("early", "month", "late")
    assert [row.dated for row in selection.table] == ["1 September 2019", "September 2019", "1 December 2019"]


def test_a_span_is_of_the_date_that_its_report_gives_and_the_table_of_that_of_the_event() -> None:
    selection = select(events=[{"date": "2019-09-03"}], reports=[{"date_as_reported": "2019-09"}])
    (span,) = selection.spans
    assert span.dated == "September 2019"
    assert span.certain_from is None
    assert span.day_to - span.day_from == 29
    assert selection.table[0].dated == "3 September 2019"


@pytest.mark.parametrize(
    ("date", "months"),
    [
        ("2019-09-30", ["2019-09"]),
        ("2019-09", ["2019-09"]),
        ("2019-12-31/2020-01-01", ["2019-12", "2020-01"]),
        ("2018-11-05/2019-02-01", ["2018-11", "2018-12", "2019-01", "2019-02"]),
        ("2019", [f"2019-{month:02d}" for month in range(1, 13)]),
        ("2019-09-30~", ["2019-09"]),
    ],
)
def test_a_report_counts_in_every_month_that_it_could_be_dated_in(date: str, months: list[str]) -> None:
    assert select(events=[{"date": date}]).coverage == tuple(("outlet-a", month, 1) for month in months)


def test_coverage_counts_the_reports_of_each_outlet_and_month_once() -> None:
    assert select(**EVENT_AT_TWO_PLACES).coverage == (("outlet-a", "2019-09", 1), ("outlet-b", "2019-09", 1))


def test_the_sentence_says_the_counts_and_the_filter() -> None:
    names = {"outlet-a": "TASS"}
    data = loaded(archive())
    all_of_it = data.selection(EventQuery())
    assert all_of_it.sentence(lambda _, key: names[key]) == "1 event in 1 report, without a filter."
    some = data.selection(EventQuery(outlets=frozenset({"outlet-a"})))
    assert some.sentence(lambda _, key: names[key]) == "1 event in 1 report, reported by TASS."
    none = data.selection(EventQuery(text="zebra"))
    assert none.sentence(str) == "0 events in 0 reports, that mention “zebra”."


@pytest.mark.parametrize(("number", "words"), [(0, "0 events"), (1, "1 event"), (1200, "1,200 events")])
def test_a_noun_follows_its_number(number: int, words: str) -> None:
    assert counted(number, "event") == words


def test_nothing_is_selected_of_an_archive_without_rows() -> None:
    selection = select(events=[], reports=[])
    assert selection.counts.events == selection.counts.figures == 0
    assert selection.marks == selection.spans == selection.table == selection.coverage == ()


def test_the_corpora_are_worth_looking_at() -> None:
    selection = CORPORA["crowded"].selection(EventQuery())
    assert selection.counts.events == 40
    assert selection.counts.unplaced > 0
    assert len(selection.rows) > selection.counts.reports > selection.counts.events


def marked_at(marks: tuple[Mark, ...]) -> set[tuple[str, str]]:
    return {(mark.place.place_id, event.event_id) for mark in marks for event in mark.events}


@FEW
@given(selections())
def test_marks_spans_table_and_coverage_agree_with_the_counts(selection: Selection) -> None:
    counts = selection.counts
    assert counts.events == len(selection.table) == len(selection.event_ids) == len(set(selection.event_ids))
    assert counts.reports == len(selection.spans) == sum(row.reports for row in selection.table)
    assert {span.report_id for span in selection.spans} == selection.report_ids
    assert {span.event_id for span in selection.spans} == set(selection.event_ids)
    assert {span.outlet_id for span in selection.spans} == selection.outlet_ids
    assert {outlet for outlet, _, _ in selection.coverage} == selection.outlet_ids
    of_event = Counter(span.event_id for span in selection.spans)
    assert all(event.reports == of_event[event.event_id] for mark in selection.marks for event in mark.events)


@FEW
@given(selections())
def test_every_event_is_either_on_the_map_or_listed_beside_it(selection: Selection) -> None:
    on_map = {event_id for _, event_id in marked_at(selection.marks)}
    beside = [event.event_id for event in selection.unplaced_events]
    assert on_map.isdisjoint(beside)
    assert on_map | set(beside) == set(selection.event_ids)
    assert selection.counts.unplaced == len(beside)


@FEW
@given(selections())
def test_the_marks_are_the_kept_rows_at_places_that_can_be_drawn(selection: Selection) -> None:
    rows = set(zip(selection.rows["place_id"], selection.rows["event_id"], strict=True))
    places = selection.archive.place_by_id
    assert marked_at(selection.marks) == {row for row in rows if row[0] and drawable(places[row[0]])}


@FEW
@given(selections())
def test_what_is_certainly_in_a_period_is_possibly_in_it(selection: Selection) -> None:
    possibly = replace(selection, query=replace(selection.query, certainly=False))
    certainly = replace(selection, query=replace(selection.query, certainly=True))
    assert certainly.report_ids <= possibly.report_ids


@FEW
@given(selections())
def test_the_cached_frames_are_never_changed(selection: Selection) -> None:
    def fingerprint() -> tuple[int, int]:
        frames = (selection.relation.reports.astype(str), selection.relation.figures.astype(str))
        first, second = (int(pd.util.hash_pandas_object(frame).sum()) for frame in frames)
        return first, second

    before = fingerprint()
    used = replace(selection)  # without what was worked out before
    for name in ("rows", "counts", "marks", "spans", "table", "coverage", "unplaced_events"):
        getattr(used, name)
    used.rows["event_id"] = "changed"
    used.sentence(lambda _, key: key)
    assert fingerprint() == before


def test_a_selection_is_not_kept_when_its_data_have_gone() -> None:
    """A session's own table must not stay in memory when the session has ended."""
    data = loaded(archive(**EVENT_AT_TWO_PLACES))
    selection = data.selection(EventQuery())
    assert (selection.counts.events, len(selection.spans), len(selection.marks)) == (1, 2, 2)
    frame, held = weakref.ref(data.relation.reports), weakref.ref(data)
    del data, selection
    gc.collect()
    assert held() is None
    assert frame() is None


def test_rows_of_the_table_are_made_for_the_asked_part_alone() -> None:
    selection = CORPORA["crowded"].selection(EventQuery())
    assert selection.table_rows(7, 9) == selection.table[7:9]
    assert selection.table_rows(39, 80) == selection.table[39:]
    assert selection.place_of(selection.event_ids[7]) == 7
    assert selection.place_of("no-such-event") is selection.place_of(None) is None


def test_the_first_events_without_a_place_are_the_first_of_all_of_them() -> None:
    selection = CORPORA["crowded"].selection(EventQuery())
    assert selection.unplaced(2) == selection.unplaced_events[:2]
    assert len(selection.unplaced_events) == selection.counts.unplaced > 2


def test_a_mark_lists_some_events_by_name_and_counts_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = CORPORA["crowded"].selection(EventQuery())
    monkeypatch.setattr("datelines.marks.MOST_LISTED", 3)
    shortened = replace(everything)
    for mark, whole in zip(shortened.marks, everything.marks, strict=True):
        assert mark.events == whole.events[:3]
        assert len(mark.events) + mark.unlisted == len(whole.events)
        assert mark.outlet_ids == whole.outlet_ids
        outlets = Counter(outlet for event in whole.events for outlet in event.outlet_ids)
        assert dict(mark.shares) == (dict(outlets) if mark.unlisted else {})


def test_bars_are_drawn_of_few_reports_and_counted_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    selection = CORPORA["crowded"].selection(EventQuery())
    leading = selection.leading_outlets(2)
    assert selection.bars(leading) == selection.lane_spans(leading)
    monkeypatch.setattr("datelines.in_time.MOST_BARS", 20)
    assert selection.bars(leading) is None
    inside = selection.bars(leading, Period(Day(2018, 12, 1), Day(2018, 12, 9)))
    assert inside
    assert all(span.soft_to >= 17866 and span.soft_from <= 17874 for span in inside)
    one = selection.event_bars(leading, selection.event_ids[0])
    assert {span.event_id for span in one} == {selection.event_ids[0]}
    assert selection.event_bars(leading, None) == ()


@FEW
@given(selections())
def test_columns_count_every_report_of_the_selection(selection: Selection) -> None:
    if not selection.event_ids:
        return
    leading = selection.leading_outlets(2)
    found = selection.columns(leading, *(int(ends) for ends in (-100, 30000)))
    narrow = {span.report_id for span in selection.spans if _bins_reached(found.bins.days, span) == 1}
    assert int(found.dated.sum()) == len(narrow)
    assert int(found.possible.sum()) == sum(
        _bins_reached(found.bins.days, span) for span in selection.spans if span.report_id not in narrow
    )


def _bins_reached(bins: tuple[tuple[int, int], ...], span: Span) -> int:
    return sum(first <= span.soft_to and last >= span.soft_from for first, last in bins)
