"""Opening strangers' texts: CSV in every dress, JSON, JSON Lines, and ZIP files of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.files.encodings import EncodingError
from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.opening import opened
from datelines.files.tables import headed


def table(content: bytes | str, name: str = "a.csv", encoding: str | None = None) -> RawTable:
    data = content.encode() if isinstance(content, str) else content
    return opened(name, data, encoding).tables[0]


def rows(found: RawTable) -> list[tuple[int, ...]]:
    cells = found.frame.to_numpy().tolist()
    return [(int(number), *cells) for number, cells in zip(found.rows, cells, strict=True)]


def refusal(content: bytes, name: str) -> IntakeError:
    with pytest.raises(IntakeError) as refused:
        opened(name, content)
    assert "\n" not in str(refused.value)
    return refused.value


def zipped(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "."), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("separator", "said"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_the_separator_is_found_and_said(separator: str, said: str) -> None:
    found = opened("a.csv", f"a{separator}b{separator}c\n1{separator}2{separator}3\n".encode())
    assert found.said == f"text in UTF-8, separated by {said}"
    assert rows(found.tables[0]) == [(2, "1", "2", "3")]


def test_a_comma_within_a_header_of_semicolons_does_not_mislead() -> None:
    assert list(table("name;date, time;place\nx;y;z\n").frame) == ["name", "date, time", "place"]


def test_separators_within_cells_do_not_mislead() -> None:
    assert rows(table("a,b,c\n0,;;;,0\n0,0,0\n")) == [(2, "0", ";;;", "0"), (3, "0", "0", "0")]


def test_the_line_that_names_the_separator_is_followed() -> None:
    assert rows(table("sep=;\na;b\n1;2\n")) == [(2, "1", "2")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_a_mark(encoding: str) -> None:
    found = table("place,name\nحميميم,Хмеймим\n".encode(encoding))
    assert list(found.frame) == ["place", "name"]
    assert rows(found) == [(2, "حميميم", "Хмеймим")]


def test_text_that_is_not_unicode_is_refused_with_line_byte_and_readings() -> None:
    with pytest.raises(EncodingError) as refused:
        opened("a.csv", "place,n\nx,1\nХмеймим,2\n".encode("windows-1251"))
    assert "line 3 has the byte D5 (byte 13 of the file)" in refused.value.why
    assert {reading.encoding: reading.text for reading in refused.value.readings}["windows-1251"].endswith(
        "Хмеймим,2"
    )
    assert "name its encoding" in refused.value.repair


def test_text_is_read_in_the_encoding_that_the_user_names() -> None:
    content = "place,n\nХмеймим,2\n".encode("windows-1251")
    assert rows(table(content, encoding="windows-1251")) == [(2, "Хмеймим", "2")]
    with pytest.raises(EncodingError, match="no encoding is named 'nothing'"):
        opened("a.csv", content, "nothing")


def test_a_byte_that_is_cut_at_a_megabyte_is_no_fault() -> None:
    text = "a,b\n" + "x" * (1_000_000 - 5) + "é,1\n"
    assert rows(table(text))[0][2] == "1"


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    found = table('a,b\n1,"two\nlines"\n\n,\n3,4\n')
    assert rows(found) == [(2, "1", "two\nlines"), (5, "3", "4")]


def test_a_title_above_the_header_is_passed_over_and_said() -> None:
    found = opened("a.csv", b"My table,,\n\na,b,c\n1,2,3\n")
    assert found.said.endswith("header in row 3")
    assert rows(found.tables[0]) == [(4, "1", "2", "3")]


HEADERLESS = "1\t20200305\tIdlib\n2\t20200306\n3\t20200307\tSaraqib, town\t\n"
NAMES = ("id", "day", "place")


def test_the_first_row_of_a_file_without_a_header_is_a_row_under_the_given_names() -> None:
    for content in (HEADERLESS.encode(), zipped(export__csv=HEADERLESS)):
        found = opened("export.csv", content, columns=NAMES)
        (read,) = found.tables
        assert tuple(read.frame.columns) == NAMES
        assert rows(read) == [(1, "1", "20200305", "Idlib"), (3, "3", "20200307", "Saraqib, town")]
        assert [(one.line, one.why) for one in read.problems] == [(2, "2 cells, but the header has 3")]
        assert "separated by tabs, without a header" in found.said


def test_a_file_without_a_header_that_is_read_row_by_row_keeps_its_first_row() -> None:
    found = opened("a.tsv", b'1\t2\tx\n3\t"4\ty\n5\t6\tz\n', columns=NAMES).tables[0]
    assert rows(found) == [(1, "1", "2", "x"), (3, "5", "6", "z")]


def test_a_format_of_files_without_a_header_makes_a_row_of_what_was_read_as_one() -> None:
    (read,) = opened("export.csv", b"7\t\t\tx\n8\t\t\ty\n").tables
    assert read.header == ("7", "", "", "x")
    named = headed(read, ("id", "code", "day", "place"))
    assert rows(named) == [(1, "7", "", "", "x"), (2, "8", "", "", "y")]
    with pytest.raises(IntakeError, match="first row does not have 3 cells"):
        headed(read, NAMES)


def test_without_given_names_the_first_row_is_the_header() -> None:
    assert rows(table(HEADERLESS)) == [(3, "3", "20200307", "Saraqib, town")]


def test_names_that_no_row_has_cells_for_are_refused() -> None:
    with pytest.raises(IntakeError, match="first row does not have 4 cells"):
        opened("a.tsv", b"1\t2\tx\n", columns=(*NAMES, "more"))


def test_a_ragged_row_is_listed_and_the_others_are_kept() -> None:
    found = table("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3,,\n")
    assert rows(found) == [(2, "1", "2", "3"), (5, "1", "2", "3")]
    assert [(one.line, one.value, one.why) for one in found.problems] == [
        (3, "4,5", "2 cells, but the header has 3"),
        (4, "6,7,8,9", "4 cells, but the header has 3"),
    ]


def test_a_quotation_mark_that_is_not_closed_costs_one_row() -> None:
    found = table('a,b,c\n1,"2,3\n4,5,6\n7,"8 ""x""",9\n')
    assert rows(found) == [(3, "4", "5", "6"), (4, "7", '8 "x"', "9")]
    assert [one.line for one in found.problems] == [2]
    assert "quotation mark" in found.problems[0].why


