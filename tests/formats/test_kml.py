"""KML: strangers' placemarks, and that what we write comes back."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats.maps.geometries import outline_of
from datelines.formats.maps.kml import read, recognise, write
from datelines.formats.model import Imported, Options
from tests.builders import HOSTILE, archive
from tests.extracts import extract_of, problems_of

SAMPLES = Path(__file__).parents[1] / "data" / "formats" / "kml"
KML = "{http://www.opengis.net/kml/2.2}"


def sample() -> Opened:
    return opened("strangers.kml", (SAMPLES / "strangers.kml").read_bytes())


def placemarks(*marks: str) -> Opened:
    inside = "".join(f"<Placemark>{mark}</Placemark>" for mark in marks)
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'
    return opened("a.kml", text.encode())


def column(imported: Imported, table: str, name: str) -> list[str]:
    return imported.frames[table][name].tolist()


def first_mark(content: bytes) -> ElementTree.Element:
    found = ElementTree.fromstring(content).find(f"{KML}Document/{KML}Placemark")
    assert found is not None
    return found


def test_placemarks_tell_the_format() -> None:
    assert recognise([sample()]) == "it is a KML with 3 placemarks"


def test_a_table_is_not_taken_for_kml() -> None:
    file = opened("a.csv", b"name,when,begin,end,geometry\na,2019,,,\n")
    assert recognise([file]) == ""
    with pytest.raises(IntakeError, match="no KML"):
        read([file], Options())


def test_two_files_and_placemarks_without_dates_are_refused() -> None:
    with pytest.raises(IntakeError, match="one file at a time"):
        read([sample(), sample()], Options())
    with pytest.raises(IntakeError, match="date"):
        read([placemarks("<name>A</name>")], Options())


def test_placemarks_of_a_stranger_become_reports_as_exact_as_they_are_dated() -> None:
    imported = read([sample()], Options())
    assert column(imported, "events", "date") == ["2019-09-03", "2019-09/2019-10", "2019-10-05/.."]
    assert column(imported, "events", "title")[0] == "Drones reported"
    assert "Example Gazette" in column(imported, "outlets", "name")
    assert "35.25" in column(imported, "places", "latitude")
    assert len(imported.shapes) == 1
    assert imported.read == 3


def test_an_open_end_is_explained_by_the_checks() -> None:
    assert {problem.value for problem in problems_of(read([sample()], Options()))} == {"2019-10-05/.."}


def test_what_no_column_of_ours_holds_is_kept_as_read() -> None:
    kept = read([sample()], Options()).kept_columns
    assert kept is not None
    assert kept["TimeStamp when"][0] == "2019-09-03T18:30:00Z"
    assert kept["colour"][0] == "red"
    assert kept["folder"].tolist() == ["September"] * 3


def test_a_date_among_the_data_stands_where_a_placemark_has_no_time() -> None:
    data = '<ExtendedData><Data name="Date"><value>2019-08</value></Data></ExtendedData>'
    stamp = "<TimeStamp><when>2019-09</when></TimeStamp>"
    imported = read([placemarks(f"<name>A</name>{data}", f"<name>B</name>{stamp}{data}")], Options())
    assert column(imported, "events", "date") == ["2019-08", "2019-09"]


def test_an_entity_is_refused() -> None:
    text = b'<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&a;</name></Placemark></kml>'
    with pytest.raises(IntakeError, match="DOCTYPE"):
        opened("a.kml", text)


@pytest.mark.parametrize(
    ("date", "tag", "texts"),
    [
        ("2019-09-03", "TimeStamp", ["2019-09-03"]),
        ("2019-09~", "TimeStamp", ["2019-09"]),
        ("2018-12/2019-01", "TimeSpan", ["2018-12", "2019-01"]),
        ("2019-21", "TimeSpan", ["2019-03-01", "2019-05-31"]),
        ("2019-11-XX", "TimeSpan", ["2019-11-01", "2019-11-30"]),
    ],
)
def test_the_time_of_a_placemark_is_as_exact_as_its_date(date: str, tag: str, texts: list[str]) -> None:
    time_of = first_mark(write(extract_of(archive(events=[{"date": date}])))).find(f"{KML}{tag}")
    assert time_of is not None
    assert [part.text for part in time_of] == texts


def test_an_outline_with_a_hole_comes_back() -> None:
    ring = [[37, 35], [38, 35], [38, 36], [37, 35]]
    hole = [[37.5, 35.1], [37.6, 35.1], [37.6, 35.2], [37.5, 35.1]]
    shape = f'{{"type":"Polygon","coordinates":[{ring},{hole}]}}'.encode()
    places = [{"place_id": "z", "geometry": "z.geojson"}]
    extract = extract_of(archive({"z.geojson": shape}, places=places, events=[{"place_ids": "z"}]))
    imported = read([opened("a.kml", write(extract))], Options())
    assert outline_of(imported.shapes["z.geojson"]) == {"type": "Polygon", "coordinates": [ring, hole]}


def test_a_point_that_somebody_moved_is_read() -> None:
    places = [{"place_id": "a", "latitude": "35", "longitude": "37"}]
    content = write(extract_of(archive(places=places, events=[{"place_ids": "a"}])))
    moved = content.replace(b"<coordinates>37.0,35.0<", b"<coordinates>37.5,35.5<")
    assert moved != content
    assert column(read([opened("a.kml", moved)], Options()), "places", "latitude") == ["35.5"]


def test_a_placemark_is_attributed_and_the_document_says_where_it_is_from() -> None:
    content = write(
        extract_of(archive(speakers=[{}], reports=[{"speaker_id": "speaker-a", "voice": "quoted"}]))
    )
    description = first_mark(content).findtext(f"{KML}description") or ""
    assert description.startswith("Outlet A, quoted Speaker A: Summary A.")
    about = ElementTree.fromstring(content).findtext(f"{KML}Document/{KML}description") or ""
    assert "Licence: CC BY 4.0" in about
    assert "&lt;b&gt;drones" in about


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_strangers_stays_text_in_a_description(text: str) -> None:
    of = archive(outlets=[{"name": text}], sources=[{"title": text}], reports=[{"summary": text}])
    description = first_mark(write(extract_of(of))).findtext(f"{KML}description") or ""
    assert "<" not in description.replace("<br>", "")


def test_what_xml_cannot_hold_is_replaced_by_a_sign_that_says_so() -> None:
    content = write(extract_of(archive(events=[{"title": "a\x07b\ufffe"}])))
    assert first_mark(content).findtext(f"{KML}name") == "a\ufffdb\ufffd"
