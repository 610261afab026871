"""Names are answered by reviewed places, then GeoNames, then (only when asked) Nominatim; none is guessed."""

from __future__ import annotations

import csv
import json
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderInsufficientPrivileges
from geopy.geocoders import options
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from datelines import __version__
from datelines.places.gazetteers import GeoNamesSubset, ReviewedPlaces, folded_name, spelled
from datelines.places.geocoding import CACHE_FOLDER, GeocodingChain, Nominatim, Suggestion, geocoding_chain
from datelines.problems import DataError
from datelines.record.records import Place
from tools.build_gazetteer import COLUMNS, larger_places, subset, text_of

SHIPPED = Path(__file__).parent.parent.parent / "data"

PLACES = """
hmeimim-air-base,Hmeimim air base,base,Khmeimim;Hmeimim;Hmeymin;حميميم,35.4013,35.9485,,1
m4,M4 highway,road,M4;M-4,,,,5
example-governorate,Example governorate,governorate,Example,,,,4
example-city,Example,city,,35.9,36.6,,1
example-vicinity,Vicinity of Example,zone,,35.9,36.6,10,2
"""
PLACES_COLUMNS = "place_id,name,kind,names,latitude,longitude,radius_km,precision".split(",")  # noqa: SIM905
MAJDALYA = "majdalya,Majdalya,village,Majdlaya,35.8355,36.6772,,2"
GEONAMES = (
    ("1", "Majdlaya", "", "34.4", "35.88", "Lebanon"),
    ("2", "Tripoli", "Tarabulus;طرابلس", "34.43352", "35.84415", "Lebanon"),
    ("3", "Tripoli", "Tarabulus;طرابلس", "32.88743", "13.18733", "Libya"),
    ("4", "Kafr Nubl", "Kafranbel", "35.61", "36.56", "Syria"),
    ("7", "Māri‘", "", "36.48", "37.20", "Syria"),
    ("8", "Al Karāmah", "الكرامة", "35.87", "39.28", "Syria"),
    ("9", "M4", "", "1.0", "1.0", "Elsewhere"),
)


def write_places(folder: Path, text: str, **cells: str) -> None:
    """places.csv of rows of PLACES_COLUMNS, all in Syria, each with `cells` in place of its own."""
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, Place.columns(), restval="", lineterminator="\n")
        writer.writeheader()
        for row in csv.DictReader(text.strip().splitlines(), PLACES_COLUMNS):
            writer.writerow({**row, "country": "Syria", **cells})


@pytest.fixture
def gazetteers(tmp_path: Path) -> Path:
    """A data folder with a few places and a small geonames.csv."""
    write_places(tmp_path, PLACES + MAJDALYA)
    (tmp_path / "gazetteer").mkdir()
    rows = [[*row, "00", "20000"] for row in GEONAMES]
    (tmp_path / "gazetteer" / "geonames.csv").write_text(text_of(rows), encoding="utf-8")
    return tmp_path


@pytest.fixture
def chain(gazetteers: Path) -> GeocodingChain:
    return geocoding_chain(gazetteers)


class FakeAdapter(BaseSyncAdapter):
    """Stands for the network: gives `rows` to every question and keeps what was asked."""

    rows: tuple[dict[str, Any], ...] = ()

    def __init__(self, *, proxies: object, ssl_context: object) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self.asked: list[tuple[str, dict[str, str]]] = []

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> list[dict[str, Any]]:
        self.asked.append((url, headers))
        return list(self.rows)

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        raise NotImplementedError


class OneRow(FakeAdapter):
    rows = (
        {"display_name": "Somewhere, Syria", "lat": "35.5", "lon": "36.5", "address": {"country": "Syria"}},
    )


class TwoRows(FakeAdapter):
    rows = (*OneRow.rows, {"display_name": "Somewhere, Elsewhere", "lat": "1.5", "lon": "6.5"})


class Refusing(FakeAdapter):
    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> list[dict[str, Any]]:
        raise AdapterHTTPError("refused", status_code=403, headers={}, text="")


