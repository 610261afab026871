"""TimeMap: what is made of its events and sources, and that what we write comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats.model import Imported, Options
from datelines.formats.timelines.timemap import read, recognise, write
from tests.builders import archive, crowded_archive
from tests.extracts import archives, extract_of, flagged, problems_of

SAMPLES = Path(__file__).parents[1] / "data" / "formats" / "timemap"
ALLOWED = {
    *("id", "description", "date", "time", "time_precision", "location", "latitude", "longitude", "type"),
    *("category", "category_full", "associations", "sources", "comments", "time_display"),
}
"""The members that TimeMap's schema of an event allows; an event with any other is not shown."""


def sample(name: str) -> Opened:
    return opened(name, (SAMPLES / name).read_bytes())


def events_file(*events: Any, **members: Any) -> Opened:
    return opened("events.json", json.dumps({"events": list(events)} | members).encode())


def event(**members: Any) -> dict[str, Any]:
    whole = {"id": "1", "description": "Told.", "date": "9/3/2019", "latitude": "35.0", "longitude": "37.0"}
    return whole | {"location": "Exampleville", "sources": ["https://example.org/a"]} | members


def column(imported: Imported, table: str, name: str) -> list[str]:
    return imported.frames[table][name].tolist()


def test_the_members_of_events_tell_the_format() -> None:
    assert "description" in recognise([sample("events.json")])
    assert recognise([sample("sources.json"), sample("events.json")])
    assert recognise([sample("incidents.json")])
    assert recognise(
        [events_file({"desc": "a", "date": "", "lat": "1", "long": "2", "source": "", "tags": ""})]
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"S1": {"id": "S1", "title": "", "paths": []}}',
        '[{"date": "2019-09-03", "latitude": "35", "description": "no sources and no category"}]',
        '{"events": []}',
        '{"events": [{"start_date": {"year": 2019}, "text": {}}]}',
        '{"type": "FeatureCollection", "features": []}',
        "[1, 2]",
        "{}",
    ],
)
def test_other_values_are_not_taken_for_events(text: str) -> None:
    file = opened("a.json", text.encode())
    assert recognise([file]) == ""
    with pytest.raises(IntakeError, match="no file of TimeMap events"):
        read([file], Options())


def test_two_files_of_events_are_refused() -> None:
    with pytest.raises(IntakeError, match="one file at a time"):
        read([sample("events.json"), sample("incidents.json")], Options())


def test_events_and_sources_become_claims_of_the_table_that_cite_outlets() -> None:
    imported = read([sample("sources.json"), sample("events.json")], Options())
    assert column(imported, "events", "event_id") == ["civ0001", "civ0002", "event-3"]
    assert column(imported, "events", "date") == ["2019-09-03", "2019-09-25", "2019-09-26"]
    assert column(imported, "events", "kind") == ["attack", "other", "other"]
    assert column(imported, "cited", "report_id") == ["civ0001", "civ0001"]
    assert column(imported, "sources", "title")[1:] == [
        "A market in Exampleville",
        "https://www.example.org/a",
    ]
    assert column(imported, "sources", "published")[1:] == ["2019-09-04", ""]
    assert column(imported, "outlets", "name") == ["Table events.json", "t.me/examplenews", "Example Gazette"]
    assert column(imported, "sources", "outlet_basis") == ["inferred", "inferred", "stated"]
    assert problems_of(imported) == []


def test_every_event_is_kept_flagged_or_skipped() -> None:
    imported = read([sample("sources.json"), sample("events.json")], Options())
    assert imported.read == 5
    assert [problem.line for problem in imported.skipped] == [4, 5]
    assert flagged(imported) == {2, 3}


def test_one_place_of_one_name_and_point_is_one_row() -> None:
    imported = read([sample("events.json")], Options())
    assert column(imported, "places", "name") == ["Exampleville, Example District"]
    assert column(imported, "places", "latitude") == ["35.25"]
    assert column(imported, "events", "place_ids")[2] == ""


def test_a_decimal_comma_is_read_as_timemap_reads_it_with_a_remark() -> None:
    imported = read([sample("events.json")], Options())
    assert {problem.value for problem in imported.flags if "comma" in problem.why} == {"35,25", "37,125"}


def test_a_source_that_was_not_given_is_not_made_up() -> None:
    imported = read([sample("events.json")], Options())
    assert "cited" not in imported.frames
    assert [problem.value for problem in imported.flags if "of this id" in problem.why] == ["S1", "S2", "S9"]
    assert imported.kept_columns is not None
    assert imported.kept_columns["sources"].tolist()[1] == '["S9"]'


def test_an_event_without_sources_is_attributed_to_the_table_with_a_remark() -> None:
    imported = read([events_file(event(sources=[]))], Options())
    assert [problem.why for problem in imported.flags] == ["no outlet named: attributed to the table itself"]


def test_sources_inside_an_event_are_read() -> None:
    imported = read([sample("incidents.json")], Options())
    assert column(imported, "outlets", "name") == ["Table incidents.json", "twitter.com/example_account"]
    assert column(imported, "events", "date") == ["2022-02-25"]
    assert imported.kept_columns is not None
    assert "Residential" in imported.kept_columns["filters"][0]


