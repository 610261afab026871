"""A reader's own table: opened, recognised, read again as asked, exported, and never written to the disk."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date as Day
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from datelines.files import limits
from datelines.formats import writable_formats
from datelines.formats.flat.columns import FLAT_COLUMNS
from datelines.formats.model import Options
from datelines.imports import own_table as module
from datelines.imports.own_table import OwnTable, decoded, in_format, own_extract, own_table, with_points
from datelines.places.gazetteers import Answer
from datelines.share.extract import Extract

pytestmark = pytest.mark.filterwarnings("ignore:File /vsimem:RuntimeWarning")

TABLE = """Date,Place,Latitude,Longitude,Event,Newspaper,Killed,Link,Colour
2019-09-03,Exampleville,12.5,34.25,Market attack reported,Example Daily,at least 12,https://example.org/a,red
2019-09-03,Exampleville,12.5,34.25,Market attack reported,Sample Post,over 300,https://example.org/b,
2019-10,Segou,,,Road closed,Example Daily,,,
not a date,Exampleville,12.5,34.25,Undated report,Example Daily,3,,
"""
UNDATED = "Date,Place,Event,Newspaper\nnever,Exampleville,Undated report,Example Daily\n"
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"date": "2019-09-03", "title": "Drones reported", "source": "Example Gazette"},
            "geometry": {"type": "Point", "coordinates": [34.25, 12.5]},
        }
    ],
}
TOWN = Answer("Segou", 13.4317, -6.2157, "towns", "a town", precision=1, country="Mali")
TODAY = Day(2026, 11, 22)


def csv(text: str = TABLE, name: str = "cafe.csv") -> tuple[str, bytes]:
    return name, text.encode()


def cafe(text: str = TABLE) -> OwnTable:
    return own_table([csv(text)])


def workbook(text: str = TABLE) -> bytes:
    """The same table on a sheet."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].title = "Mine"
    for line in text.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(content)
    return content.getvalue()


def events(table: OwnTable) -> set[str]:
    """Titles of the events that can be explored."""
    assert table.loaded
    return {event.title for event in table.loaded.whole.events}


def places(table: OwnTable) -> dict[str, float | None]:
    """Places that can be explored, with their latitude."""
    assert table.loaded
    return {place.name: place.latitude for place in table.loaded.whole.places}


# What is dropped


def test_a_table_is_recognised_read_and_its_bad_row_is_told() -> None:
    table = cafe()
    assert (table.format, table.title, table.refused, table.undecoded) == ("flat", "cafe.csv", (), ())
    assert "'Date' is event.date" in table.reasons["flat"]
    assert table.result
    counts = table.result.counts
    assert (counts.read, counts.kept, counts.flagged, counts.skipped) == (4, 3, 1, 0)
    (problem,) = table.result.problems
    assert (problem.path, problem.line, problem.column, problem.value) == (
        "cafe.csv",
        5,
        "Date",
        "not a date",
    )
    assert events(table) == {"Market attack reported", "Road closed"}


def test_a_table_without_a_bad_row_has_no_problem() -> None:
    result = cafe(TABLE.rpartition("not a date")[0]).result
    assert result
    assert result.problems == ()


def test_several_files_of_one_table_are_read_together() -> None:
    folder = Path(__file__).parents[1] / "data" / "valid"
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    table = own_table(files)
    assert table.format == "tables"
    assert len(table.files) == len(files)
    assert table.title == f"{files[0][0]} and {len(files) - 1} more"
    assert table.loaded
    alone = own_table([one for one in files if one[0] == "outlets.csv"])
    assert (alone.format, alone.loaded) == ("", None)