def untouchable(*, proxies: object, ssl_context: object) -> BaseSyncAdapter:
    """An adapter that fails who so much as makes one."""
    raise AssertionError("something was going to use the network")


class Anywhere(Geocoder):
    """Another geopy geocoder: it knows nothing of answers."""

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: object = None) -> Any:
        found = [Location(f"{query} Street", (10.0, 20.0), {"by": "Anywhere"})] if query == "Any" else None
        return found[0] if found and exactly_one else found


@pytest.mark.parametrize(
    "name", ["Khmeimim", "Hmeimim", "Hmeymin", "حميميم", "  HMEIMIM  air-base ", "Ḩmeimīm"]
)
def test_every_spelling_and_script_is_one_place(chain: GeocodingChain, name: str) -> None:
    (answer,) = chain.answers(name)
    assert (answer.place_id, answer.latitude, answer.longitude) == ("hmeimim-air-base", 35.4013, 35.9485)
    location = chain.geocode(name)
    assert (location.address, location.latitude) == ("Hmeimim air base", 35.4013)
    assert location.raw["place_id"] == "hmeimim-air-base"


def test_an_answer_says_why(chain: GeocodingChain) -> None:
    whys = {name: chain.answers(name)[0].why for name in ("khmeimim", "Kafr-Nubl", "Al Karamah", "M4")}
    assert whys == {
        "khmeimim": "reviewed place, spelling ‘Khmeimim’",
        "Kafr-Nubl": "GeoNames name, spelling ‘Kafr Nubl’",
        "Al Karamah": "GeoNames name, folded spelling ‘Al Karāmah’",
        "M4": "reviewed place, a road without a point, spelling ‘M4’",
    }
    (vicinity,) = chain.answers("Vicinity of Example")
    assert vicinity.why.startswith("reviewed place, the centre of an area of radius 10 km")


def test_an_answer_cannot_be_changed(chain: GeocodingChain) -> None:
    (answer,) = chain.answers("Kafranbel")
    with pytest.raises(FrozenInstanceError):
        answer.latitude = 0.0  # type: ignore[misc]


def test_geocode_does_not_choose_between_two_countries(chain: GeocodingChain) -> None:
    with pytest.raises(ValueError, match="'Tripoli' is the name of 2 places"):
        chain.geocode("Tripoli")
    assert [answer.country for answer in chain.answers("Tripoli")] == ["Lebanon", "Libya"]


def test_all_points_of_an_ambiguous_name_are_given_to_who_asks_for_all(chain: GeocodingChain) -> None:
    assert [location.latitude for location in chain.geocode("طرابلس", exactly_one=False)] == [
        34.43352,
        32.88743,
    ]


def test_a_single_gazetteer_does_not_choose_either(gazetteers: Path) -> None:
    with pytest.raises(ValueError, match="2 places"):
        GeoNamesSubset(gazetteers / "gazetteer" / "geonames.csv").geocode("Tripoli")


def test_reviewed_places_come_before_a_village_of_that_name_elsewhere(chain: GeocodingChain) -> None:
    assert chain.geocode("Majdlaya").raw["place_id"] == "majdalya"
    assert [answer.country for answer in chain.answers("Majdlaya")] == ["Syria", "Lebanon"]


def test_without_the_reviewed_village_the_one_elsewhere_says_its_country(gazetteers: Path) -> None:
    write_places(gazetteers, PLACES)
    (answer,) = geocoding_chain(gazetteers).answers("Majdlaya")
    assert (answer.country, answer.place_id) == ("Lebanon", None)


def test_a_place_that_was_taken_from_geonames_is_not_answered_twice(gazetteers: Path) -> None:
    write_places(gazetteers, MAJDALYA, names="Kafranbel", geonames_id="4")
    assert [answer.place_id for answer in geocoding_chain(gazetteers).answers("Kafranbel")] == ["majdalya"]


