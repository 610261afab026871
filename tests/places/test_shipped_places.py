"""places.csv as shipped: points agree with the gazetteer, areas have outlines, names are not guessed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from geopy.distance import geodesic

from datelines.places.geocoding import GeocodingChain, geocoding_chain
from datelines.record.records import Place
from datelines.table.folder import read_tables
from datelines.table.table import records_of

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
PLACES = records_of(read_tables(DATA), Place)
WITH_POINT = tuple(place for place in PLACES if place.latitude is not None)
SAME_TOWN_KM = 1.0


def gazetteer() -> dict[str, tuple[float, float]]:
    """GeoNames id -> latitude and longitude, of the shipped subset."""
    with (DATA / "gazetteer" / "geonames.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["geonameid"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}


def names_drawn(level: str) -> set[str]:
    """The labels of a level on the base map."""
    labels = json.loads((ROOT / "static" / "basemap" / "labels.geojson").read_text(encoding="utf-8"))
    about = [feature["properties"] for feature in labels["features"]]
    return {each["name"] for each in about if each["level"] == level}


def far_from_geonames(points: dict[int, tuple[float, float]]) -> set[int]:
    """The GeoNames ids whose given point is more than SAME_TOWN_KM from the gazetteer's."""
    known = gazetteer()
    return {
        number
        for number, point in points.items()
        if str(number) in known and geodesic(point, known[str(number)]).km > SAME_TOWN_KM
    }


@pytest.fixture(scope="module")
def chain() -> GeocodingChain:
    return geocoding_chain(DATA)


def test_towns_with_an_id_of_geonames_lie_where_geonames_has_them() -> None:
    points = {place.geonames_id: (place.latitude, place.longitude) for place in WITH_POINT}
    points.pop(None, None)
    assert len(points) > 10
    assert far_from_geonames(points) == set()


def test_the_centroid_of_a_district_would_be_found_far_from_its_town() -> None:
    assert far_from_geonames({167611: (35.53858, 36.79193), 169866: (36.14014, 36.56535)}) == {167611, 169866}


def test_a_place_has_a_point_or_an_outline_and_every_outline_is_of_one_place() -> None:
    outlined = [place.geometry for place in PLACES if place.geometry]
    assert all(place.latitude is not None or place.geometry for place in PLACES)
    assert sorted(outlined) == sorted(path.name for path in (DATA / "shapes").glob("*.geojson"))


@pytest.mark.parametrize("place", [place for place in PLACES if place.geometry], ids=lambda p: p.place_id)
def test_an_outline_says_where_it_is_from_and_what_it_leaves_out(place: Place) -> None:
    about = json.loads((DATA / "shapes" / str(place.geometry)).read_text(encoding="utf-8"))["properties"]
    assert about["source"]
    assert about["note"]
    assert place.kind != "zone" or "approximate" in about["note"].casefold()


def test_governorates_are_named_as_on_the_base_map() -> None:
    drawn = names_drawn("admin1")
    assert len(drawn) == 14
    assert {place.admin1 for place in PLACES if place.country == "Syria" and place.admin1} <= drawn


def test_a_name_that_the_documents_use_of_a_city_and_of_its_governorate_is_not_decided(
    chain: GeocodingChain,
) -> None:
    with pytest.raises(ValueError, match="'Idlib' is the name of 3 places"):
        chain.geocode("Idlib")
    found = {answer.place_id for answer in chain.answers("Idlib") if answer.place_id}
    assert found == {"idlib-city", "idlib-governorate", "idlib-deescalation-zone"}


@pytest.mark.parametrize("name", ["Khmeimim", "Hmeimim", "Hmeymin", "حميميم", "Хмеймим"])
def test_each_spelling_of_the_air_base_is_that_base(chain: GeocodingChain, name: str) -> None:
    assert [answer.place_id for answer in chain.answers(name)] == ["hmeimim-air-base"]


def test_the_camp_and_the_town_of_one_name_are_both_answered(chain: GeocodingChain) -> None:
    assert {answer.place_id for answer in chain.answers("Al-Hawl")} == {"al-hawl-camp", "al-hawl-town"}


def test_the_governorate_of_the_camp_at_the_border_is_recorded_and_the_exception_reasoned() -> None:
    (camp,) = (place for place in PLACES if place.place_id == "rukban-camp")
    assert (camp.country, camp.admin1) == ("Syria", "Homs")
    with (DATA / "coordinate_exceptions.csv").open(encoding="utf-8", newline="") as file:
        assert [row["place_id"] for row in csv.DictReader(file) if row["reason"]] == ["rukban-camp"]
