"""Incident tables like Airwars': min and max kept, sources from a second file, oddities kept and said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.opening import opened
from datelines.formats.databases.airwars import FORMATS, recognise
from datelines.formats.databases.airwars import read as read_airwars
from datelines.formats.model import Imported, Options
from datelines.imports.run import imported

DATA = Path(__file__).parents[1] / "data" / "formats" / "airwars"
INCIDENT = {
    "code": "EXA0001",
    "date_type": "single_date",
    "date": "2019-09-03",
    "date_end": "",
    "country_name": "Syria",
    "location_name": "Exampleville",
    "region": "Example Province",
    "strike_type_name": "Airstrike",
    "latitude": "35.0",
    "longitude": "38.5",
    "geolocation_accuracy_name": "Village (via Airwars)",
    "civilian_non_combatants_killed_min": "3",
    "civilian_non_combatants_killed_max": "7",
    "civilian_non_combatants_injured_min": "",
    "civilian_non_combatants_injured_max": "",
}
SOURCE = {"code": "EXA0001", "name": "Example Network", "language": "Arabic", "url": "https://news.example/1"}
Cells = dict[str, str]


def table(name: str, base: Cells, rows: tuple[Cells, ...]) -> Opened:
    frame = pd.DataFrame([base | row for row in rows], dtype="str").fillna("")
    raw = RawTable(name, name.removesuffix(".csv"), frame, np.arange(2, len(frame) + 2))
    return Opened(name, "delimited", "CSV", 1, (raw,))


def incidents(*rows: Cells) -> Opened:
    return table(
        "incidents.csv", INCIDENT, tuple({"code": f"EXA{n + 1:04d}"} | row for n, row in enumerate(rows))
    )


def sources(*rows: Cells) -> Opened:
    return table("sources.csv", SOURCE, rows)


def read(*files: Opened) -> Imported:
    return read_airwars(files, Options())


def column(given: Imported, frame: str, name: str) -> list[str]:
    return given.frames[frame][name].tolist()


def files(*names: str) -> list[Opened]:
    return [opened(name, (DATA / name).read_bytes()) for name in names]


def test_a_table_of_incidents_is_recognised_and_one_of_sources_alone_is_not() -> None:
    assert "civilian_non_combatants_killed_min" in recognise(files("incidents.csv"))
    assert "Civilians reported killed" in recognise(files("mirror.csv"))
    assert recognise(files("sources.csv")) == ""


def test_two_tables_of_a_kind_are_refused() -> None:
    with pytest.raises(IntakeError, match="no table in it"):
        read(sources({}))
    with pytest.raises(IntakeError, match="one at a time"):
        read(incidents({}), incidents({}))
    with pytest.raises(IntakeError, match="Airwars’ sources"):
        read(incidents({}), sources({}), sources({}))


def test_what_is_imported_passes_the_checks_but_for_what_the_file_itself_has_wrong() -> None:
    result = imported(FORMATS[0], files("sources.csv", "incidents.csv"), Options())
    of_checks = set(result.problems) - {*result.imported.flags}
    assert {(one.path, one.line) for one in of_checks} == {("incidents.csv", 4)}
    assert (result.counts.read, result.counts.kept, result.counts.flagged) == (4, 2, 2)


def test_a_mirror_with_other_names_of_columns_is_read() -> None:
    result = imported(FORMATS[0], files("mirror.csv"), Options())
    assert result.problems == ()
    given = result.imported
    assert column(given, "events", "date") == ["2023-10-07", "2023-10-08"]
    assert column(given, "places", "longitude") == ["38.5", "38.5"]
    figures = given.frames["figures"][["measure", "qualifier", "low", "high"]].to_numpy().tolist()
    assert figures == [
        ["killed", "range", "3", "7"],
        ["killed", "exact", "1", "1"],
        ["injured", "exact", "2", "2"],
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("3", "7", ("range", "3", "7", "killed min 3, max 7")),
        ("4", "4", ("exact", "4", "4", "killed min 4, max 4")),
        ("0", "0", ("exact", "0", "0", "killed min 0, max 0")),
        ("3", "", ("at-least", "3", "", "killed min 3")),
        ("", "7", ("at-most", "", "7", "killed max 7")),
    ],
)
def test_min_and_max_are_one_figure(low: str, high: str, expected: tuple[str, ...]) -> None:
    row = {"civilian_non_combatants_killed_min": low, "civilian_non_combatants_killed_max": high}
    given = read(incidents(row))
    (figure,) = given.frames["figures"].to_dict("records")
    found = (figure["qualifier"], figure["low"], figure["high"], figure["as_reported"])
    assert found == expected
    assert (figure["measure"], figure["population"]) == ("killed", "civilians")
    assert given.flags == ()


def test_a_blank_is_not_a_zero() -> None:
    blank = dict.fromkeys((name for name in INCIDENT if name.startswith("civilian")), "")
    assert "figures" not in read(incidents(blank)).frames


def test_a_min_above_its_max_is_kept_and_said() -> None:
    given = read(incidents({"civilian_non_combatants_killed_min": "9"}))
    assert given.frames["figures"][["low", "high"]].to_numpy().tolist() == [["9", "7"]]
    (flag,) = given.flags
    assert (flag.line, flag.column) == (2, "civilian_non_combatants_killed_min")


def test_dates_are_exact_a_range_or_not_said() -> None:
    given = read(
        incidents(
            {},
            {"date_type": "date_range", "date_end": "2019-09-05"},
            {"date_type": "", "date_end": "2019-09-05"},
            {"date_type": ""},
            {"date_type": "date_range"},
        )
    )
    assert column(given, "events", "date") == [
        "2019-09-03",
        "2019-09-03/2019-09-05",
        "2019-09-03/2019-09-05",
        "2019-09-03",
        "2019-09-03",
    ]
    assert column(given, "events", "date_basis") == ["stated", "stated", "inferred", "inferred", "inferred"]
    assert [bool(note) for note in column(given, "events", "note")] == [False, False, True, True, True]
    assert [(flag.line, flag.column) for flag in given.flags] == [(6, "date_type"), (4, "date_type")]


def test_impossible_coordinates_are_said_and_the_place_has_no_point() -> None:
    given = read(incidents({"latitude": "351.0"}, {}))
    places = given.frames["places"][["latitude", "longitude", "precision"]].to_numpy().tolist()
    assert places == [["", "", "7"], ["35.0", "38.5", "1"]]
    (flag,) = given.flags
    assert (flag.path, flag.line, flag.column) == ("incidents.csv", 2, "latitude")
    assert flag.value == "351.0, 38.5"


def test_half_a_point_is_said_and_gives_no_name() -> None:
    row = {"location_name": "", "region": "", "country_name": "", "longitude": ""}
    given = read(incidents(row, {}))
    assert column(given, "events", "place_ids")[0] == ""
    assert [flag.line for flag in given.flags] == [2]


@pytest.mark.parametrize(
    ("accuracy", "kind", "precision", "radius"),
    [
        ("Exact location (via Airwars)", "town", "1", ""),
        ("Village", "village", "1", ""),
        ("Subdistrict", "district", "3", "25"),
        ("Province/governorate", "governorate", "4", "75"),
        ("", "town", "2", "25"),
    ],
)
def test_a_place_is_as_precise_as_its_accuracy_says(
    accuracy: str, kind: str, precision: str, radius: str
) -> None:
    place = read(incidents({"geolocation_accuracy_name": accuracy})).frames["places"].iloc[0]
    assert (place["kind"], place["precision"], place["radius_km"]) == (kind, precision, radius)


def test_names_that_begin_with_an_apostrophe_stay_and_neutralised_ones_are_restored() -> None:
    given = read(
        incidents({"location_name": "'Ain Example"}), sources({"name": "'@example"}, {"name": "'Ain"})
    )
    assert column(given, "places", "name") == ["'Ain Example"]
    assert column(given, "outlets", "name")[1:] == ["@example", "'Ain"]


def test_line_breaks_in_names_become_blanks_and_stay_in_what_is_kept() -> None:
    given = read(incidents({"location_name": "Sample\r\nton"}))
    assert column(given, "places", "name") == ["Sample ton"]
    assert given.kept_columns is not None
    assert given.kept_columns["location_name"].tolist() == ["Sample\r\nton"]


def test_sources_of_the_second_file_are_linked_to_their_incident() -> None:
    given = read(
        incidents({}, {}),
        sources(
            {},
            {"code": "exa0002", "archive_url": "https://archive.example/1", "url": "https://news.example/2"},
            {"code": "EXA0002"},
            {"code": "GONE"},
        ),
    )
    links = sorted(given.frames["cited"]["report_id"].tolist())
    assert links == ["airwars-exa0001", "airwars-exa0002", "airwars-exa0002"]
    assert column(given, "sources", "url")[1:] == ["https://news.example/1", "https://news.example/2"]
    assert column(given, "sources", "language")[1:] == ["ar", "ar"]
    assert "Archived at https://archive.example/1." in column(given, "sources", "note")[2]
    assert (given.origins["cited"].path, given.origins["reports"].path) == ("sources.csv", "incidents.csv")
    (lost,) = given.flags
    assert (lost.path, lost.line, lost.value) == ("sources.csv", 5, "GONE")


def test_an_unknown_language_is_not_guessed() -> None:
    given = read(incidents({}), sources({"language": "Klingon"}))
    assert column(given, "sources", "language") == ["en", "und"]


def test_without_a_second_file_nothing_is_cited() -> None:
    given = read(incidents({}))
    assert "cited" not in given.frames
    assert column(given, "sources", "source_id") == ["airwars-dataset"]


def test_the_grading_stands_with_the_claim() -> None:
    row = {"civilian_harm_status_name": "Contested", "strike_status_name": "Likely strike"}
    given = read(incidents(row, {"civilian_harm_reported": "0", "civilian_harm_status_name": "Discounted"}))
    assert "(its grading: Contested)" in column(given, "reports", "summary")[0]
    notes = column(given, "reports", "note")
    assert notes == [
        "Airwars’ grading: Contested; strike status: Likely strike.",
        "Airwars’ grading: Discounted.",
    ]
    assert [title.split(" reported")[0] for title in column(given, "events", "title")] == [
        "Harm to civilians",
        "Incident",
    ]


@pytest.mark.parametrize(
    ("strike", "kind"),
    [
        ("Airstrike", "airstrike"),
        ("Drone Strike", "drone-attack"),
        ("Airstrike and/or Artillery", "attack"),
        ("Something new", "other"),
        ("", "other"),
    ],
)
def test_the_kind_of_event_is_that_of_the_strike(strike: str, kind: str) -> None:
    assert column(read(incidents({"strike_type_name": strike})), "events", "kind") == [kind]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Airstrike", "airstrike"),
        ("Airstrike, Air strike", "airstrike"),
        ("Artillery; Drone strike", "attack"),
        ("Drone strike, Something new", "other"),
    ],
)
def test_several_strike_types_in_one_cell_have_the_kind_that_fits_all(cell: str, kind: str) -> None:
    assert column(read(incidents({"strike_type_name": cell})), "events", "kind") == [kind]


def test_several_strike_types_stand_in_the_note_and_a_single_one_does_not() -> None:
    given = read(incidents({"strike_type_name": "Artillery, Airstrike"}, {"strike_type_name": "Airstrike"}))
    several, single = column(given, "reports", "note")
    assert "strike types: Artillery, Airstrike" in several
    assert "strike types" not in single


@pytest.mark.parametrize(
    ("said", "precision"), [("within_1m", "1"), ("Within 10m (via X)", "1"), ("vague", "2")]
)
def test_a_point_within_metres_is_exact_and_an_unknown_word_is_not(said: str, precision: str) -> None:
    given = read(incidents({"geolocation_accuracy_name": said}))
    assert column(given, "places", "precision") == [precision]
