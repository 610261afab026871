"""`second-reading`: the sheet shows no row of the first reading; differences are listed and counted."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from datelines.__main__ import main
from datelines.table.agreement import read_agreement

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def sheet(folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sheet.xlsx"
    assert main(["second-reading", "source-a", "--data", str(folder), "--to", str(path)]) == 0
    return path


def rows_of(path: Path, tab: str) -> list[dict[str, object]]:
    header, *rows = openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows if any(row)]


def fill(path: Path, tab: str, **cells: str) -> None:
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book[tab][1]]
    book[tab].append([cells.get(str(name), "") for name in header])
    book.save(path)


def test_the_sheet_has_the_source_and_the_vocabularies_and_no_row_of_the_first_reading(sheet: Path) -> None:
    (source,) = rows_of(sheet, "sources")
    assert source["source_id"] == "source-a"
    assert source["url"] == "https://outlet-a.example/a"
    assert (source["title"], source["published"], source["read"]) == (None, None, None)
    for tab in ("reports", "figures", "wording"):
        assert rows_of(sheet, tab) == []
    assert len(rows_of(sheet, "events")) == 3
    assert all(row["note"] is None for row in rows_of(sheet, "events"))


def test_an_unknown_source_is_named(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    to = tmp_path / "sheet.xlsx"
    assert main(["second-reading", "no-such", "--data", str(folder), "--to", str(to)]) == 2
    assert "no source 'no-such'" in capsys.readouterr().err
    assert not to.exists()


def test_a_filled_sheet_is_compared_settled_and_counted(sheet: Path, folder: Path, capsys: Captured) -> None:
    fill(
        sheet, "reports",
        report_id="mine", event_id="attack-exampleville", source_id="source-a",
        locator="2", speaker_id="speaker-a", voice="paraphrased", place_as_reported="Exampleville",
        summary="Counts seven.",
        link_status="same", status="draft",
    )  # fmt: skip
    differences = sheet.with_name("differences.csv")
    command = ["second-reading", "compare", str(sheet), "--data", str(folder), "--to", str(differences)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "source-a: reports.voice of attack-exampleville-a: 'quoted', 'paraphrased'" in said

    rows = list(csv.DictReader(io.StringIO(differences.read_text(encoding="utf-8"))))
    agreed = [row["field"] for row in rows if row["agreed"] == "yes"]
    assert {"reports.event_id", "reports.speaker_id", "reports.place_as_reported"} <= set(agreed)

    to = folder / "agreement.csv"
    count = ["second-reading", "agreement", str(differences), "--to", str(to)]
    assert main(count) == 2, "nothing is settled yet"
    assert "not settled" in capsys.readouterr().out
    for row in rows:
        row["right"] = "" if row["agreed"] == "yes" else "first"
    with differences.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert main(count) == 0
    found = {row.field: row for _, row in read_agreement(folder) if not isinstance(row, str)}
    assert (found["reports.voice"].compared, found["reports.voice"].first_right) == (1, 1)
    assert main(["check", str(folder)]) == 0


def test_a_file_that_is_no_sheet_is_refused(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n1,2\n")
    assert main(["second-reading", "compare", str(path), "--data", str(folder)]) == 2
    assert "no table sources or reports" in capsys.readouterr().err


def test_a_folder_of_csv_files_is_a_sheet_as_well(folder: Path, capsys: Captured) -> None:
    assert main(["second-reading", "compare", str(folder), "--data", str(folder)]) == 0
    assert "0 differences" in capsys.readouterr().out