def test_a_road_is_answered_without_a_point_and_gets_none_from_elsewhere(chain: GeocodingChain) -> None:
    road = chain.answers("M-4")[0]
    assert (road.latitude, road.longitude, road.point) == (None, None, None)
    assert chain.geocode("M4") is None
    assert chain.geocode("M4", exactly_one=False) is None


def test_a_city_and_a_governorate_of_one_name_are_two_answers(chain: GeocodingChain) -> None:
    with pytest.raises(ValueError, match="2 places"):
        chain.geocode("Example")
    assert {answer.place_id for answer in chain.answers("Example")} == {
        "example-governorate",
        "example-city",
    }


@pytest.mark.parametrize("name", ["Nowhere", "", "  ", "-", "؟", "a;b"])
def test_an_unknown_name_has_no_answer(chain: GeocodingChain, name: str) -> None:
    assert chain.answers(name) == ()
    assert chain.geocode(name) is None


def test_too_few_letters_are_not_looked_up_by_letters(chain: GeocodingChain) -> None:
    assert chain.answers("mar") == ()
    assert [answer.name for answer in chain.answers("mari")] == ["Māri‘"]


def test_a_misspelt_name_is_suggested_and_not_answered(chain: GeocodingChain) -> None:
    assert chain.answers("Khmeimimm") == ()
    assert chain.geocode("Khmeimimm") is None
    suggestions = chain.suggestions("Khmeimimm")
    assert suggestions == (
        Suggestion("Hmeimim air base", "Khmeimim", 94.1, "places.csv", "Syria", "hmeimim-air-base"),
    )
    assert not hasattr(suggestions[0], "latitude")


def test_what_is_answered_is_not_suggested_and_nothing_is_for_an_unlike_name(chain: GeocodingChain) -> None:
    assert chain.suggestions("Khmeimim") == ()
    assert chain.suggestions("Nowhere") == ()
    assert chain.suggestions("") == ()


def test_files_are_read_when_first_asked_and_once(gazetteers: Path) -> None:
    places = ReviewedPlaces(gazetteers / "places.csv")
    assert "entries" not in vars(places)
    assert places.answers("Khmeimim")
    (gazetteers / "places.csv").unlink()
    assert places.answers("Hmeymin")


def test_a_folder_without_a_gazetteer_uses_the_shipped_one(tmp_path: Path) -> None:
    write_places(tmp_path, PLACES)
    assert geocoding_chain(tmp_path).geocode("Damascus").raw["geonameid"] == "170654"


def test_a_folder_without_places_is_looked_up_in_the_other_gazetteers(tmp_path: Path) -> None:
    assert geocoding_chain(tmp_path).geocode("Damascus").raw["geonameid"] == "170654"


def test_a_row_of_places_that_is_unfit_is_said_with_its_line(tmp_path: Path) -> None:
    write_places(tmp_path, MAJDALYA, latitude="north")
    with pytest.raises(DataError, match=r"places\.csv:2:latitude: 'north'"):
        geocoding_chain(tmp_path).answers("Majdalya")


def test_any_geopy_geocoder_can_be_in_the_chain(gazetteers: Path) -> None:
    chain = GeocodingChain([ReviewedPlaces(gazetteers / "places.csv"), Anywhere()])
    assert isinstance(chain, Geocoder)
    assert (chain.geocode("Any").point[:2], chain.geocode("Any").raw) == ((10.0, 20.0), {"by": "Anywhere"})
    (answer,) = chain.answers("Any")
    assert (answer.gazetteer, answer.precision) == ("Anywhere", None)
    assert chain.geocode("Nowhere") is None
    assert GeocodingChain([chain]).answers("Any") == chain.answers("Any")


def test_offline_nothing_that_could_use_a_network_is_made(
    gazetteers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "default_adapter_factory", untouchable)
    chain = geocoding_chain(gazetteers)
    assert chain.answers("Nowhere") == ()
    assert chain.geocode("Nowhere") is None
    assert not any(isinstance(link, Nominatim) for link in chain.gazetteers)
    with pytest.raises(AssertionError, match="network"):
        geocoding_chain(gazetteers, online=True)


