"""Canonical form is one form: formatting twice changes nothing, and no value changes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.problems import DataError
from datelines.record.records import Event, Place, Record, Wording
from datelines.table.fit import read_record
from datelines.table.folder import canonical_text, differences, read_tables, text_of_rows, write_canonical
from tests.rows import rows_in

slugs = st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def records_of(model: type[Record], rows: list[dict[str, str]]) -> list[Record | None]:
    return [read_record(model, row)[0] for row in rows]


@given(st.lists(st.fixed_dictionaries({"report_id": texts, "subject": texts, "term": texts})))
def test_formatting_twice_is_formatting_once(rows: list[dict[str, str]]) -> None:
    once = text_of_rows(Wording, list(rows))
    assert text_of_rows(Wording, list(rows_of(once))) == once


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "place_id": slugs,
                "name": texts.filter(str.strip),
                "kind": st.sampled_from(["town", " zone "]),
                "names": st.lists(texts, max_size=3).map(" ; ".join),
                "latitude": st.sampled_from(["", "35.10", "-0"]),
                "precision": st.just("1"),
                "note": texts,
            }
        ),
        unique_by=lambda row: row["place_id"],
        max_size=6,
    )
)
def test_formatting_keeps_every_record(rows: list[dict[str, str]]) -> None:
    def without_returns(record: Record | None) -> str:
        return repr(record).replace(r"\r\n", r"\n").replace(r"\r", r"\n")

    formatted = text_of_rows(Place, list(rows))
    before = records_of(Place, sorted(rows, key=lambda row: row["place_id"]))
    assert None not in before
    after = records_of(Place, rows_of(formatted))
    assert list(map(without_returns, before)) == list(map(without_returns, after))


def test_rows_are_sorted_by_id_and_wording_by_every_column() -> None:
    events = text_of_rows(Event, [{"event_id": "b"}, {"event_id": "a"}])
    assert [row["event_id"] for row in rows_of(events)] == ["a", "b"]
    wording = [{"report_id": "a", "subject": "s", "term": term} for term in "zy"]
    assert [row["term"] for row in rows_of(text_of_rows(Wording, list(wording)))] == ["y", "z"]


def test_quotation_marks_stand_only_where_they_are_needed() -> None:
    text = text_of_rows(Wording, [{"report_id": "a", "subject": "one, two", "term": 'say "three"'}])
    header = "report_id,subject,term,gloss,term_group"
    assert text == f'{header}\na,"one, two","say ""three""",,\n'


def test_several_values_are_joined_without_blanks() -> None:
    text = text_of_rows(Event, [{"event_id": "a", "place_ids": " x ; ;y "}])
    assert rows_of(text)[0]["place_ids"] == "x;y"


def test_the_valid_folder_is_in_canonical_form(folder: Path) -> None:
    tables = read_tables(folder)
    assert differences(tables) == {}
    assert write_canonical(tables) == ()


def test_only_files_that_differ_are_rewritten(folder: Path) -> None:
    path = folder / "outlets.csv"
    wanted = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + wanted.replace(b"\n", b"\r\n").replace(b"Outlet A", b" Outlet A "))
    path.chmod(0o640)
    assert write_canonical(read_tables(folder)) == (path,)
    assert path.read_bytes() == wanted
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_table_that_cannot_be_read_whole_is_never_rewritten(folder: Path) -> None:
    (folder / "outlets.csv").write_bytes((folder / "outlets.csv").read_bytes() + b"one cell\n")
    (folder / "speakers.csv").write_bytes((folder / "speakers.csv").read_bytes().replace(b"\n", b"\r\n"))
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    with pytest.raises(DataError) as raised:
        write_canonical(read_tables(folder))
    assert len(raised.value.problems) == 1
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == before


def test_a_failure_while_writing_leaves_every_file_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("outlets.csv", "speakers.csv"):
        (folder / name).write_bytes((folder / name).read_bytes().replace(b"\n", b"\r\n"))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    made: list[Path] = []

    def full_disk(path: Path, content: bytes) -> None:
        made.append(path)
        raise OSError("no space left")

    tables = read_tables(folder)
    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_canonical(tables)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_faulty_cell_does_not_stop_formatting(folder: Path) -> None:
    path = folder / "outlets.csv"
    path.write_text(path.read_text().replace("newspaper", " newspapers "))
    write_canonical(read_tables(folder))
    assert "A,newspapers,Example" in path.read_text()


def test_canonical_text_of_a_table_reads_back_as_its_records(folder: Path) -> None:
    for table in read_tables(folder).tables.values():
        read_back = records_of(table.model, rows_of(canonical_text(table)))
        assert read_back == [row.record for row in rows_in(table)]


def by_the_csv_module(model: type[Record], rows: list[dict[str, str]]) -> str:
    """The canonical form, written cell by cell."""

    def cell(column: str, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if column in model.several():
            return ";".join(part.strip() for part in text.split(";") if part.strip())
        return text.strip()

    columns = model.columns()
    lines = [[cell(column, row[column]) for column in columns] for row in rows]
    key = columns.index(model.key) if model.key else None
    lines.sort(key=lambda cells: (cells[key] if key is not None else "", cells))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows([columns, *lines])
    return text.getvalue()


cells = st.sampled_from(
    ["", "a", "b", ' "a" ', "a,b", "a;b", " ; a; b", "a\r\nb", "a\rb", "a\n", "é", "\U00010000", "\uffff"]
)


@pytest.mark.parametrize("model", [Event, Place, Wording])
@given(st.data())
@settings(max_examples=60)
def test_whole_columns_are_written_as_the_csv_module_writes_rows(
    model: type[Record], data: st.DataObject
) -> None:
    row = st.fixed_dictionaries(dict.fromkeys(model.columns(), cells | texts))
    rows = data.draw(st.lists(row, max_size=5))
    assert text_of_rows(model, list(rows)) == by_the_csv_module(model, rows)
