"""Linked Places: what is made of a gazetteer with times, and that what we write comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats.model import Imported, Options
from datelines.formats.timelines.linked_places import (
    dates_of_when,
    read,
    recognise,
    when_of,
    write,
)
from datelines.record.dates import DateError, date_span
from tests.builders import DATES, archive
from tests.extracts import OUTLINE, archives, extract_of, flagged, problems_of

SAMPLES = Path(__file__).parents[1] / "data" / "formats" / "linked_places"


def sample() -> Opened:
    return opened("gazetteer.geojson", (SAMPLES / "gazetteer.geojson").read_bytes())


def collection(*features: Any, **members: Any) -> Opened:
    value = {"type": "FeatureCollection", "features": list(features)} | members
    return opened("a.geojson", json.dumps(value).encode())


def feature(title: str = "Exampleville", when: Any = None, **members: Any) -> dict[str, Any]:
    when = when or {"timespans": [{"start": {"in": "2019-09"}}]}
    whole = {"type": "Feature", "properties": {"title": title}, "when": when, "geometry": None}
    return whole | {"citations": [{"label": "Example Gazette", "@id": "https://example.org/a"}]} | members


def column(imported: Imported, table: str, name: str) -> list[str]:
    return imported.frames[table][name].tolist()


def test_when_and_names_tell_the_format() -> None:
    assert "Linked Places" in recognise([sample()])
    assert recognise(
        [collection({"type": "Feature", "properties": {}}, **{"@context": "x/linkedplaces-v1.jsonld"})]
    )


@pytest.mark.parametrize(
    "file",
    [
        collection({"type": "Feature", "properties": {"when": "2019"}, "geometry": None}),
        collection(),
        opened("a.json", b"[]"),
        opened("a.json", b'{"features": 4}'),
        opened("a.csv", b"when,names\n2019,a\n"),
    ],
)
def test_other_files_are_not_taken_for_it(file: Opened) -> None:
    assert recognise([file]) == ""
    with pytest.raises(IntakeError, match="no collection of Linked Places"):
        read([file], Options())


def test_two_collections_are_refused() -> None:
    with pytest.raises(IntakeError, match="one file at a time"):
        read([sample(), sample()], Options())


def test_features_become_claims_of_the_file_with_a_date_for_each_timespan() -> None:
    imported = read([sample()], Options())
    assert column(imported, "events", "date") == [
        "0676/1066?",
        "[-0043..0012]",
        "1600/1700~",
        "2019-09-03/2019-09-10",
    ]
    assert imported.origins["events"].rows.tolist() == [1, 2, 2, 4]
    assert set(column(imported, "reports", "voice")) == {"own"}
    assert {problem.value for problem in problems_of(imported)} == {"[-0043..0012]"}


def test_every_feature_is_kept_flagged_or_skipped() -> None:
    imported = read([sample()], Options())
    assert imported.read == 4
    assert [(problem.line, "The Example Age" in problem.why) for problem in imported.skipped] == [(3, True)]
    assert flagged(imported) == {2, 4}


def test_names_points_and_outlines_become_places() -> None:
    imported = read([sample()], Options())
    assert column(imported, "places", "names") == ["Exampleville;إكزامبل", "Example District", ""]
    assert column(imported, "places", "kind") == ["town", "zone", "zone"]
    assert column(imported, "places", "latitude") == ["35.25", "", ""]
    assert column(imported, "places", "geonames_id") == ["2657780", "", ""]
    (name,) = imported.shapes
    assert column(imported, "places", "geometry")[1] == name
    assert json.loads(imported.shapes[name])["geometry"]["type"] == "Polygon"


def test_citations_are_cited_and_their_outlets_not_invented() -> None:
    imported = read([sample()], Options())
    assert column(imported, "sources", "title") == [
        "Example Gazetteer (1635)",
        "https://wiki.example.org/Exampleville",
        "gazetteer.geojson",
    ]
    assert column(imported, "outlets", "name")[:2] == ["archive.example.org", "wiki.example.org"]
    assert set(column(imported, "sources", "outlet_basis")) == {"inferred"}
    assert all(column(imported, "sources", "note"))


def test_a_citation_without_an_address_has_an_outlet_that_says_so() -> None:
    imported = read([collection(feature(citations=[{"label": "An old book"}]))], Options())
    assert "Not named in a.geojson" in column(imported, "outlets", "name")
    assert problems_of(imported) == []


def test_several_points_are_several_places_and_none_is_chosen() -> None:
    points = [{"type": "Point", "coordinates": [37, 35]}, {"type": "Point", "coordinates": [38, 36]}]
    shape = {"type": "GeometryCollection", "geometries": points}
    imported = read([collection(feature(geometry=shape))], Options())
    assert column(imported, "events", "place_ids") == ["exampleville;exampleville-2"]


@pytest.mark.parametrize(
    "shape", [{"type": "Point"}, {"type": "Curve"}, {"type": "Point", "coordinates": "x"}]
)
def test_a_geometry_that_cannot_be_read_is_remarked_on(shape: Any) -> None:
    imported = read([collection(feature(geometry=shape))], Options())
    assert [problem.column for problem in imported.flags] == ["geometry"]
    assert column(imported, "places", "latitude") == [""]


@pytest.mark.parametrize(
    "odd", [None, 4, "text", [], {"when": 4}, {"when": {"timespans": [4]}, "properties": 3}]
)
def test_what_is_no_feature_is_listed_and_never_stops_the_rest(odd: Any) -> None:
    imported = read([collection(feature(), odd)], Options())
    assert imported.read == 2
    assert 2 in flagged(imported) | {problem.line for problem in imported.skipped}


def test_what_no_column_of_ours_holds_is_kept() -> None:
    kept = read([sample()], Options()).kept_columns
    assert kept is not None
    assert kept["properties.ccodes"][0] == '["GB"]'
    assert "An artificial town." in kept["descriptions"][0]
    assert kept["@id"][0] == "https://example.org/places/1"


@pytest.mark.parametrize("date", [*DATES, "2019?", "2019-09%"])
def test_a_date_that_has_words_in_linked_places_comes_back_as_it_is(date: str) -> None:
    assert dates_of_when(when_of(date)) == [date]


@pytest.mark.parametrize("date", ["2019-21", "2019-11-XX", "2019-~09"])
def test_another_date_comes_back_with_the_same_days(date: str) -> None:
    (back,) = dates_of_when(when_of(date))
    days = date_span(date)
    assert (date_span(back).day_from, date_span(back).day_to) == (days.day_from, days.day_to)


def test_what_is_no_date_has_no_when() -> None:
    with pytest.raises(DateError):
        when_of("-0043")


@pytest.mark.parametrize(
    ("when", "dates"),
    [
        ({"timespans": [{"start": {"in": "1832"}}]}, ["1832"]),
        ({"timespans": [{"start": 1600, "end": 1699}, {"start": "1700"}]}, ["1600/1699", "1700"]),
        ({"timespans": ["1600", "", "", "1699"]}, ["1600/1699"]),
        ({"start": {"in": "2019-09-03T10:00:00Z"}}, ["2019-09-03"]),
        ({"timespans": [{"end": {"in": "2019"}}]}, ["../2019"]),
        ({"timespans": [{"start": {"in": "long ago"}}]}, ["long ago"]),
        ({"timespans": []}, []),
        ({"label": "once"}, []),
        (None, []),
        (["2019"], []),
    ],
)
def test_every_shape_of_when_is_read(when: Any, dates: list[str]) -> None:
    assert dates_of_when(when) == dates


@settings(max_examples=25)
@given(archives())
def test_each_event_that_is_written_is_read_as_a_claim_that_cites_its_sources(of: Any) -> None:
    imported = read([opened("a.geojson", write(extract_of(of)))], Options())
    told = [event for event in of.events if of.reports_by_event.get(event.event_id)]
    assert imported.read == len(told)
    assert imported.skipped == ()
    assert sorted(column(imported, "events", "title")) == sorted(event.title for event in told)
    assert problems_of(imported) == []


def test_a_feature_has_what_the_format_asks_for() -> None:
    places = [
        {
            "place_id": "a",
            "name": "A",
            "names": "A;Ay",
            "latitude": "35",
            "longitude": "37",
            "precision": "2",
        },
        {"place_id": "z", "name": "Z", "geometry": "z.geojson"},
    ]
    of = archive({"z.geojson": OUTLINE}, places=places, events=[{"place_ids": "a;z", "date": "2019-09~"}])
    value = json.loads(write(extract_of(of)))
    one = value["features"][0]
    assert one["when"] == {"timespans": [{"start": {"in": "2019-09~"}}], "label": "about September 2019"}
    assert [name["toponym"] for name in one["names"]] == ["A", "Ay", "Z"]
    assert (
        one["names"][0]["citations"] == one["citations"] == [{"label": "Outlet A: “Title A”, 1 October 2019"}]
    )
    assert [shape["type"] for shape in one["geometry"]["geometries"]] == ["Point", "Polygon"]
    assert one["geometry"]["geometries"][0]["certainty"] == "less-certain"
    assert one["descriptions"][0]["value"] == "Outlet A: Summary A."
    assert value["metadata"]["Licence"] == "CC BY 4.0"
    assert value["@context"].endswith("linkedplaces-context-v1.1.jsonld")


def test_a_title_and_a_date_come_back_as_they_stand_in_the_feature() -> None:
    value = json.loads(write(extract_of(archive(events=[{"date": "2019-09~"}]))))
    assert column(read([opened("a.json", json.dumps(value).encode())], Options()), "events", "date") == [
        "2019-09~"
    ]
    value["features"][0]["properties"]["title"] = "Another title"
    value["features"][0]["when"]["timespans"] = [{"start": {"in": "2019-10"}}]
    imported = read([opened("a.json", json.dumps(value).encode())], Options())
    assert column(imported, "events", "title") == ["Another title"]
    assert column(imported, "events", "date") == ["2019-10"]