def test_online_nominatim_comes_last_and_is_asked_once_for_a_name(
    gazetteers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(options, "default_adapter_factory", OneRow)
    chain = geocoding_chain(gazetteers, online=True, cache_folder=tmp_path / "cache")
    nominatim = chain.gazetteers[-1]
    assert chain.geocode("Khmeimim").address == "Hmeimim air base"
    assert nominatim.adapter.asked == []
    assert chain.geocode("Somewhere").point[:2] == (35.5, 36.5)
    (answer,) = chain.answers(" SOMEWHERE")
    assert (answer.country, answer.precision, answer.place_id) == ("Syria", None, None)
    ((url, headers),) = nominatim.adapter.asked
    assert parse_qs(urlsplit(url).query)["q"] == ["Somewhere"]
    assert headers["User-Agent"] == f"datelines/{__version__} (open-source dashboard)"
    later = geocoding_chain(gazetteers, online=True, cache_folder=tmp_path / "cache")
    assert later.geocode("Somewhere").raw == answer.raw
    assert later.gazetteers[-1].adapter.asked == []


def test_nominatim_waits_a_second_or_more_between_requests(tmp_path: Path) -> None:
    nominatim = Nominatim(tmp_path, adapter_factory=OneRow)
    assert nominatim.limiter.min_delay_seconds >= 1
    assert nominatim.limiter.swallow_exceptions is False


def test_the_cache_is_of_json_and_keeps_that_there_was_no_answer(tmp_path: Path) -> None:
    nominatim = Nominatim(tmp_path / "cache", adapter_factory=FakeAdapter)
    assert nominatim.geocode("Nowhere") is None
    assert nominatim.geocode("NOWHERE", exactly_one=False) is None
    assert len(nominatim.adapter.asked) == 1
    (kept,) = (tmp_path / "cache").iterdir()
    assert json.loads(kept.read_text(encoding="utf-8")) == {"query": "nowhere", "rows": []}


def test_a_cache_file_that_cannot_be_read_is_asked_for_anew(tmp_path: Path) -> None:
    Nominatim(tmp_path, adapter_factory=OneRow).geocode("Somewhere")
    (kept,) = tmp_path.iterdir()
    kept.write_text('{"query": "somewh', encoding="utf-8")
    assert Nominatim(tmp_path, adapter_factory=OneRow).geocode("Somewhere").latitude == 35.5
    assert json.loads(kept.read_text(encoding="utf-8"))["query"] == "somewhere"


def test_a_fault_of_nominatim_is_raised_and_not_kept(tmp_path: Path) -> None:
    nominatim = Nominatim(tmp_path, adapter_factory=Refusing)
    nominatim.limiter.max_retries = 0  # a retry would wait
    with pytest.raises(GeocoderInsufficientPrivileges):
        nominatim.geocode("Somewhere")
    assert list(tmp_path.iterdir()) == []


def test_nominatim_does_not_choose_among_places_of_one_name(tmp_path: Path) -> None:
    nominatim = Nominatim(tmp_path, adapter_factory=TwoRows)
    with pytest.raises(ValueError, match="2 places"):
        nominatim.geocode("Somewhere")


def test_the_cache_is_out_of_the_repository() -> None:
    ignored = (SHIPPED.parent / ".gitignore").read_text(encoding="utf-8").split()
    assert f"{CACHE_FOLDER.parts[0]}/" in ignored


def test_folding_evens_out_case_blanks_hyphens_marks_and_scripts() -> None:
    assert spelled(" Maarrat  al‐Nu'man\u200e") == "maarrat al nu'man"
    assert folded_name("Ma‘arrat an-Nu‘mān") == "maarrat an numan"
    assert folded_name("Хмеймим") == "khmeymim"


def test_the_subset_keeps_syria_larger_places_nearby_and_capitals() -> None:
    def city(number: int, name: str, country: str, people: int, *names: str) -> dict[str, Any]:
        about = {"geonameid": number, "name": name, "countrycode": country, "population": people}
        return {**about, "latitude": 1.0, "longitude": 2.0, "admin1code": "01", "alternatenames": list(names)}

    countries = {
        "SY": {"name": "Syria", "capital": "Alpha"},
        "TR": {"name": "Turkey", "capital": "Beta"},
        "FR": {"name": "France", "capital": "Gamma"},
        "AQ": {"name": "Antarctica", "capital": ""},
    }
    cities = [
        city(
            9, "Hamlet", "SY", 0, "HML", "hamlet", "A;B", "Ĥamlet", "حملت", *(f"Name {n}" for n in range(40))
        ),
        city(8, "Town", "TR", 15_000),
        city(7, "Village", "TR", 14_999),
        city(6, "Gämma", "FR", 500),
        city(5, "Other", "FR", 9_000_000, "Gamma"),
    ]
    rows = subset(cities, countries)
    assert [row[0] for row in rows] == ["6", "8", "9"]
    names = dict(zip(COLUMNS, rows[-1], strict=True))["alternatenames"].split(";")
    assert names[:3] == ["حملت", "A B", "Ĥamlet"]
    assert len(names) == 30


def test_the_shipped_subset_is_sorted_and_whole() -> None:
    with (SHIPPED / "gazetteer" / "geonames.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    ids = [int(row["geonameid"]) for row in rows]
    assert ids == sorted(set(ids))
    assert sum(row["country"] == "Syria" for row in rows) == 308
    assert all(len(row["alternatenames"].split(";")) <= 30 for row in rows)


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Khmeimim", "hmeimim-air-base"),
        ("Majdlaya", "majdalya"),
        ("Saraqeb", "saraqib"),
        ("M4", "m4-highway"),
    ],
)
def test_the_shipped_places_answer_the_spellings_of_the_documents(name: str, place_id: str) -> None:
    chain = geocoding_chain(SHIPPED)
    known = {entry.answer.place_id for entry in chain.gazetteers[0].entries if len(entry.names) > 1}
    if place_id not in known:
        pytest.skip(f"places.csv has no other names of {place_id}")
    assert chain.answers(name)[0].place_id == place_id
    assert chain.suggestions("Nowhere") == ()


