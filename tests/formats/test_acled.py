"""ACLED: one claim for each row, of today's columns or those before 2023, no more certain than its codes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.opening import opened
from datelines.formats.databases.acled import FORMATS, recognise
from datelines.formats.databases.acled import read as read_acled
from datelines.formats.model import Imported, Options
from datelines.imports.run import imported

DATA = Path(__file__).parents[1] / "data" / "formats" / "acled"
ROW = {
    "event_id_cnty": "EXA1",
    "event_date": "2023-03-01",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Example Front",
    "inter1": "Rebel group",
    "actor2": "",
    "country": "Syria",
    "admin1": "Example Province",
    "location": "Exampleville",
    "latitude": "35.0",
    "longitude": "38.5",
    "geo_precision": "1",
    "source": "Example Agency",
    "notes": "An invented note of ACLED.",
    "fatalities": "3",
    "timestamp": "1677628800",
}
Cells = dict[str, str]


def read(*rows: Cells, options: Options | None = None) -> Imported:
    frame = pd.DataFrame(
        [ROW | {"event_id_cnty": f"EXA{n}"} | row for n, row in enumerate(rows)], dtype="str"
    )
    raw = RawTable("acled.csv", "acled", frame.fillna(""), np.arange(2, len(frame) + 2))
    return read_acled([Opened("acled.csv", "delimited", "CSV", 1, (raw,))], options or Options())


def column(given: Imported, frame: str, name: str) -> list[str]:
    return given.frames[frame][name].tolist()


@pytest.mark.parametrize("name", ["today.csv", "before_2023.csv"])
def test_a_table_is_recognised_by_its_columns_whatever_their_case(name: str) -> None:
    reason = recognise([opened(name, (DATA / name).read_bytes())])
    assert "event_id_cnty" in reason.lower()
    assert "are ACLED’s" in reason


def test_another_table_is_neither_recognised_nor_read() -> None:
    path = DATA.parent / "ucdp-ged" / "ged171.csv"
    other = opened(path.name, path.read_bytes())
    assert recognise([other]) == ""
    with pytest.raises(IntakeError, match="columns of ACLED"):
        read_acled([other], Options())


def test_what_is_imported_passes_the_checks_but_for_what_the_file_itself_has_wrong() -> None:
    result = imported(FORMATS[0], [opened("today.csv", (DATA / "today.csv").read_bytes())], Options())
    assert [(one.line, one.column, one.value) for one in result.problems] == [(5, "fatalities", "several")]
    assert (result.counts.read, result.counts.kept, result.counts.flagged) == (4, 3, 1)


def test_columns_from_before_2023_are_read_like_those_of_today() -> None:
    result = imported(FORMATS[0], [opened("old.csv", (DATA / "before_2023.csv").read_bytes())], Options())
    assert result.problems == ()
    given = result.imported
    assert column(given, "events", "event_id") == ["acled-exa201", "acled-exa202"]
    assert column(given, "events", "date") == ["2022-01-07", "2021-04-18"]
    assert given.kept_columns is not None
    assert given.kept_columns[["data_id", "INTER1", "ISO3"]].to_numpy().tolist() == [
        ["9000001", "2", "SYR"],
        ["9000002", "5", "SYR"],
    ]


def test_a_table_without_event_id_cnty_is_read_by_its_data_id() -> None:
    frame = pd.DataFrame([ROW], dtype="str").rename(columns={"event_id_cnty": "data_id"})
    raw = RawTable("a.csv", "a", frame, np.array([2]))
    given = read_acled([Opened("a.csv", "delimited", "CSV", 1, (raw,))], Options())
    assert column(given, "events", "event_id") == ["acled-exa1"]


def test_dates_are_as_precise_as_time_precision_says() -> None:
    given = read(*({"time_precision": code} for code in ("1", "2", "3", "", "9")))
    assert column(given, "events", "date") == [
        "2023-03-01",
        "2023-03-01~",
        "2023-03",
        "2023-03-01",
        "2023-03-01",
    ]
    assert column(given, "events", "date_basis") == ["stated", "inferred", "inferred", "stated", "stated"]
    notes = column(given, "events", "note")
    assert ("week" in notes[1], "month" in notes[2], notes[0]) == (True, True, "")


def test_dates_of_numbers_alone_begin_with_the_day_unless_the_user_says_otherwise() -> None:
    row = {"event_date": "03/09/2022"}
    assert column(read(row), "events", "date") == ["2022-09-03"]
    assert column(read(row, options=Options(day_order="month-first")), "events", "date") == ["2022-03-09"]


def test_a_date_that_cannot_be_read_stays_as_it_is() -> None:
    given = read({"event_date": "last week", "time_precision": "3"})
    assert column(given, "events", "date") == ["last week"]
    assert column(given, "events", "date_basis") == ["stated"]


@pytest.mark.parametrize(
    ("event_type", "sub_event_type", "kind"),
    [
        ("Battles", "Non-state actor overtakes territory", "clash"),
        ("Battle-No change of territory", "", "clash"),
        ("Explosions/Remote violence", "Air/drone strike", "airstrike"),
        ("Explosions/Remote violence", "Remote explosive/landmine/IED", "attack"),
        ("Violence against civilians", "Attack", "attack"),
        ("Violence against civilians", "Abduction/forced disappearance", "detention"),
        ("Protests", "Excessive force against protesters", "protest"),
        ("Riots", "Mob violence", "other"),
        ("Riots/Protests", "", "protest"),
        ("Strategic developments", "Agreement", "agreement"),
        ("Strategic developments", "Looting/property destruction", "other"),
        ("", "", "other"),
    ],
)
def test_the_kind_of_event_is_that_of_acleds_types(event_type: str, sub_event_type: str, kind: str) -> None:
    given = read({"event_type": event_type, "sub_event_type": sub_event_type})
    assert column(given, "events", "kind") == [kind]
    assert (sub_event_type or event_type) in column(given, "reports", "summary")[0]


def test_a_place_is_as_precise_as_geo_precision_says() -> None:
    places = read(*({"geo_precision": code} for code in ("1", "2", "3", "7"))).frames["places"]
    columns = ["name", "kind", "radius_km", "precision", "latitude"]
    assert places[columns].to_numpy().tolist() == [
        ["Exampleville", "town", "", "1", "35.0"],
        ["Exampleville", "zone", "25", "2", "35.0"],
        ["Example Province", "governorate", "75", "4", "35.0"],
        ["Exampleville", "zone", "", "7", ""],
    ]
    assert ["this project’s" in note for note in places["note"]] == [False, True, True, False]
    assert places["names"].tolist()[2] == "Exampleville"


def test_fatalities_are_one_number_and_a_zero_says_what_it_may_mean() -> None:
    given = read({}, {"fatalities": "0"}, {"fatalities": ""})
    figures = given.frames["figures"]
    assert figures[["qualifier", "low", "high", "as_reported"]].to_numpy().tolist() == [
        ["exact", "3", "3", "fatalities 3"],
        ["exact", "0", "0", "fatalities 0"],
    ]
    assert ["codebook" in note for note in figures["note"]] == [True, False]
    assert "no number" in figures["note"][1]


def test_each_outlet_named_is_one_source_and_only_linked() -> None:
    given = read({"source": "Example Agency; Example Daily;"}, {"source": "EXAMPLE AGENCY"}, {"source": ""})
    assert column(given, "outlets", "name")[1:] == ["Example Agency", "Example Daily"]
    assert column(given, "cited", "report_id") == ["acled-exa0", "acled-exa0", "acled-exa1"]
    assert all("no article" in title for title in column(given, "sources", "title")[1:])


def test_acleds_own_text_is_kept_and_never_in_the_summary() -> None:
    given = read({"actor2": "Example Army"})
    (summary,) = column(given, "reports", "summary")
    assert summary == "ACLED records “Armed clash” at Exampleville, naming Example Front and Example Army."
    assert given.kept_columns is not None
    assert given.kept_columns["notes"].tolist() == ["An invented note of ACLED."]
    assert given.kept_columns["timestamp"].tolist() == ["1677628800"]
    assert column(given, "reports", "speaker_id") == ["acled"]


def test_a_row_with_neither_id_nor_date_is_skipped_and_said() -> None:
    given = read({}, {"event_id_cnty": "", "event_date": ""})
    assert (given.read, len(given.frames["reports"])) == (2, 1)
    assert [(one.line, one.path) for one in given.skipped] == [(3, "acled.csv")]