def test_a_file_that_cannot_be_opened_is_told_and_one_that_can_is_read() -> None:
    table = own_table([("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), csv(), ("none.csv", b"")])
    assert [problem.path for problem in table.refused] == ["old.xls", "none.csv"]
    assert all(problem.why and problem.repair for problem in table.refused)
    assert [file.name for file in table.files] == ["cafe.csv"]
    assert table.names == ("old.xls", "cafe.csv", "none.csv")
    assert table.loaded


def test_only_files_that_cannot_be_opened_give_an_empty_table() -> None:
    table = own_table([("none.csv", b"")])
    assert (len(table.refused), table.files, table.format, table.result) == (1, (), "", None)
    assert (table.loaded, table.tables, table.column_choice, table.headers) == (None, None, None, ())


def test_no_file_at_all_is_an_empty_table() -> None:
    table = own_table([])
    assert (table.title, table.refused, table.loaded) == ("no file", (), None)


def test_a_file_that_cannot_be_opened_is_told_though_another_has_its_name() -> None:
    assert [problem.path for problem in own_table([("a.csv", b""), csv(name="a.csv")]).refused] == ["a.csv"]


def test_files_of_an_unknown_format_are_kept_for_a_format_to_be_chosen() -> None:
    table = own_table([csv("Colour,Size\nred,4\n")])
    assert (table.format, dict(table.reasons), table.result, table.loaded) == ("", {}, None, None)
    assert table.headers == ("Colour", "Size")
    assert in_format(table, "flat", Options()).format == "flat"


def test_files_that_are_too_large_together_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [csv(), csv("Colour,Size\nred,4\n", "more.csv")]
    size = sum(len(content) for _, content in files)
    monkeypatch.setattr(limits, "UPLOAD_BYTES", size)
    assert own_table(files).refused == ()
    monkeypatch.setattr(limits, "UPLOAD_BYTES", size - 1)
    monkeypatch.setattr(module, "opened", lambda *_: pytest.fail("a file was opened"))
    table = own_table(files)
    assert [problem.path for problem in table.refused] == ["more.csv"]
    assert "with the files before it" in table.refused[0].why
    assert (table.names, table.files, table.format) == (("cafe.csv", "more.csv"), (), "")


def test_progress_goes_from_opening_to_done_and_never_back() -> None:
    said: list[tuple[float, str]] = []
    own_table([csv()], lambda share, words: said.append((share, words)))
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert (said[0], said[-1]) == ((0.0, "Opening cafe.csv"), (1.0, "Done"))


# Another format, other columns, other dates


def test_another_format_is_tried_and_its_refusal_told_until_a_right_one_is_chosen() -> None:
    wrong = in_format(cafe(), "acled", Options())
    assert (wrong.format, wrong.result, wrong.loaded) == ("acled", None, None)
    assert ["ACLED" in problem.why for problem in wrong.refused] == [True]
    again = in_format(wrong, "flat", Options())
    assert again.refused == ()
    assert events(again) == events(cafe())


def test_a_refusal_of_opening_stays_whatever_the_format() -> None:
    table = own_table([csv(), ("none.csv", b"")])
    wrong = in_format(table, "acled", Options())
    assert [problem.path for problem in wrong.refused] == ["none.csv", "cafe.csv"]
    assert [problem.path for problem in in_format(wrong, "flat", Options()).refused] == ["none.csv"]


def test_the_refusal_of_a_sheet_goes_when_a_right_format_is_chosen() -> None:
    table = own_table([("book.xlsx", workbook())])
    wrong = in_format(table, "workbook", Options())
    assert [problem.path for problem in wrong.refused] == ["book.xlsx [Mine]"]
    assert in_format(wrong, "flat", Options()).refused == ()


def test_an_unknown_format_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        in_format(cafe(), "no-such-format", Options())


def test_a_column_can_be_chosen_and_taken_away() -> None:
    table = cafe()
    other = in_format(table, "flat", Options(columns={**table.mapping, "event.title": "Newspaper"}))
    assert events(other) == {"Example Daily", "Sample Post"}
    assert other.mapping["event.title"] == "Newspaper"
    assert table.loaded
    assert table.loaded.whole.figures
    bare = in_format(table, "flat", Options(columns={**table.mapping, "count.killed": ""}))
    assert "count.killed" not in bare.mapping
    assert bare.loaded
    assert bare.loaded.whole.figures == ()


def test_every_flat_column_can_be_chosen_and_none_where_a_format_s_columns_are_known() -> None:
    table = cafe()
    assert table.column_choice
    assert list(table.column_choice) == list(FLAT_COLUMNS)
    assert {ours: theirs for ours, theirs in table.column_choice.items() if theirs} == table.mapping
    acled = Path(__file__).parents[1] / "data" / "formats" / "acled" / "today.csv"
    known = own_table([(acled.name, acled.read_bytes())])
    assert (known.format, known.column_choice, dict(known.mapping)) == ("acled", None, {})


def test_headers_are_those_of_the_file_in_order_read_or_not() -> None:
    assert list(cafe().headers) == TABLE.splitlines()[0].split(",")


@pytest.mark.parametrize(
    ("order", "dates"), [(None, set()), ("day-first", {"2019-09-03"}), ("month-first", {"2019-03-09"})]
)
def test_the_order_of_day_and_month_is_read_as_the_reader_says(order: Any, dates: set[str]) -> None:
    table = in_format(cafe(TABLE.replace("2019-09-03", "3/9/2019")), "flat", Options(day_order=order))
    assert table.loaded
    found = {event.date for event in table.loaded.whole.events}
    assert found == dates | {"2019-10"}


def test_an_option_that_is_replaced_is_kept_with_the_table() -> None:
    options = replace(cafe().options, day_order="day-first")
    assert in_format(cafe(), "flat", options).options.day_order == "day-first"
    assert cafe().options.day_order is None


# Texts that are not Unicode

ACCENTED = TABLE.replace("Segou", "Ségou")


def test_a_text_that_is_not_unicode_waits_with_its_readings() -> None:
    table = own_table([("latin.csv", ACCENTED.encode("windows-1252"))])
    assert (table.files, table.loaded) == ((), None)
    assert "line 4 has the byte E9" in table.refused[0].why
    (waiting,) = table.undecoded
    assert waiting.name == "latin.csv"
    readings = {one.encoding: one.text for one in waiting.readings}
    assert "Ségou" in readings["windows-1252"]
    assert "Sйgou" in readings["windows-1251"]
    assert own_table([csv(ACCENTED)]).undecoded == ()


def test_a_chosen_encoding_reads_the_text() -> None:
    table = decoded(own_table([("latin.csv", ACCENTED.encode("windows-1252"))]), "windows-1252")
    assert (table.refused, table.undecoded, table.names) == ((), (), ("latin.csv",))
    assert set(places(table)) == {"Exampleville", "Ségou"}
    cyrillic = decoded(own_table([("latin.csv", ACCENTED.encode("windows-1252"))]), "windows-1251")
    assert "Sйgou" in places(cyrillic)


def test_a_decoded_text_stands_with_the_files_that_were_opened_before() -> None:
    folder = Path(__file__).parents[1] / "data" / "valid"
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}
    files["places.csv"] = files["places.csv"].replace(b"Exampleville", b"Ex\xe4mpleville")
    waiting = own_table(files.items())
    assert [text.name for text in waiting.undecoded] == ["places.csv"]
    table = decoded(waiting, "windows-1252")
    assert len(table.files) == len(files)
    assert any("Exämpleville" in name for name in places(table))


def test_a_binary_file_has_no_readings_to_choose_from() -> None:
    table = own_table([("a.csv", b"\xff\x00\x01\x02 not a text")])
    assert (len(table.refused), table.undecoded) == (1, ())


def test_what_was_refused_for_another_reason_is_still_told_after_decoding() -> None:
    table = own_table([("none.csv", b""), ("latin.csv", ACCENTED.encode("windows-1252"))])
    again = decoded(table, "windows-1252")
    assert [problem.path for problem in again.refused] == ["none.csv"]
    assert set(again.names) == {"none.csv", "latin.csv"}


def test_an_encoding_that_does_not_fit_leaves_the_others_to_choose() -> None:
    text = ACCENTED.replace("Ségou", "S\x81\xe9gou").encode("latin-1")  # 81 is nothing in Windows-1252
    table = decoded(own_table([("latin.csv", text)]), "windows-1252")
    assert [problem.path for problem in table.refused] == ["latin.csv"]
    assert [waiting.name for waiting in table.undecoded] == ["latin.csv"]


# Points, and what can be explored


def test_points_place_what_was_looked_up_and_can_be_taken_off() -> None:
    table = cafe()
    assert table.loaded
    (place,) = [one for one in table.loaded.whole.places if one.name == "Segou"]
    found = with_points(table, {place.place_id: TOWN})
    assert places(found) == {"Exampleville": 12.5, "Segou": 13.4317}
    assert places(table)["Segou"] is None
    assert places(with_points(found, {}))["Segou"] is None


def test_points_are_kept_when_the_files_are_read_another_way() -> None:
    points = {"segou": TOWN}
    assert in_format(with_points(cafe(), points), "flat", Options()).points == points


def test_a_table_without_a_sound_event_cannot_be_explored_or_exported() -> None:
    table = cafe(UNDATED)
    assert table.result
    assert len(table.result.problems) == 1
    assert table.loaded is None
    with pytest.raises(ValueError, match="nothing to export"):
        own_extract(table, "", TODAY)
    assert cafe().loaded is not None


def test_nothing_keeps_a_table_that_nobody_holds() -> None:
    table = cafe()
    assert own_extract(table, "", TODAY).sentence
    gone = [weakref.ref(table), weakref.ref(table.loaded), weakref.ref(table.files[0])]
    holder = [table.result]
    del table
    gc.collect()
    assert [one() for one in gone] == [None, None, None]
    assert holder


# Exports

LINK = "https://example.org/your_data"


def extract() -> Extract:
    return own_extract(cafe(), LINK, TODAY)


def test_an_extract_has_all_that_can_be_explored_and_the_choice_of_columns() -> None:
    table = cafe()
    given = own_extract(table, LINK, TODAY)
    assert given.mapping == table.mapping
    assert given.mapping["outlet.name"] == "Newspaper"
    assert given.sentence == "All events: 2 (3 reports)."
    assert (given.link, given.on, len(given.report_ids)) == (LINK, TODAY, 3)
    acled = Path(__file__).parents[1] / "data" / "formats" / "acled" / "today.csv"
    known = own_table([(acled.name, acled.read_bytes())])
    assert dict(own_extract(known, LINK, TODAY).mapping) == {}


@pytest.mark.parametrize("name", list(writable_formats()))
def test_every_exported_file_can_be_dropped_again(name: str) -> None:
    one = writable_formats()[name]
    assert one.write
    again = own_table([(f"datelines{one.suffix}", one.write(extract()))])
    assert (again.format, again.refused) == (name.removesuffix("-csv"), ())
    if name == "timemap":
        # It has no title of an event, as it says before saving: the import makes one of day and place.
        assert len(events(again)) == len(events(cafe()))
    else:
        assert events(again) == events(cafe())


# The disk


class Watch:
    """What Python opens to write, makes, or connects to, while it is on. An audit hook cannot be removed."""

    def __init__(self) -> None:
        self.written: list[str] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.written is None:
            return
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int):  # a pipe or file that is open already
                return
            wants = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
            if (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & wants:
                self.written.append(f"open {path}")
        elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink"):
            self.written.append(f"{event} {arguments[0]}")
        elif event.startswith("tempfile.") or (event == "sqlite3.connect" and arguments[0] != ":memory:"):
            self.written.append(f"{event} {arguments}")


WATCH = Watch()


@contextmanager
def watched() -> Iterator[list[str]]:
    WATCH.written = written = []
    try:
        yield written
    finally:
        WATCH.written = None


WRITTEN = ("gpkg", "parquet", "geoparquet", "kml", "datapackage", "jsonl")


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    """A table in every kind of file that is read."""
    given, formats = extract(), writable_formats()
    written = {name: write(given) for name in WRITTEN if (write := formats[name].write)}
    typed = {"csv": TABLE.encode(), "xlsx": workbook(), "geojson": json.dumps(GEOJSON).encode()}
    return typed | written | {"latin.csv": ACCENTED.encode("windows-1252"), "bad.xlsx": b"PK\x03\x04 no ZIP"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", *WRITTEN, "latin.csv", "bad.xlsx"])
def test_nothing_of_a_table_is_written_to_the_disk(
    kind: str, contents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = writable_formats()
    name = f"a{formats[kind].suffix}" if kind in WRITTEN else f"a.{kind}"
    content = contents[kind]
    own_table([(name, content)])  # modules are imported, and their compiled code is kept, at the first time
    monkeypatch.chdir(tmp_path)
    for variable in ("TMPDIR", "CPL_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(tmp_path))
    with watched() as written:
        table = own_table([(name, content)])
        if table.undecoded:
            table = decoded(table, "windows-1252")
        if table.loaded:
            own_extract(with_points(in_format(table, table.format, Options()), {"segou": TOWN}), LINK, TODAY)
    assert written == []
    assert list(tmp_path.iterdir()) == []
    assert (table.loaded is None) == (kind == "bad.xlsx")


def test_the_watch_over_the_disk_sees_what_is_written(tmp_path: Path) -> None:
    with watched() as written:
        (tmp_path / "a").write_text("a")
        tempfile.mkdtemp(dir=tmp_path)
    assert f"open {tmp_path / 'a'}" in written
    assert any(one.startswith("tempfile.") for one in written)


def test_a_server_holds_a_limited_number_of_tables_and_takes_more_when_one_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = b"date,place,outlet\n2019-09-03,A,X\n"
    gc.collect()
    monkeypatch.setattr(module, "_held", weakref.WeakSet())
    monkeypatch.setattr(module, "MOST_HELD", 2)
    held = [own_table([("a.csv", content)]) for _ in range(2)]
    refused = own_table([("b.csv", content)])
    assert refused.result is None
    assert "2 tables of other readers" in refused.unopened[0].why
    held.pop()
    assert own_table([("b.csv", content)]).result is not None
