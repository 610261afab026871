"""TimelineJS: what is made of its sheet and its JSON, and that what we write comes back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats import all_formats
from datelines.formats.model import Imported, Options
from datelines.formats.timelines.timelinejs import read, recognise, write, write_sheet
from tests.builders import HOSTILE, archive
from tests.extracts import archives, extract_of, flagged, problems_of

SAMPLES = Path(__file__).parents[1] / "data" / "formats" / "timelinejs"


def sample(name: str) -> Opened:
    return opened(name, (SAMPLES / name).read_bytes())


def timeline(value: Any, name: str = "timeline.json") -> Opened:
    return opened(name, json.dumps(value).encode())


def read_slides(*slides: dict[str, Any]) -> Imported:
    return read([timeline({"events": list(slides)})], Options())


def slide(year: str = "2019", headline: str = "Drones reported", **more: Any) -> dict[str, Any]:
    return {"start_date": {"year": year}, "text": {"headline": headline, "text": "Told."}} | more


def column(imported: Imported, table: str, name: str) -> list[str]:
    return imported.frames[table][name].tolist()


def kept(imported: Imported, row: int) -> dict[str, str]:
    assert imported.kept_columns is not None
    cells = imported.kept_columns.iloc[row].to_dict()
    return {str(name): cell for name, cell in cells.items() if cell and name != "report_id"}


def test_the_columns_of_the_sheet_tell_the_format() -> None:
    assert "Year" in recognise([sample("sheet.csv")])
    assert "Headline" in recognise([sample("sheet.csv")])


def test_old_and_new_json_tell_the_format() -> None:
    assert "start_date" in recognise([sample("timeline.json")])
    assert recognise([sample("before_2015.json")])


@pytest.mark.parametrize(
    "file",
    [
        opened("a.csv", b"Date,Headline,Outlet\n2019-09-03,Drones,A\n"),
        opened("a.csv", b"Year,Title\n2019,Drones\n"),
        opened("a.json", b'{"events": [{"date": "2019-09-03", "headline": "Drones"}]}'),
        opened("a.json", b'[{"start_date": {"year": 2019}}]'),
        opened("a.json", b'{"type": "FeatureCollection", "features": []}'),
    ],
)
def test_other_tables_and_values_are_not_taken_for_a_timeline(file: Opened) -> None:
    assert recognise([file]) == ""
    with pytest.raises(IntakeError, match="no timeline of TimelineJS"):
        read([file], Options())


def test_case_byte_order_mark_and_separator_of_a_sheet_do_not_matter() -> None:
    file = opened("a.csv", "\ufeffYEAR;month;end year;HEADLINE;media\n2019;9;2020;Drones;x\n".encode())
    assert column(read([file], Options()), "events", "date") == ["2019-09/2020"]


def test_two_timelines_at_once_are_refused() -> None:
    with pytest.raises(IntakeError, match="one file at a time"):
        read([sample("timeline.json"), sample("sheet.csv")], Options())


def test_a_sheet_becomes_events_with_dates_as_exact_as_they_are() -> None:
    imported = read([sample("sheet.csv")], Options())
    assert column(imported, "events", "date") == [
        "2019-09-03/2019-09-10",
        "-0043",
        "1066-10",
        "2019-Sept-01",
        "2018-01/2020",
    ]
    assert column(imported, "events", "title")[0] == "Drones reported over Exampleville & nearby"
    assert set(column(imported, "events", "status")) == {"draft"}
    assert imported.origins["events"].rows.tolist() == [3, 4, 5, 6, 9]
    assert imported.corpus["title"] == "A short history of Exampleville"


def test_every_row_of_a_sheet_is_kept_flagged_or_skipped() -> None:
    imported = read([sample("sheet.csv")], Options())
    assert imported.read == 7
    assert [problem.line for problem in imported.skipped] == [2, 8]
    assert [problem.why.split(",")[0] for problem in imported.skipped] == [
        "the title slide is about the whole timeline",
        "no year",
    ]
    assert flagged(imported) == {3, 4, 5, 6, 9}


def test_no_outlet_is_invented() -> None:
    imported = read([sample("sheet.csv")], Options())
    assert column(imported, "outlets", "name") == ["Table sheet.csv"]
    assert set(column(imported, "reports", "voice")) == {"own"}
    assert "speakers" not in imported.frames
    assert {p.line for p in imported.flags if p.why.startswith("no outlet named")} == flagged(imported)


def test_what_no_column_of_ours_holds_is_kept_as_read() -> None:
    cells = kept(read([sample("sheet.csv")], Options()), 0)
    assert cells["Text"].startswith("<p>The council said")
    assert (cells["Display Date"], cells["Group"], cells["Editor"]) == (
        "Early September 2019",
        "Council",
        "A. N.",
    )
    assert (cells["Time"], cells["Media Credit"]) == ("18:30", "Example Photos")
    assert cells["Headline"].startswith("Drones reported over <b>")


def test_a_cell_that_was_kept_from_being_a_formula_is_restored() -> None:
    assert kept(read([sample("sheet.csv")], Options()), 1)["Text"] == "=told in the old chronicle"


def test_a_summary_never_copies_the_text_of_the_author() -> None:
    imported = read([sample("sheet.csv")], Options())
    assert all("council" not in summary for summary in column(imported, "reports", "summary"))


def test_the_checks_explain_years_before_1_and_months_in_letters_and_nothing_else() -> None:
    imported = read([sample("sheet.csv")], Options())
    assert {problem.value for problem in problems_of(imported)} == {"-0043", "2019-Sept-01"}
    assert [problem.value for problem in imported.flags if "0001" in problem.why] == ["-0043"]


def test_json_is_read_like_the_sheet() -> None:
    imported = read([sample("timeline.json")], Options())
    assert column(imported, "events", "event_id") == [
        "drones-over-exampleville",
        "slide-3",
        "the-years-of-the-example",
    ]
    assert column(imported, "events", "date") == ["2019-09-03/2019-09-10", "-5410", "2018/2020"]
    assert column(imported, "events", "note")[2].startswith("An era")
    assert kept(imported, 0)["Time"] == "08:05"
    assert kept(imported, 0)["Background"] == '{"color": "#fff"}'
    assert kept(imported, 0)["autolink"] == "false"
    assert kept(imported, 2)["Type"] == "era"
    assert (imported.read, len(imported.skipped)) == (4, 1)


def test_a_slide_without_a_headline_has_a_title_that_says_so_and_a_remark() -> None:
    imported = read([sample("timeline.json")], Options())
    assert column(imported, "events", "title")[1] == "Entry 3 of the timeline, without a headline"
    assert any(problem.why == "no headline" and problem.line == 3 for problem in imported.flags)


def test_json_from_before_2015_is_read() -> None:
    imported = read([sample("before_2015.json")], Options())
    assert column(imported, "events", "date") == ["2011-12-10/2011-12-11", "2012-12-10", "2011/2013"]
    assert kept(imported, 0)["Group"] == "Works"
    assert kept(imported, 0)["Media"] == "https://example.org/b.jpg"


def test_the_chosen_order_reads_slashed_dates_of_old_sheets() -> None:
    file = opened("a.csv", b"Start Date,Headline,Media\n3/9/2019 18:30,Drones,\n")
    assert column(read([file], Options(day_order="day-first")), "events", "date") == ["2019-09-03"]
    assert column(read([file], Options()), "events", "date") == ["2019-03-09"]


def test_slides_with_one_headline_are_told_apart() -> None:
    imported = read_slides(slide(), slide(), slide(headline="Drones reported 2"))
    assert len(set(column(imported, "events", "event_id"))) == 3
    assert problems_of(imported) == []


@pytest.mark.parametrize("odd", [None, 7, [], "text", {"start_date": "x"}, {"text": None, "media": 4}])
def test_what_is_no_slide_is_listed_and_never_stops_the_rest(odd: Any) -> None:
    imported = read([timeline({"events": [slide(), odd]})], Options())
    assert imported.read == 2
    assert 2 in flagged(imported) | {problem.line for problem in imported.skipped}


def test_an_end_without_a_year_is_left_out_with_a_remark() -> None:
    file = opened("a.csv", b"Year,End Month,Headline,Media\n2019,10,Drones,\n")
    imported = read([file], Options())
    assert column(imported, "events", "date") == ["2019"]
    assert any(problem.column == "End Year" for problem in imported.flags)


@settings(max_examples=25)
@given(archives())
def test_each_event_that_is_written_is_read_as_a_claim_of_the_table(of: Any) -> None:
    imported = read([opened("a.json", write(extract_of(of)))], Options())
    told = {report.event_id for report in of.reports}
    assert imported.read == len(told) + 1
    assert len(imported.skipped) == 1
    assert set(column(imported, "events", "event_id")) == told
    assert problems_of(imported) == []


def test_a_headline_and_a_date_come_back_as_they_stand_on_the_slide() -> None:
    value = json.loads(write(extract_of(archive(events=[{"date": "2019-09"}]))))
    assert column(read([timeline(value)], Options()), "events", "date") == ["2019-09"]
    value["events"][0]["text"]["headline"] = "A better &amp; <i>longer</i> title"
    value["events"][0]["start_date"] = {"year": "2019", "month": "10"}
    imported = read([timeline(value)], Options())
    assert column(imported, "events", "title") == ["A better & longer title"]
    assert column(imported, "events", "date") == ["2019-10"]


def test_a_slide_that_was_copied_is_an_event_of_its_own() -> None:
    value = json.loads(write(extract_of(archive())))
    value["events"] += [slide(), value["events"][0]]
    imported = read([timeline(value)], Options())
    assert column(imported, "events", "event_id") == ["event-a", "drones-reported", "event-a-2"]
    assert problems_of(imported) == []


def test_uncertain_dates_are_said_on_the_slide() -> None:
    value = json.loads(write(extract_of(archive(events=[{"date": "2019-09~", "date_basis": "inferred"}]))))
    assert value["events"][0]["display_date"] == "about September 2019 (inferred)"
    assert value["events"][0]["start_date"] == {"year": "2019", "month": "9"}
    assert "end_date" not in value["events"][0]


def test_each_account_is_attributed_and_the_title_slide_says_where_it_is_from() -> None:
    speaker = [{"speaker_id": "speaker-a"}]
    reports = [{"speaker_id": "speaker-a", "voice": "quoted"}]
    value = json.loads(write(extract_of(archive(speakers=speaker, reports=reports, figures=[{}]))))
    text = value["events"][0]["text"]["text"]
    assert "<b>Outlet A</b>, quoting Speaker A: Summary A. Reported: 7 killed" in text
    assert "CC BY 4.0" in value["title"]["text"]["text"]
    assert value["metadata"]["Cite as"] == "Example, 2026"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_strangers_stays_text_on_a_slide(text: str) -> None:
    of = archive(
        outlets=[{"name": text}],
        events=[{"title": text}],
        reports=[{"summary": text}],
        sources=[{"url": text}],
    )
    value = json.loads(write(extract_of(of)))
    for words in (value["events"][0]["text"]["headline"], value["events"][0]["text"]["text"]):
        assert "<script" not in words
        assert "<img" not in words
        assert "<svg" not in words
        assert "javascript:" not in words.partition("href=")[2].partition(">")[0]


def test_the_sheet_that_is_written_is_read_as_a_timeline() -> None:
    of = archive(events=[{"title": "=cmd", "date": "2018-12/2019-01"}])
    content = write_sheet(extract_of(of))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    assert (rows[0]["Type"], rows[1]["Headline"]) == ("title", "'=cmd")
    assert (rows[1]["Year"], rows[1]["Month"], rows[1]["End Year"], rows[1]["End Month"]) == (
        "2018",
        "12",
        "2019",
        "1",
    )
    imported = read([opened("a.csv", content)], Options())
    assert column(imported, "events", "title") == ["=cmd"]
    assert column(imported, "events", "date") == ["2018-12/2019-01"]


def test_both_ways_of_writing_are_offered() -> None:
    assert all_formats()["timelinejs"].suffix == ".json"
    assert all_formats()["timelinejs-csv"].read is None


def test_the_sheet_keeps_the_licence_of_its_title_slide() -> None:
    content = write_sheet(extract_of(archive()))
    assert read([opened("a.csv", content)], Options()).corpus["licenses"] == [{"title": "CC BY 4.0"}]
    untitled = b"".join(line for line in content.splitlines(True) if b"Licence" not in line)
    assert "licenses" not in read([opened("a.csv", untitled)], Options()).corpus
