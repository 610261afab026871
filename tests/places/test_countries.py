"""Points lie in the country that their row names, or the exception says why not."""

from __future__ import annotations

import csv
from pathlib import Path

from datelines.checks.countries import check_countries
from datelines.places.countries import country_outlines
from datelines.table.folder import read_tables


def with_point(folder: Path, place_id: str, latitude: str, longitude: str, country: str = "Syria") -> Path:
    """The folder with a place moved."""
    path = folder / "places.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), list(reader)
    for row in rows:
        if row["place_id"] == place_id:
            row |= {"latitude": latitude, "longitude": longitude, "country": country}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def lines(folder: Path) -> list[str]:
    return [str(problem) for problem in check_countries(read_tables(folder))]


def test_a_point_inside_its_country_is_fine(folder: Path) -> None:
    assert lines(with_point(folder, "exampleville", "35.93", "36.63")) == []


def test_a_point_in_another_country_names_that_country(folder: Path) -> None:
    (line,) = lines(with_point(folder, "exampleville", "39.92", "32.85"))
    assert "outside Syria (in Turkey)" in line


def test_swapped_coordinates_are_found(folder: Path) -> None:
    assert "outside Syria" in lines(with_point(folder, "exampleville", "36.63", "35.93"))[0]


def test_a_point_on_the_coast_is_fine_although_the_outline_is_simplified(folder: Path) -> None:
    assert lines(with_point(folder, "exampleville", "35.5407", "35.7653")) == []


def test_an_unknown_country_is_said(folder: Path) -> None:
    assert "not the name of a country" in lines(with_point(folder, "exampleville", "35", "37", "Syrien"))[0]


def test_an_exception_with_a_reason_is_accepted(folder: Path) -> None:
    with_point(folder, "exampleville", "33.298583", "38.657139")
    text = "place_id,reason,added_on\nexampleville,At the border.,2026-11-22\n"
    (folder / "coordinate_exceptions.csv").write_text(text, encoding="utf-8")
    assert lines(folder) == []


def test_an_exception_without_a_reason_is_a_problem(folder: Path) -> None:
    with_point(folder, "exampleville", "33.298583", "38.657139")
    text = "place_id,reason,added_on\nexampleville,,2026-11-22\n"
    (folder / "coordinate_exceptions.csv").write_text(text, encoding="utf-8")
    assert any("coordinate_exceptions.csv:2:reason" in line for line in lines(folder))


def test_an_exception_that_is_not_needed_is_a_problem(folder: Path) -> None:
    text = "place_id,reason,added_on\nexampleville,At the border.,2026-11-22\n"
    (folder / "coordinate_exceptions.csv").write_text(text, encoding="utf-8")
    assert "not needed" in lines(folder)[0]


def test_every_country_has_an_outline_and_a_tolerance() -> None:
    outlines = country_outlines()
    assert {"Syria", "Turkey", "Russia", "Libya", "Jordan"} <= set(outlines["name"])
    assert (outlines["tolerance_deg"] > 0).all()
