"""An archive holds sound data only, frozen, with a version that follows the data."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datelines.checks import read_archive
from datelines.problems import DataError
from datelines.record.package import Corpus
from datelines.record.records import Place
from datelines.table.archive import Archive, digest
from datelines.table.folder import table_of, tables_of


def test_records_are_found_by_id_and_by_what_they_belong_to(folder: Path) -> None:
    archive = read_archive(folder)
    assert archive.place_by_id["exampleville"].name == "Exampleville"
    reports = archive.reports_by_event["attack-exampleville"]
    assert [report.report_id for report in reports] == ["attack-exampleville-a", "attack-exampleville-b"]
    assert len(archive.figures_by_report["attack-exampleville-a"]) == 2
    assert [wording.term for wording in archive.wording_by_report["attack-exampleville-a"]] == ["armed men"]


def test_lines_stand_beside_the_records(folder: Path) -> None:
    archive = read_archive(folder)
    assert archive.lines["events"] == (2, 3, 4)
    assert {name: len(lines) for name, lines in archive.lines.items()}["figures"] == len(archive.figures)


def test_any_problem_keeps_an_archive_from_being_made(folder: Path) -> None:
    path = folder / "events.csv"
    path.write_text(path.read_text().replace("exampleville,attack", "nowhere,atack"))
    with pytest.raises(DataError) as raised:
        read_archive(folder)
    assert {problem.column for problem in raised.value.problems} >= {"place_ids", "kind"}


def test_an_archive_cannot_be_changed(folder: Path) -> None:
    archive = read_archive(folder)
    with pytest.raises(FrozenInstanceError):
        archive.digest = ""  # type: ignore[misc]
    with pytest.raises(TypeError):
        archive.event_by_id["new"] = archive.events[0]  # type: ignore[index]


def test_equal_data_has_an_equal_version(folder: Path) -> None:
    first, again = read_archive(folder), read_archive(folder)
    assert first.version == again.version == first.digest[:12]
    assert len(first.digest) == 64


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("outlets.csv", "Outlet A", "Outlet C"), ("shapes/example-zone.geojson", "37.5", "37.6")],
)
def test_changed_data_has_another_version(folder: Path, name: str, old: str, new: str) -> None:
    before = read_archive(folder).version
    path = folder / name
    path.write_text(path.read_text().replace(old, new))
    assert read_archive(folder).version != before


def test_the_version_of_given_files_never_changes(folder: Path) -> None:
    archive = read_archive(folder)
    assert (
        archive.digest
        == digest(archive.tables)
        == "71a8053b6bfd268d75cbec4b24acf33494c960d200a5bbb54c30caaed0bc7ac4"
    )


def test_a_column_is_given_in_the_order_of_its_records(folder: Path) -> None:
    path = folder / "places.csv"
    archive = Archive(
        tables_of(
            {"places": table_of(Place, frame_of(path).assign(note=" x "), path="x", lines=np.arange(4))[0]},
            Corpus(),
            {},
            folder,
        )
    )
    assert archive.cells("places", "place_id").to_pylist() == [place.place_id for place in archive.places]
    assert archive.cells("places", "note").to_pylist() == [place.note for place in archive.places]


def test_rows_that_do_not_fit_are_not_among_the_records(folder: Path) -> None:
    frame = frame_of(folder / "places.csv")
    frame.loc[1, "kind"] = "planet"
    table, problems = table_of(Place, frame, path="x", lines=np.arange(2, 6))
    archive = Archive(tables_of({"places": table}, Corpus(), {}, folder, problems))
    assert [problem.value for problem in problems] == ["planet"]
    assert archive.lines["places"] == (2, 4, 5)
    assert [place.place_id for place in archive.places] == archive.cells("places", "place_id").to_pylist()
    assert list(archive.place_by_id) == ["example-district", "exampleville", "nowhere-in-particular"]


def frame_of(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False)
