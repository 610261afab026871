"""UCDP GED: one claim for each row, its oddities kept and said, its sources cited and nothing made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.opening import opened
from datelines.formats.databases.ucdp import FORMATS, recognise
from datelines.formats.databases.ucdp import read as read_ucdp_ged
from datelines.formats.model import Imported, Options
from datelines.imports.run import imported

DATA = Path(__file__).parents[1] / "data" / "formats"
FILE = DATA / "ucdp-ged" / "GEDEvent_v23_1.csv"
OLD = DATA / "ucdp-ged" / "ged171.csv"
ROW = {
    "id": "1001",
    "type_of_violence": "1",
    "side_a": "Government of Exampleland",
    "side_b": "Example Front",
    "source_article": "",
    "where_prec": "1",
    "where_coordinates": "Exampleville",
    "adm_1": "Example Province",
    "latitude": "35.0",
    "longitude": "38.5",
    "country": "Syria",
    "date_prec": "1",
    "date_start": "2019-09-03",
    "date_end": "2019-09-03",
    "best": "5",
    "high": "9",
    "low": "3",
}
Cells = dict[str, str]


def table(*rows: Cells, name: str = "ged231.csv") -> Opened:
    frame = pd.DataFrame([ROW | {"id": str(1001 + n)} | row for n, row in enumerate(rows)], dtype="str")
    raw = RawTable(name, name.removesuffix(".csv"), frame.fillna(""), np.arange(2, len(frame) + 2))
    return Opened(name, "delimited", "CSV", 1, (raw,))


def read(*rows: Cells, name: str = "ged231.csv", options: Options | None = None) -> Imported:
    return read_ucdp_ged([table(*rows, name=name)], options or Options())


def first(given: Imported, frame: str, row: int = 0) -> Cells:
    return {column: cell for column, cell in given.frames[frame].iloc[row].to_dict().items() if cell}


def test_a_table_is_recognised_by_its_columns_whatever_their_case() -> None:
    for path in (FILE, OLD):
        assert "type_of_violence" in recognise([opened(path.name, path.read_bytes())])


def test_another_table_is_not_recognised() -> None:
    path = DATA / "acled" / "today.csv"
    assert recognise([opened(path.name, path.read_bytes())]) == ""
    assert recognise([]) == ""


def test_a_table_without_its_columns_is_refused_and_so_are_two_at_once() -> None:
    with pytest.raises(IntakeError, match="no table in it has the columns"):
        read_ucdp_ged([Opened("a.json", "json", "JSON", 1)], Options())
    with pytest.raises(IntakeError, match="one at a time"):
        read_ucdp_ged([table({}), table({}, name="ged241.csv")], Options())


def test_every_row_is_kept_flagged_or_skipped() -> None:
    result = imported(FORMATS[0], [opened(FILE.name, FILE.read_bytes())], Options())
    counts = result.counts
    assert counts.read == 12 == counts.kept + counts.flagged + counts.skipped
    assert [problem.line for problem in result.imported.skipped] == [13]
    assert ["HXL" in problem.why for problem in result.problems if problem.line == 2] == [True]
    assert len(result.imported.frames["reports"]) == 10


def test_what_is_imported_passes_the_checks_but_for_what_the_file_itself_has_wrong() -> None:
    result = imported(FORMATS[0], [opened(FILE.name, FILE.read_bytes())], Options())
    of_checks = set(result.problems) - {*result.imported.flags, *result.imported.skipped}
    assert {(problem.line, problem.column) for problem in of_checks} == {(2, "-"), (12, "date_start")}
    old = imported(FORMATS[0], [opened(OLD.name, OLD.read_bytes())], Options())
    assert old.problems == ()
    assert old.counts.kept == old.counts.read == 2


def test_a_report_is_of_the_dataset_and_its_speaker_is_ucdp() -> None:
    given = read({}, name="GEDEvent_v24_1.csv")
    report = first(given, "reports")
    assert (report["source_id"], report["speaker_id"]) == ("ucdp-ged-dataset", "ucdp-ged")
    assert (report["voice"], report["status"], report["link_status"]) == ("paraphrased", "draft", "same")
    assert report["locator"] == "2"
    source = first(given, "sources")
    assert (source["document"], source["published"]) == ("GEDEvent_v24_1.csv", "2024")
    assert source["title"].endswith("version 24.1")
    assert (source["published_basis"], "name of the file" in source["note"]) == ("inferred", True)


@pytest.mark.parametrize(
    ("name", "title", "published"),
    [
        ("ged171.csv", "version 17.1", "2017"),
        ("GEDEvent_v25_1.csv", "version 25.1", "2025"),
        ("GEDEvent_v24_0_3.csv", "version 24.0.3", ""),
        ("ged1000.csv", "(GED)", ""),
        ("ged16k.csv", "(GED)", ""),
        ("conflict_data_exa.csv", "(GED)", ""),
    ],
)
def test_the_version_is_taken_from_the_name_of_the_file(name: str, title: str, published: str) -> None:
    source = first(read({}, name=name), "sources")
    assert source["title"].endswith(title)
    assert source.get("published", "") == published


@pytest.mark.parametrize(
    ("code", "kind", "term"),
    [
        ("1", "clash", "“state-based conflict”"),
        ("2", "clash", "“non-state conflict”"),
        ("3", "attack", "“one-sided violence”"),
        ("8", "other", "a type not in its codebook"),
    ],
)
def test_the_kind_of_event_is_that_of_the_type_of_violence(code: str, kind: str, term: str) -> None:
    given = read({"type_of_violence": code})
    assert first(given, "events")["kind"] == kind
    assert term in first(given, "reports")["summary"]


@pytest.mark.parametrize(
    ("precision", "start", "end", "date", "basis"),
    [
        ("1", "2019-09-03", "2019-09-03", "2019-09-03", "stated"),
        ("1", "2019-09-03 00:00:00.000", "2019-09-04T00:00:00", "2019-09-03/2019-09-04", "stated"),
        ("1", "2019-09-01", "2019-09-30", "2019-09-01/2019-09-30", "stated"),
        ("2", "2019-09-03", "2019-09-07", "[2019-09-03..2019-09-07]", "stated"),
        ("2", "2019-09-03", "2019-09-03", "2019-09-03~", "inferred"),
        ("3", "2019-09-02", "2019-09-08", "[2019-09-02..2019-09-08]", "stated"),
        ("4", "2019-09-01", "2019-09-30", "2019-09", "stated"),
        ("4", "2020-02-01", "2020-02-29", "2020-02", "stated"),
        ("4", "2019-09-05", "2019-10-04", "[2019-09-05..2019-10-04]", "stated"),
        ("4", "2019-09-05", "2019-09-05", "2019-09~", "inferred"),
        ("5", "2018-01-01", "2018-12-31", "2018", "stated"),
        ("5", "2018-03-01", "2018-12-31", "[2018-03-01..2018-12-31]", "stated"),
        ("5", "2018-03-01", "2018-03-01", "2018", "inferred"),
        ("1", "", "2019-09-07", "2019-09-07", "inferred"),
        ("1", "2019-09-07", "2019-09-03", "2019-09-07/2019-09-03", "stated"),
        ("1", "sometime", "sometime", "sometime", "stated"),
    ],
)
def test_dates_are_as_precise_as_date_prec_says_and_never_mended(
    precision: str, start: str, end: str, date: str, basis: str
) -> None:
    event = first(read({"date_prec": precision, "date_start": start, "date_end": end}), "events")
    assert (event["date"], event["date_basis"]) == (date, basis)
    assert ("note" in event) == (precision != "1" or basis == "inferred")


def test_a_row_without_days_has_its_year() -> None:
    row = {"date_start": "", "date_end": "NULL", "year": "2018"}
    event = first(read(row), "events")
    assert (event["date"], event["date_basis"]) == ("2018", "inferred")


def test_dates_of_numbers_alone_are_read_only_in_an_order_that_the_user_gives() -> None:
    row = {"date_start": "3/9/2019", "date_end": "3/9/2019"}
    assert first(read(row), "events")["date"] == "3/9/2019"
    assert first(read(row, options=Options(day_order="day-first")), "events")["date"] == "2019-09-03"
    assert first(read(row, options=Options(day_order="month-first")), "events")["date"] == "2019-03-09"


@pytest.mark.parametrize(
    ("code", "name", "kind", "radius", "drawn"),
    [
        ("1", "Exampleville", "town", "", True),
        ("1", "Exampleville village", "village", "", True),
        ("2", "Exampleville city", "city", "25", True),
        ("3", "Example District", "district", "25", True),
        ("4", "Example Province", "governorate", "75", True),
        ("5", "Example river", "zone", "50", True),
        ("6", "Syria", "country", "", False),
        ("7", "Example sea", "zone", "", False),
        ("", "Exampleville", "zone", "", False),
    ],
)
def test_a_place_is_as_precise_as_where_prec_says(
    code: str, name: str, kind: str, radius: str, drawn: bool
) -> None:
    place = first(read({"where_prec": code, "where_coordinates": name}), "places")
    assert (place["name"], place["kind"], place["precision"]) == (name, kind, code or "7")
    assert place.get("radius_km", "") == radius
    assert ("latitude" in place, "coordinates_source" in place) == (drawn, drawn)
    if drawn:
        assert (place["latitude"], place["coordinates_source"]) == ("35.0", "UCDP GED 23.1")


def test_radii_that_the_codebook_does_not_give_say_that_they_are_ours() -> None:
    notes = [first(read({"where_prec": code}), "places")["note"] for code in "12345"]
    assert ["this project’s" in note for note in notes] == [False, False, True, True, True]


def test_rows_at_one_point_of_one_name_and_precision_share_a_place() -> None:
    given = read({}, {}, {"where_prec": "2"}, {"latitude": "35.1"})
    assert len(given.frames["places"]) == 3
    ids = given.frames["events"]["place_ids"]
    assert ids[0] == ids[1] != ids[2]
    assert read({}).frames["places"]["place_id"][0] == ids[0]


@pytest.mark.parametrize(
    ("country", "point", "shown", "flagged"),
    [
        ("Syria", ("35.0", "38.5"), "Syria", False),
        ("Yemen (North Yemen)", ("15.5", "47.0"), "Yemen", False),
        ("DR Congo (Zaire)", ("-2.0", "24.0"), "Dem. Rep. Congo", False),
        ("Atlantis", ("35.0", "38.5"), "", False),
        ("Sudan", ("4.85", "31.6"), "", True),
    ],
)
def test_a_country_is_named_as_on_the_map_or_left_out_with_its_foreign_name_kept(
    country: str, point: tuple[str, str], shown: str, flagged: bool
) -> None:
    given = read({"country": country, "latitude": point[0], "longitude": point[1]})
    place = first(given, "places")
    assert place.get("country", "") == shown
    assert (f"Its country in the file: {country}." in place["note"]) == (not shown)
    assert bool(given.flags) == flagged
    assert given.kept_columns is not None
    assert given.kept_columns["country"].tolist() == [country]


@pytest.mark.parametrize("latitude", ["95", "north", "", "3.5.1"])
def test_impossible_coordinates_leave_a_place_without_a_point_and_are_said(latitude: str) -> None:
    given = read({"latitude": latitude})
    place = first(given, "places")
    assert not {"latitude", "longitude", "radius_km"} & place.keys()
    assert place["precision"] == "7"
    (flag,) = given.flags
    assert (flag.line, flag.column, "without a point" in flag.why) == (2, "latitude", True)


@pytest.mark.parametrize(
    ("low", "best", "high", "expected"),
    [
        ("4", "4", "4", ("exact", "4", "4", "best 4, low 4, high 4")),
        ("3", "5", "9", ("range", "3", "9", "best 5, low 3, high 9")),
        ("0", "0", "0", ("exact", "0", "0", "best 0, low 0, high 0")),
        ("0", "0", "3", ("range", "0", "3", "best 0, low 0, high 3")),
        ("-1", "7", "NULL", ("exact", "7", "7", "best 7")),
        ("3.0", "5.0", "9.0", ("range", "3", "9", "best 5, low 3, high 9")),
        ("3", "5", "", ("at-least", "3", "", "best 5, low 3")),
        ("", "", "9", ("at-most", "", "9", "high 9")),
    ],
)
def test_low_best_and_high_are_one_figure(
    low: str, best: str, high: str, expected: tuple[str, str, str, str]
) -> None:
    given = read({"low": low, "best": best, "high": high})
    (figure,) = given.frames["figures"].to_dict("records")
    assert (figure["qualifier"], figure["low"], figure["high"], figure["as_reported"]) == expected
    assert (figure["measure"], figure["population"], figure["unit"]) == ("killed", "people", "people")
    assert len(figure["as_reported"].split()) <= 6
    assert given.flags == ()


def test_a_row_without_numbers_has_no_figure() -> None:
    given = read({"low": "-1", "best": "", "high": "NULL"}, {})
    assert given.frames["figures"]["report_id"].tolist() == ["ucdp-ged-1002"]


@pytest.mark.parametrize(
    ("low", "best", "high", "columns"),
    [
        ("6", "5", "9", {"low"}),
        ("2", "9", "5", {"best"}),
        ("8", "5", "3", {"low", "best"}),
        ("3", "5", "9", set()),
    ],
)
def test_numbers_that_contradict_each_other_are_kept_as_shipped_and_said(
    low: str, best: str, high: str, columns: set[str]
) -> None:
    given = read({"low": low, "best": best, "high": high})
    figure = given.frames["figures"].iloc[0]
    assert (figure["low"], figure["high"], f"is {best}." in figure["note"]) == (low, high, True)
    assert {flag.column for flag in given.flags} == columns
    assert all((flag.path, flag.line) == ("ged231.csv", 2) for flag in given.flags)


def test_a_best_apart_from_a_low_and_high_that_agree_is_a_figure_of_its_own() -> None:
    given = read({"low": "0", "best": "2", "high": "0"})
    figures = given.frames["figures"][["low", "high", "qualifier", "as_reported"]].to_numpy().tolist()
    assert figures == [["0", "0", "exact", "best 2, low 0, high 0"], ["2", "2", "exact", "best 2"]]
    assert len(given.flags) == 1


def cited(given: Imported) -> list[tuple[str, str, str, str]]:
    """Outlet, date, title and basis of what the first report cites."""
    sources = (
        given.frames["cited"].merge(given.frames["sources"]).merge(given.frames["outlets"], on="outlet_id")
    )
    sources = sources[sources["report_id"] == "ucdp-ged-1001"]
    return list(sources[["name", "published", "title", "outlet_basis"]].itertuples(index=False, name=None))


def test_quoted_triples_are_outlet_date_and_headline_commas_and_quotation_marks_and_all() -> None:
    cell = '"Example Agency,2019-09-04,Police: 3, or 9, killed";"Example Daily, Eastern Edition,2019-09-05,'
    cell += 'Shots "near the market"."'
    assert cited(read({"source_article": cell})) == [
        ("Example Agency", "2019-09-04", "Police: 3, or 9, killed", "stated"),
        ("Example Daily, Eastern Edition", "2019-09-05", 'Shots "near the market".', "stated"),
    ]


def test_texts_joined_by_strokes_are_kept_whole_with_an_inferred_outlet() -> None:
    cell = "Example Agency, 4 September 2019///Example Radio 2019-09-05 'News'///EA 3/9/2019///2019"
    assert cited(read({"source_article": cell})) == [
        ("Example Agency", "2019-09-04", "Example Agency, 4 September 2019", "inferred"),
        ("Example Radio", "2019-09-05", "Example Radio 2019-09-05 'News'", "inferred"),
        ("EA", "", "EA 3/9/2019", "inferred"),
        ("(outlet not named)", "", "2019", "inferred"),
    ]


def test_without_source_article_the_separate_columns_are_read_where_they_match() -> None:
    row = {
        "source_article": "NULL",
        "source_office": "Example Agency;Example Radio",
        "source_date": "2019-09-04;2019-09-05",
        "source_headline": "One headline; with a semicolon; or two",
    }
    assert cited(read(row)) == [
        ("Example Agency", "2019-09-04", "(title not given)", "stated"),
        ("Example Radio", "2019-09-05", "(title not given)", "stated"),
    ]


def test_an_item_cited_in_several_rows_is_one_source_and_has_the_same_id_in_every_file() -> None:
    one, other = '"Example Agency,2019-09-04,Headline"', '"EXAMPLE AGENCY,2019-09-04,Headline";"Other,,Later"'
    given = read({"source_article": one}, {"source_article": other})
    assert given.frames["outlets"]["name"].tolist()[1:] == ["Example Agency", "Other"]
    assert len(given.frames["sources"]) == 3
    assert len(given.frames["cited"]) == 3
    again = read({}, {"source_article": other})
    assert set(again.frames["sources"]["source_id"]) == set(given.frames["sources"]["source_id"])


def test_a_row_without_sources_cites_none() -> None:
    assert "cited" not in read({}).frames


def test_the_outlet_of_a_cited_item_claims_no_more_than_the_file() -> None:
    outlet = first(read({"source_article": '"Example Agency,2019-09-04,Headline"'}), "outlets", 1)
    assert outlet["kind"] == "unknown"
    assert "does not say what kind" in outlet["about"]


def test_headlines_are_citations_and_never_in_the_summary() -> None:
    given = read({"source_article": '"Example Agency,2019-09-04,A telling headline"', "side_a": "A" * 400})
    summary = first(given, "reports")["summary"]
    assert "telling" not in summary
    assert len(summary) <= 300


def test_an_id_that_stands_twice_gives_two_events_and_is_said() -> None:
    given = read({"id": "7"}, {"id": "7"}, {"id": ""})
    assert given.frames["events"]["event_id"].tolist() == [
        "ucdp-ged-7",
        "ucdp-ged-7-again-2",
        "ucdp-ged-row-4",
    ]
    assert [(flag.line, flag.column) for flag in given.flags] == [(3, "id"), (4, "id")]


def test_foreign_columns_are_kept_beside_the_report_as_they_were_read() -> None:
    given = imported(FORMATS[0], [opened(FILE.name, FILE.read_bytes())], Options()).imported
    kept = given.kept_columns
    assert kept is not None
    assert kept["relid"].tolist() == ["EXA-2019-1-1-1"] * 10
    assert kept["number_of_sources"].tolist()[:4] == ["2", "1", "1", "-1"]
    assert set(kept["report_id"]) == set(given.frames["reports"]["report_id"])
    assert not {"id", "low", "high"} & set(kept.columns)


def test_rows_say_where_in_the_file_they_are_from() -> None:
    given = read(
        {}, {"source_article": '"Example Agency,2019-09-04,Headline"', "where_coordinates": "Elsewhere"}
    )
    assert {name: origin.rows.tolist() for name, origin in given.origins.items()} == {
        "outlets": [1, 3],
        "speakers": [1],
        "sources": [1, 3],
        "events": [2, 3],
        "reports": [2, 3],
        "places": [2, 3],
        "figures": [2, 3],
        "cited": [3],
    }
    assert given.origins["events"].columns["date"] == "date_start"


def test_the_bounds_of_the_corpus_are_the_whole_years_of_its_dates() -> None:
    given = read(
        {}, {"date_prec": "5", "date_start": "2016-01-01", "date_end": "2021-12-31"}, {"date_end": "?"}
    )
    assert given.corpus["datelines:bounds"] == "2016-01-01/2021-12-31"
    assert "datelines:bounds" not in read({"date_start": "?", "date_end": "?"}).corpus


def test_other_sheets_of_a_workbook_are_said_not_to_be_read() -> None:
    sheet = RawTable("book.xlsx [notes]", "notes", pd.DataFrame({"a": ["b"]}, dtype="str"), np.array([2]))
    given = read_ucdp_ged([table({}), Opened("book.xlsx", "workbook", "", 1, (sheet,))], Options())
    assert given.mapping["book.xlsx [notes]"].startswith("not read")


def test_a_portion_boundary_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"source_article": f'"Agency {n % 3},2019-09-04,Headline {n % 4}";"Radio,,X"'} for n in range(9)]
    whole = read(*rows)
    monkeypatch.setattr("datelines.formats.databases.sources.PORTION", 2)
    monkeypatch.setattr("datelines.table.text.PORTION", 2)
    for name, frame in read(*rows).frames.items():
        if name != "cited":
            pd.testing.assert_frame_equal(frame, whole.frames[name])
    links = read(*rows).frames["cited"].sort_values(["report_id", "source_id"]).to_numpy().tolist()
    assert links == whole.frames["cited"].sort_values(["report_id", "source_id"]).to_numpy().tolist()
