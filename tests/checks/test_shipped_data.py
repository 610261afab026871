"""The shipped data: whole, as large as the review, and told alike by its files."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest
from geopy.distance import geodesic

from datelines.checks import check_tables, remarks_on
from datelines.formats.tables.template import EXAMPLE_FOLDER
from datelines.places.outlines import outlines_of
from datelines.query import dataset
from datelines.record.package import package_with
from datelines.record.records import TABLES, Agreement
from datelines.table.agreement import read_agreement
from datelines.table.archive import Archive
from datelines.table.folder import read_tables
from tests.stores import loaded_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def archive() -> Archive:
    return loaded_folder().archive_of(())


def test_the_shipped_data_has_no_problem() -> None:
    assert not isinstance(dataset.read_folder(dataset.SHIPPED_DATA), tuple)


def test_the_five_documents_are_reviewed_and_each_carries_reports(archive: Archive) -> None:
    documents = {source.source_id for source in archive.sources if source.document}
    assert len(documents) == 5
    assert documents <= {report.source_id for report in archive.reports}


def test_the_corpus_is_as_broad_as_it_says(archive: Archive) -> None:
    outlets: dict[str, set[str]] = {}
    for report in archive.reports:
        source = archive.source_by_id[report.source_id]
        outlets.setdefault(report.event_id, set()).add(source.outlet_id)
    assert len(archive.reports) >= 1500
    assert len(set().union(*outlets.values())) >= 250
    assert sum(len(found) >= 4 for found in outlets.values()) >= 60
    assert {"ar", "de", "en", "fr", "pt", "ru", "tr"} <= {source.language for source in archive.sources}


def test_most_reports_were_read_by_two_readers_and_no_row_is_a_draft(archive: Archive) -> None:
    statuses = [report.status for report in archive.reports]
    assert "draft" not in statuses
    assert statuses.count("reviewed") > len(statuses) / 2


def test_figures_are_compared_by_a_closed_list_of_populations(archive: Archive) -> None:
    assert all(figure.population_id for figure in archive.figures)
    assert len(archive.populations) <= 70


def test_the_agreement_of_two_readers_is_shipped_for_every_table_that_was_read(archive: Archive) -> None:
    rows = [row for _, row in read_agreement(archive.folder)]
    assert {row.field.split(".")[0] for row in rows} == {"sources", "reports", "figures", "wording"}


def test_a_page_that_was_read_has_an_address_or_says_why_not(archive: Archive) -> None:
    assert all(source.url or source.note for source in archive.sources)
    assert all(source.retrieved for source in archive.sources)


def test_spellings_of_the_air_base_are_one_place(archive: Archive) -> None:
    found = [place for place in archive.places if {"Khmeimim", "Hmeimim", "Hmeymin"} & set(place.names)]
    assert [place.place_id for place in found] == ["hmeimim-air-base"]
    assert {"Khmeimim", "Hmeimim", "Hmeymin", "حميميم"} <= set(found[0].names)


def test_the_ceasefire_of_january_is_dated_differently_by_two_documents(archive: Archive) -> None:
    reports = {report.report_id: report for report in archive.reports_by_event["ceasefire-idlib-2020-01"]}
    assert reports["ceasefire-2020-01-south-front"].date_as_reported == "2020-01-15~"
    assert reports["ceasefire-2020-01-tass"].date_as_reported == "2020-01-05~"


def test_the_statement_of_march_is_carried_by_two_outlets(archive: Archive) -> None:
    reports = archive.reports_by_event["russian-mfa-statement-2020-03-16"]
    outlets = {archive.source_by_id[report.source_id].outlet_id for report in reports}
    assert {"hawar-news", "south-front"} <= outlets


def test_what_was_planned_is_of_the_kind_planned(archive: Archive) -> None:
    assert archive.event_by_id["rukban-evacuation-planned-2019-09"].kind == "planned"


def test_numerous_is_a_word_and_not_a_figure(archive: Archive) -> None:
    assert not any("numerous" in figure.as_reported.casefold() for figure in archive.figures)
    assert any(wording.term == "numerous casualties" for wording in archive.wording)


def test_every_place_of_an_event_can_be_drawn(archive: Archive) -> None:
    used = {archive.place_by_id[place_id] for event in archive.events for place_id in event.place_ids}
    assert all(place.geometry or place.latitude is not None for place in used)


def test_no_town_is_taken_from_the_centroid_of_its_district(archive: Archive) -> None:
    centroids = {"maarrat-al-numan": (35.53858, 36.79193), "harim": (36.14014, 36.56535)}
    for place_id, centroid in centroids.items():
        place = archive.place_by_id[place_id]
        assert geodesic((place.latitude, place.longitude), centroid).km > 5


def test_the_road_is_a_line_and_the_zone_an_area(archive: Archive) -> None:
    outlines = outlines_of(archive)
    assert outlines["m4-highway"].kind == "line"
    assert outlines["idlib-deescalation-zone"].kind == "area"


def test_the_schematic_road_passes_the_towns_of_the_table(archive: Archive) -> None:
    points = outlines_of(archive)["m4-highway"].geometry["coordinates"]
    for place_id in ("latakia-city", "ariha", "saraqib", "aleppo-city"):
        place = archive.place_by_id[place_id]
        here = (place.latitude, place.longitude)
        assert min(geodesic(here, (lat, lon)).km for lon, lat in points) < 0.5


def test_the_package_file_describes_the_tables_as_the_records_do() -> None:
    text = (dataset.SHIPPED_DATA / "datapackage.json").read_text(encoding="utf-8")
    tables = {path.stem for path in dataset.SHIPPED_DATA.glob("*.csv")}
    assert package_with(text, tables) == text, "run: python -m datelines codebook --write"
    described = [resource["name"] for resource in json.loads(text)["resources"]]
    assert described == [model.table for model in (*TABLES, Agreement) if model.table in tables]


def test_the_shipped_tables_are_in_canonical_form() -> None:
    assert remarks_on(read_tables(dataset.SHIPPED_DATA)) == [], "run: python -m datelines format"


def test_the_served_base_map_names_no_host_and_has_every_governorate() -> None:
    text = (ROOT / "static" / "basemap" / "basemap.geojson").read_text(encoding="utf-8")
    assert "http" not in text
    labels = json.loads((ROOT / "static" / "basemap" / "labels.geojson").read_text(encoding="utf-8"))
    levels = [feature["properties"]["level"] for feature in labels["features"]]
    assert levels.count("admin1") == 14


def test_the_gazetteer_is_sorted_and_its_points_are_on_earth() -> None:
    with (dataset.SHIPPED_DATA / "gazetteer" / "geonames.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [int(row["geonameid"]) for row in rows]
    assert all(before < after for before, after in pairwise(ids))
    assert all(abs(float(row["latitude"])) <= 90 and abs(float(row["longitude"])) <= 180 for row in rows)


def test_the_example_has_no_problem_and_none_of_its_rows_is_among_the_reviewed_data(archive: Archive) -> None:
    tables = read_tables(EXAMPLE_FOLDER)
    assert check_tables(tables) == []
    assert set(tables.tables["reports"].frame["status"]) == {"draft"}
    invented = set(tables.tables["reports"].frame["report_id"])
    assert not invented & archive.report_by_id.keys()