def test_two_stray_quotation_marks_do_not_make_one_row_of_two() -> None:
    found = table('a,b,c\n1,"2,3\n4,"5,6\n7,8,9\n')
    assert rows(found) == [(4, "7", "8", "9")]
    assert [one.line for one in found.problems] == [2, 3]


def test_a_row_with_nul_is_listed() -> None:
    found = table(b"a,b\n1,x\0y\n3,4\n")
    assert rows(found) == [(3, "3", "4")]
    assert "NUL" in found.problems[0].why


def test_headers_are_trimmed_named_and_told_apart() -> None:
    found = table(" a ,,a,b\xa0\n1,2,3,4\n")
    assert list(found.frame) == ["a", "column 2", "a (2)", "b"]


def test_columns_without_a_header_and_without_a_cell_are_left_out() -> None:
    assert list(table("a,,\n1,,\n").frame) == ["a"]


def test_carriage_returns_alone_end_lines_too() -> None:
    assert rows(table("a,b\r1,2\r3,4")) == [(2, "1", "2"), (3, "3", "4")]


def test_null_words_and_zeros_stay_as_they_stand() -> None:
    assert rows(table("a,b,c\nNULL,NaN,007\n")) == [(2, "NULL", "NaN", "007")]


def test_two_hundred_columns_are_kept_and_more_than_256_refused() -> None:
    header = ",".join(f"c{number}" for number in range(200))
    assert table(f"{header}\n{'x,' * 199}x\n").frame.shape == (1, 200)
    header = ",".join(f"c{number}" for number in range(257))
    assert "257 columns, and 256 are the most" in refusal(f"{header}\n".encode(), "a.csv").why


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n \r\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content, "a.csv").why in (
        "the file is empty",
        "the file has no header in its first rows",
    )


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"<!DOCTYPE html><html>log in</html>", "a web page"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "an old Excel file"),
        ("a.ods", b"whatever", "an OpenDocument sheet"),
        ("a.csv", b"%PDF-1.4", "a PDF"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image"),
        ("a.jpg", b"whatever", "an image"),
        ("a.txt", b"\xff\xd8\xff\xe0\0\x10JFIF", "an image"),
        ("a.csv", b"GIF89a" + b"\0" * 20, "an image"),
        ("a.csv", b"RIFF\x10\0\0\0WEBPVP8 ", "an image"),
        ("a.mp3", b"ID3\x03\0\0", "a sound file"),
        ("a.csv", b"\0\0\0\x18ftypmp42", "a video"),
    ],
)
def test_files_that_are_no_tables_are_told_what_they_are(name: str, content: bytes, why: str) -> None:
    assert why in refusal(content, name).why


