"""A table with a row for each report: ours comes back as it was, a stranger's becomes sourced reports."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from datelines.checks import read_archive
from datelines.files.opened import IntakeError
from datelines.files.opening import opened
from datelines.formats.builder import NO_OUTLET
from datelines.formats.flat import read
from datelines.formats.flat.columns import FLAT_COLUMNS, WRITTEN_COLUMNS, guessed_columns
from datelines.formats.flat.write import flat_frame, write
from datelines.formats.model import Imported, Options
from datelines.formats.tables.frames import frames_of_extract
from tests.extracts import extract_of
from tests.imported_rows import flat_import, problems_of, row, rows
from tests.random_archives import assert_same_frames

VALID = Path(__file__).parent.parent / "data" / "valid"
TEACHER = Path(__file__).parent.parent / "data" / "formats" / "flat" / "teacher.csv"
LEAST = "date,place,outlet,title\n"


def teacher(options: Options | None = None) -> Imported:
    return read.read([opened("teacher.csv", TEACHER.read_bytes())], options or Options())


def said(imported: Imported, column: str) -> dict[int, str]:
    """Row -> why, for the remarks on a column."""
    return {problem.line: problem.why for problem in imported.flags if problem.column == column}


# Ours


LOST = ("populations", "parts")
"""Tables of which a flat file has the ids alone, as its `loses` says."""


def test_reviewed_tables_come_back_as_they_were_from_a_row_for_each_figure() -> None:
    extract = extract_of(read_archive(VALID))
    found = read.read([opened("flat.csv", write(extract))], Options())
    kept = {name: frame for name, frame in frames_of_extract(extract).items() if name not in LOST}
    assert_same_frames(found.frames, kept)
    assert found.flags == ()
    assert found.read == len(flat_frame(extract))
    assert set(found.shapes) == set(found.frames["places"]["geometry"]) - {""}
    assert all(extract.archive.shapes[name].strip() == text for name, text in found.shapes.items())


def test_a_report_has_a_row_for_each_figure_and_one_without_any() -> None:
    frame = flat_frame(extract_of(read_archive(VALID)))
    assert frame["report.report_id"].tolist() == [
        *["attack-exampleville-a"] * 2,
        *["attack-exampleville-b"] * 2,
        *["attacks-example-zone-a"] * 2,
        "patrol-planned-b",
    ]
    assert frame["figure.measure"].tolist()[-1] == ""
    assert frame.loc[4, "place.place_id"] == "example-zone;example-district"
    assert frame.loc[4, "place.names"] == "Zone A\\;Zone B;"
    assert frame.loc[0, "place.names"] == "Exampleville;إكزامبل"
    assert set(frame.columns) <= set(WRITTEN_COLUMNS)


def test_the_file_begins_with_its_header_and_says_what_it_is_in_the_first_row_alone() -> None:
    content = write(extract_of(read_archive(VALID)))
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    assert list(frame.columns[[0, -1]]) == ["event.event_id", "file.about"]
    assert len(frame) == len(flat_frame(extract_of(read_archive(VALID))))
    said = frame["file.about"][0].splitlines()
    assert said[0] == "What is in it: Reports of <b>drones</b> & “attacks”; -- not all of them"
    assert any(line.startswith("Licence: CC BY 4.0") for line in said)
    assert any(line.startswith("Cite as: ") for line in said)
    assert set(frame["file.about"][1:]) == {""}


def test_only_the_chosen_reports_and_what_they_refer_to_are_written() -> None:
    extract = extract_of(read_archive(VALID), report_ids=frozenset({"attack-exampleville-b"}))
    frames = frames_of_extract(extract)
    assert {name: len(frame) for name, frame in frames.items() if len(frame)} == {
        "outlets": 1,
        "sources": 1,
        "places": 1,
        "events": 1,
        "populations": 1,
        "reports": 1,
        "figures": 2,
        "wording": 1,
    }


# Columns


def test_every_column_of_ours_is_known_by_its_own_name_and_described() -> None:
    guessed = guessed_columns(list(FLAT_COLUMNS))
    assert guessed == {column: column for column in FLAT_COLUMNS}
    assert all(FLAT_COLUMNS.values())


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("DATE", "event.date"),
        ("Date of incident", "event.date"),
        ("Дата", "event.date"),
        ("Event_Date", "event.date"),
        ("Location", "place.name"),
        ("lat.", "place.latitude"),
        ("LONGITUDE", "place.longitude"),
        ("Längengrad", "place.longitude"),
        ("News outlet", "outlet.name"),
        ("Quelle", "outlet.name"),
        ("Headline", "source.title"),
        ("According to", "speaker.name"),
        ("Deaths", "count.killed"),
        ("No. of people killed", "count.killed"),
        ("wounded", "count.injured"),
        ("event title", "event.title"),
        ("Ereignis", "event.title"),
        ("Zeitung", "outlet.name"),
        ("Giornale", "outlet.name"),
        ("Breite", "place.latitude"),
        ("Länge", "place.longitude"),
        ("Tués", "count.killed"),
        ("Getötete", "count.killed"),
        ("Description of event", "report.summary"),
        ("What happened?", "report.summary"),
    ],
)
def test_a_header_is_guessed_by_its_synonyms(header: str, column: str) -> None:
    found = guessed_columns([header, "zzz"])
    assert {name: theirs for name, theirs in found.items() if theirs} == {column: header}


def test_a_header_stands_for_one_column_only_and_an_unknown_one_for_none() -> None:
    found = guessed_columns(["date", "Date", "source", "headline", "colour", ""])
    used = [header for header in found.values() if header]
    assert sorted(used) == ["date", "headline", "source"]


def test_a_number_without_a_word_on_what_it_counts_is_not_guessed_to_be_a_figure() -> None:
    assert guessed_columns(["date", "number", "min"])["figure.as_reported"] == ""
    assert guessed_columns(["date", "number", "measure"])["figure.as_reported"] == "number"


def test_the_user_decides_which_column_is_which() -> None:
    options = Options(columns={"event.date": "B", "outlet.name": "A", "event.title": ""})
    found = flat_import("A,B,title\nBBC,2019,Attack\n", options)
    assert row(found, "events")["date"] == "2019"
    assert row(found, "outlets")["name"] == "BBC"
    assert row(found, "events")["title"] == "Reported event, 2019"
    assert found.kept_columns is not None
    assert found.kept_columns["title"].tolist() == ["Attack"]


def test_a_column_that_the_table_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(IntakeError, match="there is no column"):
        flat_import(LEAST + "2019,A,B,C\n", Options(columns={"event.date": "When"}))


def test_a_table_without_dates_is_refused() -> None:
    with pytest.raises(IntakeError, match="no column is known to hold the dates"):
        flat_import("place,outlet\nA,B\n")
    assert read.recognise([opened("a.csv", b"place,outlet\nA,B\n")]) == ""


def test_a_table_is_recognised_by_its_columns_and_says_so() -> None:
    assert "'Date' is event.date" in read.recognise([opened("teacher.csv", TEACHER.read_bytes())])


# A stranger's table


def test_a_teachers_table_becomes_sourced_reports() -> None:
    found = teacher()
    assert (found.read, len(found.skipped), len(rows(found, "reports"))) == (7, 1, 6)
    assert {one["name"] for one in rows(found, "outlets")} == {
        "BBC",
        "SANA",
        "Reuters",
        "reuters.com",
        "Table teacher.csv",
    }
    assert {(one["status"], one["reviewed_by"], one["voice"]) for one in rows(found, "reports")} == {
        ("draft", "", "unknown")
    }
    assert found.corpus == {"datelines:bounds": "2019-01-01/2019-12-31"}
    assert found.mapping["count.injured"] == "Wounded"
    assert found.origins["reports"].rows.tolist() == [2, 3, 4, 5, 6, 7]
    assert found.origins["events"].columns["date"] == "Date"


def test_the_minimal_table_of_a_teacher_passes_the_checks(tmp_path: Path) -> None:
    text = (
        "date,place,lat,lon,outlet,title,killed\n"
        "2019-09-03,Exampleville,10.5,-30.25,Example Times,Attack,33\n"
        "Sept 2019,,,,,Talks,\n"
        "2019-09-03,Exampleville,10.5,-30.25,Sample Agency,Attack,over 30\n"
    )
    found = flat_import(text)
    assert problems_of(found, tmp_path) == []
    assert len(rows(found, "events")) == 2


def test_equal_titles_dates_and_places_are_one_event_and_others_are_not() -> None:
    text = LEAST + "2019,A,X,Attack\n2019,A,Y,attack\n2020,A,X,Attack\n2019,A,X,\n2019,A,Y,\n"
    found = flat_import(text)
    assert [one["event_id"] for one in rows(found, "reports")] == [
        "attack-2019",
        "attack-2019",
        "attack-2020",
        "reported-event-a-2019-2019",
        "reported-event-a-2019-2019-2",
    ]


def test_titles_and_places_that_differ_in_case_accents_and_blanks_alone_are_one_event() -> None:
    text = (
        LEAST + "1914,Liège,X,Forts  attacked\n1914,LIEGE,Y,forts attacked\n1914,Liège,Y,Forts attacked 2\n"
    )
    found = flat_import(text)
    assert [one["title"] for one in rows(found, "events")] == ["Forts  attacked", "Forts attacked 2"]
    assert row(found, "places")["name"] == "Liège"
    assert len(rows(found, "reports")) == 3


def test_a_kind_on_one_row_alone_is_that_of_the_event() -> None:
    text = "date,place,outlet,title,kind\n2019,A,X,Raid,\n2019,A,Y,Raid,clash\n2019,A,Z,Raid,\n"
    found = flat_import(text)
    assert row(found, "events")["kind"] == "clash"
    assert said(found, "kind") == {}


def test_two_kinds_of_one_event_are_flagged_and_the_first_is_kept() -> None:
    text = "date,place,outlet,title,kind\n2019,A,X,Raid,attack\n2019,A,Y,Raid,clash\n"
    found = flat_import(text)
    assert row(found, "events")["kind"] == "attack"
    assert "row 2 has the same title, date and place, and the kind 'attack'" in said(found, "kind")[3]
    assert found.kept_columns is not None
    assert found.kept_columns["kind"].tolist() == ["", "clash"]


def test_a_name_without_a_point_is_the_place_that_has_its_only_point() -> None:
    text = "date,place,lat,lon,outlet,title\n2019,liege,,,X,Raid\n2019,Liège,50.6,5.6,Y,Raid\n"
    found = flat_import(text)
    place = row(found, "places")
    assert (place["latitude"], place["longitude"], place["precision"]) == ("50.6", "5.6", "2")
    assert len(rows(found, "events")) == 1


def test_a_name_with_two_points_stays_apart_from_the_same_name_without_one() -> None:
    text = "date,place,lat,lon,outlet\n2019,A,50,5,X\n2019,A,40,5,Y\n2019,A,,,Z\n2019,B,95,5,Z\n2019,B,,,Z\n"
    points = [(one["name"], one["latitude"]) for one in rows(flat_import(text), "places")]
    assert points == [("A", "50"), ("A", "40"), ("A", ""), ("B", "95"), ("B", "")]


def test_nothing_is_claimed_of_the_kind_of_an_outlet_or_speaker_that_the_table_does_not_describe() -> None:
    head = "date,title,outlet,speaker,outlet_kind,speaker_kind\n"
    found = flat_import(head + "2019,Raid,X,Ann,,\n2019,Talks,Y,Bob,newspaper,military\n")
    assert [one["kind"] for one in rows(found, "outlets")] == ["unknown", "newspaper"]
    assert [one["kind"] for one in rows(found, "speakers")] == ["unknown", "military"]


def test_the_row_of_the_table_is_no_paragraph_of_what_an_outlet_published(tmp_path: Path) -> None:
    found = flat_import(LEAST + "2019,A,X,Raid\n2019,A,X,Raid\n")
    assert [one["locator"] for one in rows(found, "reports")] == ["", ""]
    assert problems_of(found, tmp_path) == []
    given = flat_import("date,outlet,title,paragraph\n2019,X,Raid,7\n")
    assert row(given, "reports")["locator"] == "7"


def test_a_blank_column_of_outlets_gives_way_to_one_that_is_filled() -> None:
    found = flat_import("date,outlet,newspaper,title\n2019,,Le Soir,Raid\n")
    assert row(found, "outlets")["name"] == "Le Soir"
    first = flat_import("date,outlet,newspaper,title\n2019,X,Le Soir,Raid\n")
    assert row(first, "outlets")["name"] == "X"


def test_two_tables_of_reports_are_refused_with_the_repair() -> None:
    files = [opened(f"{name}.csv", (LEAST + "2019,A,X,Raid\n").encode()) for name in ("a", "b")]
    with pytest.raises(IntakeError, match="keep the rows on one sheet"):
        read.read(files, Options())
    assert len(read.read(files[:1], Options()).frames["events"]) == 1


def test_an_event_with_an_id_keeps_what_each_source_says_of_its_date_and_place() -> None:
    text = "event_id,date,place,outlet\nE1,2019-09-03,Exampleville,A\nE1,2019-09-04,Example Ville,B\n"
    found = flat_import(text)
    assert [one["event_id"] for one in rows(found, "events")] == ["e1"]
    first, second = rows(found, "reports")
    assert (first["date_as_reported"], first["place_as_reported"]) == ("", "")
    assert (second["date_as_reported"], second["place_as_reported"]) == ("2019-09-04", "Example Ville")
    assert "another row of the event has 'Exampleville'" in said(found, "place")[3]


def test_where_no_outlet_is_named_the_table_itself_is_the_source_and_that_is_said() -> None:
    found = flat_import("date,title\n2019,Attack\n")
    assert row(found, "outlets")["name"] == "Table table.csv"
    assert row(found, "sources")["outlet_basis"] == "inferred"
    assert row(found, "reports")["locator"] == "2"
    assert [problem.why for problem in found.flags] == [NO_OUTLET]


def test_an_outlet_is_taken_from_an_address_and_that_is_said() -> None:
    found = flat_import("date,title,source\n2019,Attack,https://www.example.org/a\n")
    assert row(found, "outlets")["name"] == "example.org"
    source = row(found, "sources")
    assert (source["url"], source["outlet_basis"]) == ("https://www.example.org/a", "inferred")
    assert "that of the address is 'example.org'" in said(found, "source")[2]


def test_several_outlets_in_a_cell_are_cited_by_the_tables_own_claim() -> None:
    found = flat_import(LEAST + "2019,A,BBC; Reuters,Attack\n")
    cited = {one["source_id"] for one in rows(found, "cited")}
    outlets = {one["source_id"]: one["outlet_id"] for one in rows(found, "sources")}
    assert {outlets[one] for one in cited} == {"bbc", "reuters"}
    assert outlets[row(found, "reports")["source_id"]] == "table-table-csv"
    assert "attributed to the table" in said(found, "outlet")[2]


def test_an_article_with_an_address_is_one_source_and_rows_without_are_each_their_own() -> None:
    text = "date,outlet,link,title\n2019,A,https://a.example/1,X\n2020,A,https://a.example/1,Y\n2019,A,,X\n2019,A,,Y\n"
    assert len(rows(flat_import(text), "sources")) == 3


def test_a_speaker_makes_a_report_paraphrased_and_without_one_its_voice_is_not_known() -> None:
    found = flat_import("date,outlet,speaker\n2019,A,Ministry\n2019,A,\n")
    assert [(one["speaker_id"], one["voice"]) for one in rows(found, "reports")] == [
        ("ministry", "paraphrased"),
        ("", "unknown"),
    ]


def test_a_relay_may_be_named_in_words() -> None:
    found = flat_import("date,outlet,relayed by\n2019,A,Example Agency\n")
    assert row(found, "reports")["relayed_by"] == "example-agency"
    assert {one["name"] for one in rows(found, "outlets")} == {"A", "Example Agency"}


def test_a_kind_that_is_not_ours_is_kept_in_a_note_and_one_of_ours_in_any_spelling_is_read() -> None:
    found = flat_import("date,outlet,kind\n2019,A,Bombing\n2019,A,Drone Attack\n")
    first, second = rows(found, "events")
    assert (first["kind"], first["note"]) == ("other", "Kind in the table: Bombing")
    assert (second["kind"], second["note"]) == ("drone-attack", "")
    assert "not in our vocabulary" in said(found, "kind")[2]


def test_first_and_last_day_in_two_columns_are_an_interval() -> None:
    found = flat_import(
        "start date,end date,outlet\n2019-09-01,2019-09-10,A\n2019-09-01,2019-09-01,A\n2019,,A\n"
    )
    assert [one["date"] for one in rows(found, "events")] == ["2019-09-01/2019-09-10", "2019-09-01", "2019"]


def test_an_ambiguous_date_stays_as_it_is_and_is_read_once_the_order_is_said() -> None:
    assert "2019-09-03 or 2019-03-09" in said(teacher(), "Date")[3]
    assert rows(teacher(), "events")[1]["date"] == "3/9/2019"
    assert rows(teacher(Options(day_order="day-first")), "events")[1]["date"] == "2019-09-03"


def test_a_row_without_any_cell_that_is_read_is_skipped_with_its_reason() -> None:
    (skipped,) = teacher().skipped
    assert (skipped.line, skipped.value) == (8, "only mine")


def test_columns_that_none_of_ours_holds_are_kept_beside_the_report() -> None:
    kept = teacher().kept_columns
    assert kept is not None
    assert kept["My column"].tolist() == ["x", "", "y", "", "", ""]
    assert kept["Wounded"].tolist() == ["", "", "unclear (5?)", "", "1.200", "=2"]


def test_ids_that_are_no_slugs_become_slugs_that_stay_apart() -> None:
    found = flat_import("id,date,outlet\nA 1,2019,X\na-1,2019,X\nA_1,2019,X\n")
    assert [one["report_id"] for one in rows(found, "reports")] == ["a-1-2", "a-1", "a-1-3"]


def test_two_rows_with_one_id_and_other_cells_are_two_reports() -> None:
    found = flat_import("id,date,outlet,title\n7,2019,X,A\n7,2020,Y,B\n")
    assert len(rows(found, "reports")) == 2
    assert "row 2 has this id and other cells" in said(found, "id")[3]


def test_one_id_with_two_names_follows_the_first_and_says_so() -> None:
    found = flat_import("outlet_id,outlet name,date\nx,X,2019\nx,Y,2020\n")
    assert row(found, "outlets")["name"] == "X"
    assert "row 2 says 'X'" in said(found, "outlet name")[3]


# Figures


def test_a_column_for_a_measure_becomes_a_figure_as_reported() -> None:
    figures = {(one["measure"], one["as_reported"]): one for one in rows(teacher(), "figures")}
    assert figures["killed", "at least 33"]["qualifier"] == "at-least"
    assert (figures["killed", "33-36"]["low"], figures["killed", "33-36"]["high"]) == ("33", "36")
    assert ("killed", "none") not in figures
    assert figures["killed", "1,200"]["low"] == "1200"
    assert ("injured", "") not in figures


def test_a_word_for_a_quantity_becomes_wording_and_no_figure() -> None:
    assert row(teacher(), "wording") == {
        "report_id": rows(teacher(), "reports")[0]["report_id"],
        "subject": "number of people injured",
        "term": "many",
        "gloss": "",
        "term_group": "",
    }


def test_a_number_that_is_not_read_is_said_and_kept() -> None:
    assert set(said(teacher(), "Wounded")) == {4, 6, 7}
    assert set(said(teacher(), "Killed")) == {4, 7}


def test_figures_one_to_a_row_are_gathered_in_their_report() -> None:
    text = (
        "date,outlet,title,measure,number\n"
        "2019,A,Attack,killed,at least 33\n2019,A,Attack,wounded,12\n2019,A,Attack,killed,40\n"
    )
    found = flat_import(text)
    first, second = (one["report_id"] for one in rows(found, "reports"))
    assert [(one["report_id"], one["measure"], one["low"]) for one in rows(found, "figures")] == [
        (first, "killed", "33"),
        (first, "injured", "12"),
        (second, "killed", "40"),
    ]


def test_a_measure_that_is_not_ours_is_other_with_its_word_in_the_note() -> None:
    found = flat_import("date,outlet,measure,number\n2019,A,tents,12\n")
    figure = row(found, "figures")
    assert (figure["measure"], figure["note"]) == ("other", "Measure in the table: tents")


@pytest.mark.parametrize(
    ("low", "high", "qualifier"),
    [("33", "36", "range"), ("33", "33", "exact"), ("33", "", "at-least"), ("", "36", "at-most")],
)
def test_ends_in_two_columns_say_their_qualifier(low: str, high: str, qualifier: str) -> None:
    found = flat_import(f"date,outlet,measure,low,high\n2019,A,killed,{low},{high}\n")
    figure = row(found, "figures")
    assert (figure["qualifier"], figure["low"], figure["high"]) == (qualifier, low, high)


def test_labels_are_read_with_their_subject_and_without_one_that_is_said() -> None:
    found = flat_import("date,outlet,wording\n2019,A,attackers: militants; regime\n")
    assert [(one["subject"], one["term"]) for one in rows(found, "wording")] == [
        ("attackers", "militants"),
        ("not stated", "regime"),
    ]
    assert "without what it is for" in said(found, "wording")[2]


# Places


def test_a_point_is_sourced_to_the_table_and_a_decimal_comma_is_said() -> None:
    found = teacher()
    place = rows(found, "places")[0]
    assert (place["latitude"], place["coordinates_source"]) == ("36.5", "the table teacher.csv")
    assert "decimal point: 36.5" in said(found, "Lat")[3]


def test_degrees_and_minutes_are_refused_and_swapped_ones_only_suspected() -> None:
    found = teacher()
    assert "degrees and minutes are not read" in said(found, "Lat")[4]
    assert "may be swapped" in said(found, "Lat")[5]
    assert "120.5" in {place["latitude"] for place in rows(found, "places")}


def test_several_places_of_a_cell_keep_their_order_and_their_points() -> None:
    found = flat_import("date,outlet,place,lat,lon\n2019,A,B-town; A-town,1;2,3;4\n")
    assert row(found, "events")["place_ids"] == "b-town;a-town"
    assert [(one["latitude"], one["longitude"]) for one in rows(found, "places")] == [("1", "3"), ("2", "4")]


def test_two_names_with_one_point_are_one_place_and_that_is_said() -> None:
    found = flat_import("date,outlet,place,lat,lon\n2019,A,B-town; A-town,1,3\n")
    assert row(found, "places")["name"] == "B-town; A-town"
    assert "read as one place" in said(found, "place")[2]


@pytest.mark.parametrize("cell", ["36.5, 37.2", "(36.5 37.2)", "36.5° N, 37.2° E", "37.2 E 36.5 N"])
def test_both_coordinates_may_stand_in_one_cell(cell: str) -> None:
    place = row(flat_import(f'date,outlet,coordinates\n2019,A,"{cell}"\n'), "places")
    assert (place["latitude"], place["longitude"]) == ("36.5", "37.2")


def test_an_area_alone_is_a_place_without_a_point() -> None:
    place = row(flat_import("date,outlet,province\n2019,A,Idlib\n"), "places")
    assert (place["name"], place["kind"], place["latitude"]) == ("Idlib", "governorate", "")


# Cells that look like formulas


def test_a_formula_is_neutralised_in_the_file_and_a_real_apostrophe_stays() -> None:
    text = "date,outlet,title\n2019,\"'=HYPERLINK(1)\",'Ain Issa\n"
    found = flat_import(text)
    assert row(found, "outlets")["name"] == "=HYPERLINK(1)"
    assert row(found, "events")["title"] == "'Ain Issa"


def test_a_column_of_a_stranger_is_no_review_but_ours_is() -> None:
    text = "date,title,place,{}\n2019-09-03,Event,Exampleville,reviewed\n"
    stranger = flat_import(text.format("Event status"))
    assert row(stranger, "events")["status"] == "draft"
    assert stranger.kept_columns is not None
    assert stranger.kept_columns["Event status"].tolist() == ["reviewed"]
    assert row(flat_import(text.format("event.status")), "events")["status"] == "reviewed"


def remarks_on_dates(text: str) -> list[tuple[int, str, str]]:
    given = read.read([opened("a.csv", text.encode())], Options())
    return [(flag.line, flag.why, given.frames["events"]["date"].tolist()[-1]) for flag in given.flags]


def test_one_day_that_proves_the_order_is_named_as_the_reason_for_the_others() -> None:
    found = remarks_on_dates("title,date,place,outlet\nA,13/1/2020,P,X\nB,4/2/2020,P,X\n")
    assert [(line, "so are the 1 other" in why, last) for line, why, last in found] == [
        (2, True, "2020-02-04")
    ]


def test_a_column_that_holds_both_orders_is_said_and_the_rest_stays_doubtful() -> None:
    found = remarks_on_dates("title,date,place,outlet\nA,10/17/2019,P,X\nB,17/10/2019,P,X\nC,9/10/2019,P,X\n")
    assert [(line, "both orders" in why, "row 2" in why, last) for line, why, last in found] == [
        (4, True, True, "9/10/2019")
    ]


def test_ids_that_a_spreadsheet_shortened_join_no_rows() -> None:
    rows_of_ids = "1.23457E+12,A,2019-09-03,P,X\n1.23457E+12,B,2019-09-04,P,X\n100E10,C,2019,P,X\n"
    text = f"event_id,title,date,place,outlet\n{rows_of_ids}"
    given = read.read([opened("a.csv", text.encode())], Options())
    assert len(given.frames["events"]) == 3
    assert [(flag.line, "shortened" in flag.why) for flag in given.flags] == [(2, True), (3, True)]
    assert "100e10" in given.frames["events"]["event_id"].tolist()
