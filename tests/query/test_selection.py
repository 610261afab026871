"""What one query selects: every answer of the store is what a count row by row gives, so that views agree."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.checks import read_archive
from datelines.query.query import CHOICES, NO_PLACE, EventQuery
from datelines.query.selection import Selection
from datelines.query.timeline import in_lanes
from datelines.record.dates import Period
from datelines.share.extract import parts_of_extract
from datelines.store.store import Store
from datelines.table.archive import Archive
from datelines.words import counted
from tests.builders import Cells, archive, crowded_archive, store_of
from tests.oracle import Oracle, Row, columns, ids_of, rows_of
from tests.stores import event_ids, loaded_folder

FEW = settings(max_examples=40)
VALID = Path(__file__).parents[1] / "data" / "valid"
SHIPPED = Path(__file__).parents[2] / "data"


@dataclass(frozen=True, eq=False)
class Corpus:
    """An archive with its store, and the rows of its relation."""

    archive: Archive
    store: Store
    rows: list[Row]

    def asked(self, query: EventQuery) -> tuple[Selection, Oracle]:
        return Selection(self.store, query), Oracle(self.archive, self.rows, query)


def corpus_of(data: Archive) -> Corpus:
    return Corpus(data, store_of(data), rows_of(data))


@cache
def corpora() -> dict[str, Corpus]:
    """The crowded archive, the valid folder, and the shipped data where there is any."""
    found = {"crowded": corpus_of(crowded_archive()), "valid": corpus_of(read_archive(VALID))}
    if (SHIPPED / "places.csv").is_file():
        found["shipped"] = corpus_of(read_archive(SHIPPED))
    return found


def choices(corpus: Corpus) -> dict[str, list[str]]:
    """The ids that each filter may choose."""
    return {
        name: sorted(set[str]().union(*(ids_of(corpus.archive, name, row) for row in corpus.rows)))
        for name in CHOICES
    }


@st.composite
def queries(draw: st.DrawFn) -> tuple[Selection, Oracle]:
    """Random queries over one of the corpora: the selection, and what it has to be."""
    corpus = corpora()[draw(st.sampled_from(sorted(corpora())))]
    offered = choices(corpus)
    some: dict[str, Any] = {
        name: draw(st.frozensets(st.sampled_from([*offered[name], "no-such-id"]), max_size=2))
        for name in draw(st.sets(st.sampled_from([name for name in CHOICES if offered[name]]), max_size=2))
    }
    days = st.none() | st.dates(Day(2018, 11, 1), Day(2020, 4, 1))
    for name in ("period", "window"):
        first, last = draw(days), draw(days)
        if draw(st.booleans()):
            some[name] = Period(*sorted((first, last))) if first and last else Period(first, last)
    text = draw(st.sampled_from(("", "", "", "drone", "the", "The drone", "zebra")))
    return corpus.asked(EventQuery(certainly=draw(st.booleans()), text=text, **some))


def select(query: EventQuery | None = None, **rows: list[Cells]) -> Selection:
    return Selection(store_of(archive(**rows)), query or EventQuery())


def crowd() -> tuple[Selection, Oracle]:
    return corpora()["crowded"].asked(EventQuery())


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
    bars = selection.bars(["outlet-a", "outlet-b"])
    assert bars is not None
    assert [span.report_id for span in bars] == ["one", "two"]
    (row,) = selection.table_rows(0, 9)
    assert (row.reports, row.outlets) == (2, "Outlet A; Outlet B")


def test_only_chosen_places_are_marked() -> None:
    selection = select(EventQuery(places=frozenset({"b"})), **EVENT_AT_TWO_PLACES)
    assert [mark.place.place_id for mark in selection.marks] == ["b"]
    assert selection.counts.unplaced == 0
    assert selection.unplaced(9) == ()


def test_a_report_counts_once_where_several_of_its_places_are_chosen() -> None:
    selection = select(EventQuery(places=frozenset({"b", "undrawn"})), **EVENT_AT_TWO_PLACES)
    counts = selection.counts
    assert (counts.events, counts.reports, counts.figures) == (1, 2, 2)
    assert [row.reports for row in selection.table_rows(0, 9)] == [2]


def test_an_event_whose_chosen_place_cannot_be_drawn_is_listed_and_not_lost() -> None:
    selection = select(EventQuery(places=frozenset({"undrawn"})), **EVENT_AT_TWO_PLACES)
    assert selection.marks == ()
    assert [event.event_id for event in selection.unplaced(9)] == ["event-a"]
    assert selection.counts.unplaced == 1


@pytest.mark.parametrize("places", ["", "town"])
def test_an_event_without_a_place_to_draw_is_counted_beside_the_map(places: str) -> None:
    selection = select(places=[{}], events=[{"place_ids": places}])
    assert selection.marks == ()
    assert selection.counts.unplaced == 1
    assert [event.title for event in selection.unplaced(9)] == ["Event A"]
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
    data = archive(places=[cells], events=[{"place_ids": "town"}])
    assert len(Selection(store_of(data), EventQuery()).marks) == drawn


def test_the_place_of_a_mark_has_every_cell_of_its_record() -> None:
    cells = {"latitude": "35.5", "longitude": "-37", "radius_km": "7", "names": "A;B", "note": "About."}
    data = archive(places=[cells], events=[{"place_ids": "town"}])
    (mark,) = Selection(store_of(data), EventQuery()).marks
    assert mark.place == data.places[0]


def test_outlets_of_a_mark_stand_there_once_each_and_sorted() -> None:
    selection = select(
        places=[{"latitude": "35", "longitude": "37"}],
        outlets=[{"outlet_id": name} for name in "ba"],
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
    assert selection.table_rows(0, 9)[0].outlets == "Outlet B"
    assert {outlet for mark in selection.marks for outlet in mark.outlet_ids} == {"outlet-b"}


def test_a_report_of_another_event_is_not_counted_with_this_one() -> None:
    reports = [{"report_id": "same"}, {"report_id": "other", "link_status": "different"}]
    selection = select(reports=reports)
    assert selection.report_ids == {"same"}
    assert selection.counts.reports == 1


def test_events_are_in_order_of_the_first_day_that_a_report_gives() -> None:
    selection = select(
        events=[
            {"event_id": "late", "date": "2019-12-01"},
            {"event_id": "month", "date": "2019-09"},
            {"event_id": "early", "date": "2019-09-01"},
        ],
        reports=[{"report_id": name, "event_id": name} for name in ("late", "month", "early")],
    )
    assert event_ids(selection, 0, 3) == ("early", "month", "late")
    dated = [row.dated for row in selection.table_rows(0, 3)]
    assert dated == ["1 September 2019", "September 2019", "1 December 2019"]


def test_a_span_is_of_the_date_that_its_report_gives_and_the_table_of_that_of_the_event() -> None:
    selection = select(events=[{"date": "2019-09-03"}], reports=[{"date_as_reported": "2019-09"}])
    bars = selection.bars(["outlet-a"])
    assert bars is not None
    (span,) = bars
    assert span.dated == "September 2019"
    assert span.certain_from is None
    assert span.day_to - span.day_from == 29
    assert selection.table_rows(0, 1)[0].dated == "3 September 2019"


def test_the_sentence_says_the_counts_and_the_filter() -> None:
    names, store = {"outlet-a": "TASS"}, store_of(archive())
    said = Selection(store, EventQuery()).sentence(lambda _, key: names[key])
    assert said == "All events: 1 (1 report)."
    some = Selection(store, EventQuery(outlets=frozenset({"outlet-a"})))
    assert some.sentence(lambda _, key: names[key]) == "1 event (1 report) reported by TASS."
    none = Selection(store, EventQuery(text="zebra"))
    assert none.sentence(str) == "0 events (0 reports) mentioning “zebra”."


@pytest.mark.parametrize(("number", "words"), [(0, "0 events"), (1, "1 event"), (1200, "1,200 events")])
def test_a_noun_follows_its_number(number: int, words: str) -> None:
    assert counted(number, "event") == words


@pytest.mark.parametrize(
    "rows", [{"events": [], "reports": []}, {"outlets": [], "sources": [], "reports": []}]
)
def test_nothing_is_selected_of_an_archive_without_reports(rows: dict[str, list[Cells]]) -> None:
    selection = select(**rows)
    assert selection.counts.events == selection.counts.figures == selection.counts.unplaced == 0
    assert selection.marks == selection.bars([]) == selection.unplaced(9) == selection.table_rows(0, 9) == ()
    assert selection.compared(None, 9) == event_ids(selection, 0, 9) == selection.leading_outlets(9) == ()
    assert selection.outlet_ids == selection.report_ids == selection.reports_of(["event-a"]) == frozenset()
    assert selection.neighbour(None, 1) is selection.place_of("event-a") is None
    assert not selection.crowded
    with pytest.raises(ValueError, match="unpack"):
        _ = selection.day_counts


def test_the_corpora_are_worth_looking_at() -> None:
    selection, oracle = crowd()
    assert selection.counts.events == 40
    assert selection.counts.unplaced > 2
    assert len(oracle.rows) > selection.counts.reports > selection.counts.events


@FEW
@given(queries())
def test_counts_and_outlets_are_those_of_the_kept_rows(asked: tuple[Selection, Oracle]) -> None:
    selection, oracle = asked
    assert selection.counts == oracle.counts
    assert list(selection.leading_outlets(99_999)) == oracle.leading
    assert selection.leading_outlets(2) == tuple(oracle.leading[:2])
    assert selection.outlet_ids == set(oracle.leading)
    assert selection.report_ids == {row["report_id"] for row in oracle.rows}


@FEW
@given(queries(), st.integers(0, 90), st.integers(0, 90))
def test_a_part_of_the_table_is_that_part_of_all_rows(
    asked: tuple[Selection, Oracle], first: int, after: int
) -> None:
    selection, oracle = asked
    assert list(selection.table_rows(first, after)) == oracle.table[first:after]
    assert list(event_ids(selection, first, after)) == oracle.event_ids[first:after]
    assert list(selection.table_rows(0, after)) == oracle.table[:after]


@FEW
@given(queries(), st.data())
def test_an_event_stands_between_its_neighbours(asked: tuple[Selection, Oracle], data: st.DataObject) -> None:
    selection, oracle = asked
    ids = oracle.event_ids
    event_id = data.draw(st.none() | st.sampled_from([event.event_id for event in oracle.archive.events]))
    held = event_id in ids
    assert selection.place_of(event_id) == (ids.index(event_id) if event_id and held else None)
    for by in (1, -1):
        end = ids[0 if by > 0 else -1] if ids else None
        wanted = ids[(ids.index(event_id) + by) % len(ids)] if event_id and held else end
        assert selection.neighbour(event_id, by) == wanted
    reports = {row["report_id"] for row in oracle.of_event.get(event_id or "", ())}
    assert selection.reports_of([event_id] if event_id else []) == reports


@FEW
@given(queries(), st.integers(1, 30), st.data())
def test_events_with_most_outlets_are_compared_and_the_chosen_one(
    asked: tuple[Selection, Oracle], most: int, data: st.DataObject
) -> None:
    selection, oracle = asked
    chosen = data.draw(st.none() | st.sampled_from([event.event_id for event in oracle.archive.events]))
    assert list(selection.compared(chosen, most)) == oracle.compared(chosen, most)


@FEW
@given(queries(), st.integers(1, 12))
def test_events_without_a_place_to_draw_are_listed_in_order(
    asked: tuple[Selection, Oracle], most: int
) -> None:
    selection, oracle = asked
    wanted = [oracle.marked(event_id) for event_id in oracle.unplaced_ids]
    assert list(selection.unplaced(most)) == wanted[:most]
    assert list(selection.unplaced(9999)) == wanted


@FEW
@given(queries())
def test_marks_are_the_events_of_the_kept_rows_at_places_that_can_be_drawn(
    asked: tuple[Selection, Oracle],
) -> None:
    selection, oracle = asked
    assert list(selection.marks) == oracle.marks()


@FEW
@given(queries())
def test_every_event_is_either_on_the_map_or_listed_beside_it(asked: tuple[Selection, Oracle]) -> None:
    selection, _ = asked
    on_map = {event.event_id for mark in selection.marks for event in mark.events}
    beside = {event.event_id for event in selection.unplaced(9999)}
    assert on_map.isdisjoint(beside)
    assert on_map | beside == set(event_ids(selection, 0, 9999))


@FEW
@given(queries(), st.integers(0, 5), st.data())
def test_bars_are_the_spans_of_the_kept_reports_in_lanes(
    asked: tuple[Selection, Oracle], most: int, data: st.DataObject
) -> None:
    selection, oracle = asked
    leading = selection.leading_outlets(most)
    assert selection.bars(leading) == in_lanes(oracle.spans, leading)
    event_id = data.draw(st.none() | st.sampled_from([event.event_id for event in oracle.archive.events]))
    own = [span for span in oracle.spans if span.event_id == event_id]
    assert selection.event_bars(leading, event_id) == in_lanes(own, leading)
    first, last = sorted(data.draw(st.tuples(*[st.dates(Day(2018, 11, 1), Day(2020, 4, 1))] * 2)))
    period = Period(first, last)
    ends = period.day_from or 0, period.day_to or 0
    inside = [span for span in oracle.spans if span.soft_to >= ends[0] and span.soft_from <= ends[1]]
    assert selection.bars(leading, period) == in_lanes(inside, leading)


@FEW
@given(queries(), st.integers(0, 3), st.integers(-400_000, 20_000), st.integers(0, 500_000))
def test_columns_count_every_report_in_its_lane_and_periods(
    asked: tuple[Selection, Oracle], most: int, first: int, breadth: int
) -> None:
    selection, oracle = asked
    leading = selection.leading_outlets(most)
    found = selection.columns(leading, first, first + breadth)
    for lane, outlet in enumerate((*leading, None)):
        own = [
            row
            for row in oracle.reports
            if row["outlet_id"] == outlet or (outlet is None and row["outlet_id"] not in leading)
        ]
        assert (found.dated[lane].tolist(), found.possible[lane].tolist()) == columns(own, found.bins)


@FEW
@given(queries())
def test_days_and_focus_are_those_of_the_kept_reports(asked: tuple[Selection, Oracle]) -> None:
    selection, oracle = asked
    if not oracle.reports:
        return
    found, firsts = selection.day_counts, [row["day_from"] for row in oracle.reports]
    assert {day: firsts.count(day) for day in firsts} == dict(zip(found.days, found.reports, strict=True))
    assert list(found.days) == sorted(found.days)
    assert found.last == max(row["day_to"] for row in oracle.reports)
    focus = selection.focus
    assert focus.before == sum(row["day_to"] < focus.first for row in oracle.reports)
    assert focus.before * 10 <= len(firsts)
    assert (focus.first in firsts, focus.last) == (True, found.last)


@FEW
@given(queries())
def test_what_is_certainly_in_a_period_is_possibly_in_it(asked: tuple[Selection, Oracle]) -> None:
    selection, _ = asked
    possibly = replace(selection, query=replace(selection.query, certainly=False))
    certainly = replace(selection, query=replace(selection.query, certainly=True))
    assert certainly.report_ids <= possibly.report_ids


def test_a_selection_is_not_kept_when_its_data_have_gone() -> None:
    """A session's own table must not stay in memory when the session has ended."""
    store = store_of(archive(**EVENT_AT_TWO_PLACES))
    selection = Selection(store, EventQuery(text="summary"))
    assert (selection.counts.events, len(selection.bars([]) or ()), len(selection.marks)) == (1, 1, 2)
    held = weakref.ref(store), weakref.ref(selection)
    del store, selection
    gc.collect()
    assert [one() for one in held] == [None, None]


