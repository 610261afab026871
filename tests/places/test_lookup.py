"""Places without coordinates: looked up by name, never chosen silently, and marked as looked up."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from geopy.exc import GeocoderUnavailable
from geopy.geocoders.base import Geocoder

from datelines.checks import check_tables
from datelines.places.gazetteers import Answer, Entry, Gazetteer
from datelines.places.geocoding import GeocodingChain
from datelines.places.lookup import lookup, placed, unplaced_places
from datelines.table.table import Tables
from tests.builders import archive


class Towns(Gazetteer):
    """A gazetteer of given answers."""

    label = "towns"

    def __init__(self, *answers: Answer) -> None:
        super().__init__("memory")
        self.answers_given = answers

    def _read(self) -> Iterable[Entry]:
        return [Entry((answer.name,), answer) for answer in self.answers_given]


class Unreachable(Geocoder):
    """A gazetteer that cannot be asked."""

    def __init__(self) -> None:
        pass

    def answers(self, name: str) -> tuple[Answer, ...]:
        raise GeocoderUnavailable("down")


def town(name: str, country: str | None, latitude: float | None = 12.5, **more: object) -> Answer:
    longitude = None if latitude is None else 34.25
    return Answer(name, latitude, longitude, "towns", "a town", country=country, **more)  # type: ignore[arg-type]


@pytest.fixture
def tables() -> Tables:
    return archive(
        places=[
            {"place_id": "there", "name": "Exampleville", "country": "Jordan", "precision": "7"},
            {"place_id": "known", "latitude": "12", "longitude": "13", "coordinates_source": "a map"},
            {"place_id": "drawn", "geometry": "zone.geojson"},
        ],
        events=[{"place_ids": "there;known"}],
    ).tables


def test_a_place_without_point_or_shape_is_to_be_looked_up_with_its_events(tables: Tables) -> None:
    found = unplaced_places(tables)
    assert [(place.place_id, place.name, place.events) for place in found] == [("there", "Exampleville", 1)]


def test_a_name_of_one_place_is_found() -> None:
    answer = lookup(GeocodingChain([Towns(town("Exampleville", "Jordan"))]), "exampleville", "Jordan")
    assert (answer.outcome, answer.candidates[0].point) == ("found", (12.5, 34.25))


def test_a_name_of_two_places_waits_for_a_person() -> None:
    chain = GeocodingChain([Towns(town("Exampleville", "Jordan"), town("Exampleville", "Jordan", 20.0))])
    answer = lookup(chain, "Exampleville")
    assert (answer.outcome, len(answer.candidates)) == ("to choose", 2)


def test_the_country_of_the_table_decides_between_two_places() -> None:
    chain = GeocodingChain([Towns(town("Exampleville", "Jordan"), town("Exampleville", "Cyprus", 20.0))])
    assert lookup(chain, "Exampleville", "Cyprus").candidates[0].latitude == 20.0


def test_a_place_in_another_country_is_not_taken_silently() -> None:
    answer = lookup(GeocodingChain([Towns(town("Exampleville", "Jordan"))]), "Exampleville", "Cyprus")
    assert answer.outcome == "to choose"
    assert "Jordan, but the table says Cyprus" in answer.why


def test_an_area_without_a_point_is_no_answer_and_the_next_gazetteer_is_asked() -> None:
    chain = GeocodingChain([Towns(town("Exampleville", "Jordan", None)), Towns(town("Exampleville", None))])
    assert lookup(chain, "Exampleville").outcome == "found"


def test_an_unknown_name_is_not_found_but_names_spelled_alike_are_shown() -> None:
    answer = lookup(GeocodingChain([Towns(town("Exampleville", "Jordan"))]), "Examplevile")
    assert answer.outcome == "not found"
    assert [suggestion.name for suggestion in answer.suggestions] == ["Exampleville"]


def test_a_gazetteer_that_cannot_be_asked_is_said() -> None:
    assert lookup(GeocodingChain([Unreachable()]), "Exampleville").outcome == "not reached"


def test_a_looked_up_point_says_where_it_is_from_and_that_nobody_reviewed_it(tables: Tables) -> None:
    found = placed(tables, {"there": town("Exampleville", "Jordan", precision=1)})
    row = found.tables["places"].frame.set_index("place_id").loc["there"]
    assert (row["latitude"], row["longitude"], row["precision"]) == ("12.50000", "34.25000", "1")
    assert row["coordinates_source"] == "towns, looked up by name"
    assert "not reviewed" in row["note"]
    assert tables.tables["places"].frame.set_index("place_id").loc["there", "latitude"] == ""


def test_a_gazetteer_without_a_precision_gives_a_point_near_the_place(tables: Tables) -> None:
    row = placed(tables, {"there": town("Exampleville", None)}).tables["places"].frame.iloc[0]
    assert row["precision"] == "2"


def test_nothing_is_placed_by_an_answer_without_a_point(tables: Tables) -> None:
    found = placed(tables, {"there": town("Exampleville", None, None)})
    assert found.tables["places"].frame.equals(tables.tables["places"].frame)


def test_placed_rows_pass_the_checks_of_places() -> None:
    bare = archive(places=[{"place_id": "there", "precision": "7"}], events=[{"place_ids": "there"}]).tables
    found = placed(bare, {"there": town("Exampleville", None)})
    assert [problem for problem in check_tables(found) if problem.path.endswith("places.csv")] == []