def test_without_a_folder_nominatim_keeps_its_answers_in_memory_only(tmp_path: Path) -> None:
    nominatim = Nominatim(None, adapter_factory=OneRow)
    assert nominatim.answers("Somewhere") == nominatim.answers("somewhere")
    assert len(nominatim.adapter.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_another_server_of_the_same_kind_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINES_NOMINATIM", "http://127.0.0.1:8080")
    nominatim = Nominatim(None, adapter_factory=OneRow)
    nominatim.answers("Somewhere")
    assert nominatim.adapter.asked[0][0].startswith("http://127.0.0.1:8080/search")


def test_the_larger_places_of_the_world_are_asked_last_and_only_where_wanted(gazetteers: Path) -> None:
    assert geocoding_chain(gazetteers).answers("Bamako") == ()
    world = geocoding_chain(gazetteers, world=True)
    assert [answer.country for answer in world.answers("Ségou")] == ["Mali"]


def test_the_world_file_leaves_out_what_the_subset_has() -> None:
    countries = {"ML": {"name": "Mali"}}
    city = {"countrycode": "ML", "latitude": 1.0, "longitude": 2.0, "admin1code": "", "alternatenames": []}
    cities = [
        {**city, "geonameid": 1, "name": "In the subset", "population": 90_000},
        {**city, "geonameid": 2, "name": "Large", "population": 60_000},
        {**city, "geonameid": 3, "name": "Small", "population": 40_000},
        {**city, "geonameid": 4, "name": "Nowhere", "population": 60_000, "countrycode": "XX"},
    ]
    assert [row[1] for row in larger_places(cities, countries, [["1"]])] == ["Large"]