def test_a_page_is_complete_where_its_events_have_more_rows_than_are_looked_at_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("datelines.query.events.ROWS_OF_EVENT", 1)
    selection, oracle = crowd()
    assert list(selection.table_rows(0, 30)) == oracle.table[:30]
    assert list(event_ids(selection, 0, 30)) == oracle.event_ids[:30]
    assert [event.event_id for event in selection.unplaced(5)] == oracle.unplaced_ids[:5]


@pytest.mark.parametrize(("listed", "named"), [(3, 2000), (200, 9), (3, 7), (1, 2000)])
def test_a_mark_lists_some_events_by_name_and_counts_them_all(
    monkeypatch: pytest.MonkeyPatch, listed: int, named: int
) -> None:
    whole = {mark.place.place_id: mark for mark in crowd()[0].marks}
    monkeypatch.setattr("datelines.query.events.MOST_LISTED", listed)
    monkeypatch.setattr("datelines.query.map_marks.MOST_LISTED", listed)
    monkeypatch.setattr("datelines.query.map_marks.MOST_NAMED", named)
    monkeypatch.setattr("datelines.query.map_marks.MARK_SHARES", 2)
    selection, oracle = crowd()
    assert list(selection.marks) == oracle.marks()
    assert any(mark.unlisted and mark.unnamed for mark in selection.marks)
    for mark in selection.marks:
        assert 1 <= len(mark.events) <= listed
        assert mark.events == whole[mark.place.place_id].events[: len(mark.events)]
        assert len(mark.events) + mark.unlisted == len(whole[mark.place.place_id].events)
    assert sum(len(mark.events) for mark in selection.marks) <= named