def test_a_table_that_begins_like_a_sound_file_in_letters_alone_is_a_table() -> None:
    assert rows(table("ID3,RIFF\n1,2\n")) == [(2, "1", "2")]


def test_a_stream_is_read_like_bytes() -> None:
    assert rows(opened("a.csv", io.BytesIO(b"a,b\n1,2\n")).tables[0]) == [(2, "1", "2")]


CELL = st.text(
    st.characters(
        codec="utf-8", exclude_characters="\0", exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp")
    ),
    min_size=1,
    max_size=8,
)
QUOTED = st.lists(st.sampled_from(["x", '"', ",", ";", "\n", "é", "1"]), min_size=1, max_size=6).map("".join)


@settings(max_examples=80)
@given(st.lists(st.lists(st.one_of(CELL, QUOTED), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_comes_back(cells: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["a", "b", "c"])
    writer.writerows(cells)
    found = table(text.getvalue())
    assert found.problems == ()
    wanted = [[cell.strip(" \t\r\n\v\f") for cell in row] for row in cells]
    assert found.frame.to_numpy().tolist() == [row for row in wanted if any(row)]


@settings(max_examples=80)
@given(st.lists(st.sampled_from(['"', ",", "\n", "a", "1", "\r\n"]), max_size=40).map("".join))
def test_no_row_of_a_broken_text_is_lost_without_a_word(body: str) -> None:
    found = table("h,i,j\n" + body)
    met = "".join("".join(row) for row in found.frame.to_numpy().tolist())
    met += "".join(problem.value for problem in found.problems)
    assert met.count("a") + met.count("1") == body.count("a") + body.count("1")


def test_json_is_given_as_its_value() -> None:
    found = opened("a.geojson", b'\xef\xbb\xbf{"type": "FeatureCollection", "features": []}')
    assert (found.kind, found.said) == ("json", "JSON in UTF-8")
    assert found.value == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"a": 1,}', "not JSON"),
        (b'{"a": 1, "a": 2}', "an object has the member 'a' twice"),
        (b"[NaN]", "NaN stands where a number should be"),
        (b"[-Infinity]", "-Infinity stands"),
        (b"[1e400]", "beyond what can be read"),
        (b"[" * 5000, "nested too deeply"),
        (b"[" + b"9" * 5000 + b"]", "more digits than can be read"),
    ],
)
def test_json_that_readers_read_differently_is_refused(content: bytes, why: str) -> None:
    assert why in refusal(content, "a.json").why


def test_json_lines_are_a_table_with_numbers_as_written() -> None:
    text = b'{"id": 1, "x": 1.50, "tags": ["a", 2]}\n\n{"id": 2, "y": null}\nnot json\n[1]\n'
    found = opened("a.jsonl", text)
    assert found.kind == "json-lines"
    assert list(found.tables[0].frame) == ["id", "x", "tags", "y"]
    assert found.tables[0].frame["x"].tolist() == ["1.50", ""]
    assert json.loads(found.tables[0].frame["tags"][0]) == ["a", 2]
    assert found.tables[0].rows.tolist() == [1, 3]
    assert [problem.line for problem in found.tables[0].problems] == [4, 5]


def test_json_lines_that_are_named_json_are_read_as_lines() -> None:
    assert opened("a.json", b'{"a": 1}\n{"a": 2}\n{"a": 3}\n').kind == "json-lines"


def test_one_table_in_a_zip_is_that_table() -> None:
    found = opened("ged.zip", zipped(ged__csv="a,b\n1,2\n", readme__txt="about"))
    assert (found.kind, found.tables[0].name) == ("delimited", "ged.csv")


def test_several_tables_in_a_zip_are_a_package() -> None:
    found = opened(
        "p.zip", zipped(a__csv="a,b\n1,2\n", b__csv="c,d\n1,2\n", datapackage__json='{"title": "T"}')
    )
    assert (found.kind, [one.part for one in found.tables], found.value) == (
        "package",
        ["a", "b"],
        {"title": "T"},
    )


def test_a_zip_without_a_table_is_refused() -> None:
    assert "holds no table" in refusal(zipped(a__png="x"), "a.zip").why


def test_a_broken_zip_is_refused() -> None:
    assert "broken ZIP" in refusal(zipped(a__csv="a,b\n")[:40], "a.zip").why


def test_an_opened_file_says_its_size() -> None:
    found: Opened = opened("a.csv", b"a,b\n1,2\n")
    assert found.size == 8
