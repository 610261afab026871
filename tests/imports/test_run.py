"""An import to its end: counts, problems said of the user's rows, and what can still be explored."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from datelines.checks import check_tables
from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.opening import opened
from datelines.formats.flat.read import FORMATS
from datelines.formats.model import Imported, Options
from datelines.imports.run import Import, imported, problems_csv, recognised
from datelines.problems import Problem
from datelines.query.dataset import loaded_tables
from datelines.record.package import ALL_DATES, UNTITLED, corpus_of
from tests.imports.tiny import HEADER, TINY, read


def result(rows: str, **changes: object) -> Import:
    return imported(TINY, (opened("mine.csv", (HEADER + rows).encode()),), Options(**changes))


def kept(found: Import, table: str, column: str) -> list[str]:
    return found.sound.tables[table].frame[column].tolist()


def test_rows_without_a_problem_are_all_kept_and_can_be_explored() -> None:
    found = result("A,2019-09-03,x,P,35,7,\nB,2019-09,y,P,,,\n")
    assert found.counts.sentence() == "read 2, kept 2, flagged 0, skipped 0"
    assert (found.problems, found.left_out, found.groups) == ((), (), ())
    assert kept(found, "events", "title") == ["A", "B"]
    assert found.tables.corpus.title == "Tiny"


def test_a_bad_row_is_left_out_said_of_the_users_file_and_the_others_stay() -> None:
    found = result("A,3 Sept,x,P,35,7,\nB,2019-09,y,P,35,3,\n")
    assert found.counts.sentence() == "read 2, kept 1, flagged 1, skipped 0"
    assert [(one.path, one.line, one.column, one.value) for one in found.problems] == [
        ("mine.csv", 2, "date", "3 Sept")
    ]
    assert found.left_out == found.problems
    assert kept(found, "events", "title") == ["B"]
    assert kept(found, "reports", "report_id") == ["report-3"]
    assert kept(found, "figures", "figure_id") == ["figure-3"]
    assert len(found.tables.tables["events"].frame) == 2
    assert check_tables(found.sound) == []


def test_a_bad_figure_leaves_only_the_figure_out() -> None:
    found = result("A,2019-09-03,x,P,35,seven,\nB,2019-09,y,P,35,3,\n")
    assert found.counts.sentence() == "read 2, kept 1, flagged 1, skipped 0"
    assert {(one.line, one.column, one.value) for one in found.problems} == {(2, "killed", "seven")}
    assert kept(found, "events", "title") == ["A", "B"]
    assert kept(found, "figures", "figure_id") == ["figure-3"]
    assert check_tables(found.sound) == []


def test_a_point_outside_the_world_costs_the_point_alone_and_is_kept_in_the_note() -> None:
    found = result("A,2019-09-03,x,P,95,7,\nB,2019-09,y,P,35,3,\n")
    assert [(one.line, one.column, one.value) for one in found.problems] == [(2, "latitude", "95")]
    assert found.left_out == ()
    assert kept(found, "events", "title") == ["A", "B"]
    assert kept(found, "places", "latitude") == ["", "35"]
    assert kept(found, "places", "precision") == ["7", "2"]
    assert "“95, 36”" in kept(found, "places", "note")[0]
    assert check_tables(found.sound) == []


def test_rows_that_rest_on_a_bad_row_are_listed_with_the_row_that_they_rest_on() -> None:
    found = result("A,2019-09-03,No Slug,P,35,7,\nB,2019-09,No Slug,P,35,3,\nC,2019-09,x,P,35,3,\n")
    assert kept(found, "events", "title") == ["C"]
    assert found.counts.sentence() == "read 3, kept 1, flagged 2, skipped 0"
    last = [one for one in found.left_out if one.line == 3]
    assert any("outlet" in one.column for one in last)
    assert check_tables(found.sound) == []


def test_dependents_are_said_where_nothing_is_wrong_with_their_own_cells() -> None:
    def shared(files: tuple[Opened, ...], options: Options) -> Imported:
        given = read(files, options)
        outlets = given.frames["outlets"].assign(name="")
        return replace(given, frames={**given.frames, "outlets": outlets})

    files = (opened("mine.csv", (HEADER + "A,2019-09-03,x,P,35,7,\nB,2019-09,x,P,35,3,\n").encode()),)
    found = imported(replace(TINY, read=shared), files, Options())
    assert found.counts.sentence() == "read 2, kept 0, flagged 2, skipped 0"
    assert [(one.line, one.why) for one in found.left_out] == [
        (2, "must not be blank"),
        (3, "left out because its outlet (row 2) is left out"),
    ]
    assert kept(found, "events", "title") == []
    assert check_tables(found.sound) == []


def test_ends_in_the_wrong_order_are_both_kept_as_they_stand() -> None:
    text = "date,place,outlet,title,measure,low,high\n2019-09-03,A,X,Raid,killed,8,7\n2019-09-04,A,X,Fair,killed,2,4\n"
    found = imported(FORMATS[0], (opened("mine.csv", text.encode()),), Options())
    assert found.left_out == ()
    assert [(one.line, one.column, one.value) for one in found.problems if one.column == "low"] == [
        (2, "low", "8")
    ]
    figures = found.sound.tables["figures"].frame[["qualifier", "low", "high"]].to_numpy().tolist()
    assert sorted(figures) == [["at-least", "8", ""], ["at-most", "", "7"], ["range", "2", "4"]]
    assert check_tables(found.sound) == []


def test_an_interval_with_one_end_that_cannot_be_read_is_shown_on_the_other() -> None:
    found = result("A,2019-09-03/20199999,x,P,35,7,\nB,no day,y,P,35,3,\n")
    assert kept(found, "events", "date") == ["2019-09-03"]
    assert kept(found, "events", "date_basis") == ["inferred"]
    assert "20199999" in kept(found, "events", "note")[0]
    assert [one.line for one in found.left_out] == [3]
    assert check_tables(found.sound) == []


def test_half_of_a_point_and_a_word_for_a_precision_cost_no_row() -> None:
    text = "date,place,latitude,longitude,precision,outlet\n2019-09-03,A,35.9,,2,X\n2019-09-04,B,35,36,village,X\n"
    found = imported(FORMATS[0], (opened("mine.csv", text.encode()),), Options())
    assert found.left_out == ()
    assert len(kept(found, "events", "event_id")) == 2
    assert check_tables(found.sound) == []


def test_invisible_marks_and_control_characters_make_no_second_place() -> None:
    text = "date,place,outlet\n2019-09-03,\u200fإدلب\u202c,X\n2019-09-04,إدلب,X\n2019-09-05,a\tb,X\n"
    found = imported(FORMATS[0], (opened("mine.csv", text.encode()),), Options())
    assert kept(found, "places", "name") == ["إدلب", "a b"]
    assert [(one.line, one.why) for one in found.problems] == [
        (2, "holds an invisible mark"),
        (4, "holds a control character"),
    ]
    assert found.counts.sentence() == "read 3, kept 1, flagged 2, skipped 0"


def test_text_that_was_encoded_twice_is_recognised_with_what_it_was() -> None:
    twice = "إدلب".encode().decode("cp1252")
    text = f"date,place,outlet\n2019-09-03,{twice},X\n2019-09-04,Éire – Zürich,X\n"
    found = imported(FORMATS[0], (opened("mine.csv", text.encode()),), Options())
    assert [(one.line, "“إدلب”" in one.why) for one in found.problems] == [(2, True)]


def test_a_row_of_tags_under_the_header_is_counted_as_such() -> None:
    text = "date,place,outlet,killed\n#date,#adm1+name,#meta,#affected+killed\n2019-09-03,A,X,4\n"
    found = imported(FORMATS[0], (opened("mine.csv", text.encode()),), Options())
    assert found.counts.sentence() == "read 2, kept 1, flagged 0, skipped 1"
    assert [(one.line, one.why) for one in found.problems] == [(2, "a row of HXL tags, not an event")]


def test_skipped_flagged_and_ragged_rows_are_counted_and_listed() -> None:
    found = result("A,2019-09-03,x,P,35,7,odd\n#skip,,,,,,\nB,2019-09,y,P\nC,2019-09,y,P,,,\n")
    assert found.counts.sentence() == "read 4, kept 1, flagged 1, skipped 2"
    assert [(one.line, one.why) for one in found.problems] == [
        (2, "a remark"),
        (3, "no claim"),
        (4, "4 cells, but the header has 7"),
    ]
    assert found.left_out == ()
    assert kept(found, "events", "title") == ["A", "C"]


def test_a_remark_of_opening_flags_its_row() -> None:
    file = opened("mine.csv", (HEADER + "A,2019-09-03,x,P,35,7,\n").encode())
    remark = Problem("mine.csv", 2, "killed", "F2", "a formula", "save it")
    table = replace(file.tables[0], remarks=(remark,))
    found = imported(TINY, (replace(file, tables=(table,)),), Options())
    assert found.counts.sentence() == "read 1, kept 0, flagged 1, skipped 0"
    assert found.problems == (remark,)


def test_problems_are_grouped_by_column_and_kind_with_their_counts() -> None:
    rows = "".join(f"N,2019-09-{day},x,P,35,{day}x,\n" for day in range(10, 15)) + "A,2019,x,P,95,1,\n"
    groups = result(rows).groups
    assert [(group.column, group.count) for group in groups] == [("killed", 5), ("latitude", 1)]
    assert "not a plain number" in groups[0].why
    assert groups[-1].problems[0].value == "95"


def test_numbers_and_quoted_values_do_not_make_a_kind_of_their_own() -> None:
    found = result("A,2019-09-03,x,P,35,7,1\nB,2019-09-03,x,P,35,7,2\n")
    told = tuple(
        replace(one, why=f"twice, see row {number} and '{number}x'")
        for number, one in enumerate(found.problems)
    )
    assert [(group.why, group.count) for group in replace(found, problems=told).groups] == [
        ("twice, see row … and …", 2)
    ]


def test_problems_are_downloaded_with_file_row_column_and_repair_and_no_formula() -> None:
    found = result("A,2019-09-03,x,P,35,7,=1+1\n")
    text = problems_csv(found.problems).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows == [
        {
            "file": "mine.csv",
            "row": "2",
            "column": "more",
            "value": "'=1+1",
            "why": "a remark",
            "repair": "'-",
        }
    ]


def test_a_second_row_with_the_same_id_is_left_out_and_the_first_stays() -> None:
    def doubled(files: tuple[Opened, ...], options: Options) -> Imported:
        given = read(files, options)
        figures = given.frames["figures"].assign(figure_id="same")
        return replace(given, frames={**given.frames, "figures": figures})

    files = (opened("mine.csv", (HEADER + "A,2019-09-03,x,P,35,7,\nB,2019-09,x,P,35,3,\n").encode()),)
    found = imported(replace(TINY, read=doubled), files, Options())
    assert [(one.line, one.why) for one in found.problems] == [(3, "already the id of line 2")]
    assert kept(found, "figures", "report_id") == ["report-2"]
    assert kept(found, "events", "title") == ["A", "B"]


def test_progress_goes_from_nothing_to_all() -> None:
    shares: list[float] = []
    result("A,2019-09-03,x,P,35,7,\n", progress=lambda share, words: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_lists_without_end_in_a_format_are_a_sentence() -> None:
    def deep(files: tuple[Opened, ...], options: Options) -> Imported:
        raise RecursionError

    files = (opened("mine.csv", HEADER.encode()),)
    with pytest.raises(IntakeError, match=r"mine\.csv: lists and objects are nested too deeply"):
        imported(replace(TINY, read=deep), files, Options())


def test_a_format_that_is_only_written_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="only written"):
        imported(replace(TINY, read=None), (), Options())


def test_formats_are_recognised_in_order_of_rank_with_their_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    formats = {
        "a": replace(TINY, name="a", recognise=lambda files: "a says so"),
        "b": replace(TINY, name="b", recognise=lambda files: ""),
        "c": replace(TINY, name="c", recognise=lambda files: "c says so"),
        "d": replace(TINY, name="d", recognise=None),
    }
    monkeypatch.setattr("datelines.imports.run.readable_formats", lambda: MappingProxyType(formats))
    assert [(one.name, why) for one, why in recognised(())] == [("a", "a says so"), ("c", "c says so")]


def test_the_corpus_is_what_the_files_say_of_themselves() -> None:
    found = corpus_of(
        {
            "title": "T",
            "licenses": [{"title": "CC BY 4.0", "path": "https://example.org"}],
            "datelines:bounds": "1989-01-01/2024-12-31",
        }
    )
    assert (found.title, found.cited_as, found.bounds) == ("T", "T", "1989-01-01/2024-12-31")
    assert found.licence == "CC BY 4.0 https://example.org"
    assert (corpus_of({}).bounds, corpus_of({"datelines:bounds": "2019"}).bounds) == (ALL_DATES, ALL_DATES)
    assert corpus_of({}).cited_as == UNTITLED


def test_a_table_that_no_row_came_from_adds_no_problem() -> None:
    file = opened("mine.csv", (HEADER + "A,2019-09-03,x,P,35,7,\n").encode())
    other = RawTable(
        "about", "about", pd.DataFrame(), np.array([]), (Problem("about", 1, "-", "", "odd", "-"),)
    )
    found = imported(TINY, (replace(file, tables=(*file.tables, other)),), Options())
    assert found.problems == ()


def changed(table: str, **cells: str) -> Import:
    """One claim whose row of a table has other cells than the tiny format gives it."""

    def read_changed(files: tuple[Opened, ...], options: Options) -> Imported:
        given = read(files, options)
        return replace(given, frames={**given.frames, table: given.frames[table].assign(**cells)})

    files = (opened("mine.csv", (HEADER + "A,2019-09-03,x,P,35,7,\n").encode()),)
    return imported(replace(TINY, read=read_changed), files, Options())


@pytest.mark.parametrize(
    ("table", "cells", "why"),
    [
        ("places", {"country": "Jordan"}, "Jordan"),
        ("reports", {"summary": "s" * 301}, "301 characters"),
        ("figures", {"as_reported": "one two three four five six seven"}, "7 words"),
        ("events", {"title": " A"}, "blanks before"),
    ],
)
def test_a_rule_for_our_own_reviewed_rows_is_a_remark_on_somebody_elses(
    table: str, cells: dict[str, str], why: str
) -> None:
    found = changed(table, **cells)
    assert found.counts.sentence() == "read 1, kept 0, flagged 1, skipped 0"
    assert why in found.problems[0].why
    assert found.left_out == ()
    assert len(kept(found, "events", "title")) == len(kept(found, "figures", "low")) == 1


def test_any_other_rule_keeps_the_row_out() -> None:
    found = changed("reports", voice="quoted")
    assert found.left_out
    assert kept(found, "events", "title") == []


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "LineString", "coordinates": [[36, 35], [36, 35]]},
        {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [36, 35]]]},
        {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [38, 35], [36, 35]]]},
        {"type": "Polygon", "coordinates": [[]]},
    ],
)
def test_a_shape_without_extent_costs_itself_alone(shape: dict[str, object]) -> None:
    def feature(geometry: object, title: str) -> dict[str, object]:
        said = {"title": title, "date": "2019-09-03", "outlet": "X"}
        return {"type": "Feature", "properties": said, "geometry": geometry}

    features = [feature(shape, "A"), feature({"type": "Point", "coordinates": [36, 35]}, "B")]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    files = (opened("a.geojson", content),)
    chosen = recognised(files)[0][0]
    found = imported(chosen, files, Options())
    assert sorted(kept(found, "events", "title")) == ["A", "B"]
    assert found.left_out == ()
    assert len(found.problems) == 1
    assert loaded_tables(found.sound).outlines == {}