def test_bars_are_drawn_of_few_reports_and_none_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datelines.query.timeline.MOST_BARS", 20)
    # A store of its own: others have asked the shared one already, and it remembers.
    selection, oracle = corpus_of(crowded_archive()).asked(EventQuery())
    leading = selection.leading_outlets(2)
    assert selection.bars(leading) is None
    inside = selection.bars(leading, Period(Day(2018, 12, 1), Day(2018, 12, 9)))
    assert inside
    assert all(span.soft_to >= 17866 and span.soft_from <= 17874 for span in inside)
    one = selection.event_bars(leading, oracle.event_ids[0])
    assert {span.event_id for span in one} == {oracle.event_ids[0]}
    assert selection.event_bars(leading, None) == selection.event_bars(leading, "no-such-event") == ()


def test_answers_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    selection, oracle = crowd()
    leading, event_id = selection.leading_outlets(2), oracle.event_ids[3]

    def everything() -> list[object]:
        return [
            selection.counts,
            selection.table_rows(0, 10),
            selection.bars(leading),
            selection.event_bars(leading, event_id),
            selection.columns(leading, 17800, 18400),
            selection.focus,
            selection.marks,
            selection.unplaced(3),
            selection.compared(event_id, 5),
            selection.place_of(event_id),
            selection.neighbour(event_id, 1),
            selection.reports_of([event_id]),
        ]

    before = everything()
    monkeypatch.setattr(Store, "rows", None)
    assert everything() == before