def test_texts_are_kept_and_not_copied_into_summaries() -> None:
    imported = read([sample("events.json")], Options())
    assert imported.kept_columns is not None
    assert imported.kept_columns["description"][0].startswith("Artificial: a shell")
    assert imported.kept_columns["time"][0] == "18:30"
    assert not any("shell" in summary for summary in column(imported, "reports", "summary"))


@pytest.mark.parametrize(
    ("dates", "order", "read_as", "said"),
    [
        (["3/9/2019", "4/9/2019"], None, ["2019-03-09", "2019-04-09"], "TimeMap’s own order"),
        (["3/9/2019", "4/9/2019"], "day-first", ["2019-09-03", "2019-09-04"], "day-first as chosen"),
        (["3/9/2019", "25/9/2019"], None, ["2019-09-03", "2019-09-25"], "the only order that fits"),
        (["3/9/2019", "9/25/2019"], None, ["2019-03-09", "2019-09-25"], "the only order that fits"),
        (["3/9/2019", "9/25/2019", "25/9/2019"], None, ["3/9/2019", "9/25/2019", "25/9/2019"], "in no order"),
        (["25/9/2019"], "month-first", ["25/9/2019"], "month-first as chosen"),
        (["2019-09-03T10:00:00Z", "2019"], None, ["2019-09-03", "2019"], "TimeMap’s own order"),
    ],
)
def test_the_order_of_slashed_dates(dates: list[str], order: Any, read_as: list[str], said: str) -> None:
    events = [event(id=str(n), date=date) for n, date in enumerate(dates)]
    imported = read([events_file(*events)], Options(day_order=order))
    assert column(imported, "events", "date") == read_as
    assert said in imported.mapping["events.date"]
    unread = [date for date in read_as if "/" in date]
    assert [problem.value for problem in imported.flags] == unread
    assert {problem.value for problem in problems_of(imported)} == set(unread)


def test_impossible_coordinates_are_left_to_the_checks() -> None:
    imported = read([events_file(event(latitude="135.0"))], Options())
    assert [problem.column for problem in problems_of(imported)] == ["latitude"]


@pytest.mark.parametrize(
    "odd", [None, 4, "text", [], {"date": 7, "sources": 5}, {"date": ["x"], "location": {}}]
)
def test_what_is_no_event_is_listed_and_never_stops_the_rest(odd: Any) -> None:
    imported = read([events_file(event(), odd)], Options())
    assert imported.read == 2
    assert 2 in flagged(imported) | {problem.line for problem in imported.skipped}


@settings(max_examples=25)
@given(archives())
def test_each_event_that_is_written_is_read_as_a_claim_that_cites_its_sources(of: Any) -> None:
    extract = extract_of(of)
    imported = read([opened("a.json", write(extract))], Options())
    told = [event for event in of.events if of.reports_by_event.get(event.event_id)]
    assert imported.read == sum(max(1, len(event.place_ids)) for event in told)
    assert imported.skipped == ()
    assert len(column(imported, "events", "event_id")) == imported.read
    assert problems_of(imported) == []


@pytest.mark.parametrize(
    ("date", "back"), [("2019-09-03", "2019-09-03"), ("2019-09", "2019-09"), ("2019", "2019")]
)
def test_a_month_does_not_come_back_as_a_day_of_it(date: str, back: str) -> None:
    content = write(extract_of(archive(events=[{"date": date}])))
    assert column(read([opened("a.json", content)], Options()), "events", "date") == [back]


def test_an_interval_comes_back_as_its_first_day_with_a_remark() -> None:
    content = write(extract_of(archive(events=[{"date": "2019-09-03/2019-09-09"}])))
    imported = read([opened("a.json", content)], Options())
    assert column(imported, "events", "date") == ["2019-09-03"]
    assert any("the first day of an interval" in problem.why for problem in imported.flags)


def test_timemap_is_given_no_member_that_it_would_refuse() -> None:
    value = json.loads(write(extract_of(crowded_archive())))
    assert all(set(one) <= ALLOWED for one in value["events"])
    assert all(isinstance(one["latitude"], str) for one in value["events"])
    known = value["sources"].keys()
    assert all(set(one["sources"]) <= known for one in value["events"])


def test_an_event_at_two_places_is_an_entry_at_each() -> None:
    places = [{"place_id": "a", "name": "A"}, {"place_id": "b", "name": "B"}]
    value = json.loads(write(extract_of(archive(places=places, events=[{"place_ids": "a;b"}]))))
    assert [(one["id"], one["location"]) for one in value["events"]] == [
        ("event-a#a", "A"),
        ("event-a#b", "B"),
    ]


def test_a_date_that_timemap_cannot_hold_is_said_in_words() -> None:
    value = json.loads(write(extract_of(archive(events=[{"date": "2019-09~"}]))))
    one = value["events"][0]
    assert (one["date"], one["time_display"]) == ("09/01/2019", "about September 2019")
    assert one["time_precision"] == "month"