def test_map_table_choices_and_export_agree_on_what_lies_inside_a_place() -> None:
    loaded = loaded_folder()
    archive = loaded.whole
    assert archive is not None
    inside = {place.place_id for place in archive.places if place.admin1 == "Idlib"}
    query = EventQuery(places=frozenset({"idlib-governorate"}))
    selection = loaded.selection(query)
    assert {"saraqib", "taftanaz", "idlib-governorate"} <= {mark.place.place_id for mark in selection.marks}
    assert {mark.place.place_id for mark in selection.marks} <= inside
    events = {event.event_id for event in archive.events if inside.intersection(event.place_ids)}
    reports = {
        report.report_id
        for report in archive.reports
        if report.event_id in events and report.link_status != "different"
    }
    assert selection.report_ids == reports
    assert selection.counts.reports == len(reports)
    rows = selection.table_rows(0, selection.counts.events)
    assert {row.event_id for row in rows} == {report_event(archive, one) for one in reports}
    offered = loaded.offer(EventQuery()).labels["places"]["idlib-governorate"]
    assert offered == f"Idlib governorate ({len(reports):,})"
    (part,) = parts_of_extract(loaded, query)
    assert part[1] == reports


def report_event(archive: Archive, report_id: str) -> str:
    return archive.report_by_id[report_id].event_id
