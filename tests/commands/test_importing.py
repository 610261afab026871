"""`import` and `export` as a person runs them: folders that `check` accepts, files that say what they are."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from datelines.__main__ import main
from datelines.formats.model import Format, Options
from datelines.share.extract import Extract
from tests.imports.tiny import HEADER, TINY

Captured = pytest.CaptureFixture[str]
GOOD = HEADER + "A,2019-09-03,x,P,35,7,\nB,2019-09,y,P,,,\n"


def written(extract: Extract) -> bytes:
    remarks = "".join(f"{label}: {text}\n" for label, text in extract.remarks)
    return (remarks + "".join(f"{report}\n" for report in sorted(extract.report_ids))).encode()


@pytest.fixture(autouse=True)
def formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny format alone, which can be read and, as a list of ids, written."""
    known = {"tiny": TINY, "list": Format("list", "List of ids", 2, write=written, loses="all but the ids")}
    for module in ("datelines.formats", "datelines.imports.run"):
        monkeypatch.setattr(f"{module}.readable_formats", lambda: {"tiny": known["tiny"]})
    monkeypatch.setattr("datelines.formats.writable_formats", lambda: {"list": known["list"]})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(GOOD)
    return path


def test_import_writes_a_folder_that_check_accepts(table: Path, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "new" / "folder"
    assert main(["import", "tiny", str(table), "--to", str(folder)]) == 0
    output = capsys.readouterr()
    assert output.out == "read 2, kept 2, flagged 0, skipped 0\n"
    assert "mine.csv: text in UTF-8, separated by commas" in output.err
    assert main(["check", str(folder)]) == 0
    tables = ["outlets", "speakers", "sources", "places", "events", "reports", "figures", "wording"]
    files = {f"{name}.csv" for name in tables} | {"datapackage.json"}
    assert {path.name for path in folder.iterdir()} == files
    package = json.loads((folder / "datapackage.json").read_bytes())
    assert package["title"] == "Tiny"
    assert package["datelines:bounds"] == "2019-01-01/2019-12-31"
    assert package["datelines:imported"]["files"] == ["mine.csv"]


def test_import_lists_what_is_flagged_and_skipped_and_check_explains_it(
    table: Path, tmp_path: Path, capsys: Captured
) -> None:
    table.write_text(HEADER + "A,3 Sept,x,P,35,7,\n#skip,,,,,,\nB,2019-09,y,P,,,odd\nC,2019\n")
    folder, problems = tmp_path / "out", tmp_path / "problems.csv"
    assert main(["import", "auto", str(table), "--to", str(folder), "--problems", str(problems)]) == 0
    output = capsys.readouterr()
    assert output.out == "read 4, kept 0, flagged 2, skipped 2\n"
    assert "read as tiny (Tiny table), because it is tiny" in output.err
    assert "mine.csv:2:date: '3 Sept': " in output.err
    assert "4 problems; 1 of them keep a row from being shown" in output.err
    with problems.open(encoding="utf-8-sig", newline="") as file:
        assert [row["row"] for row in csv.DictReader(file)] == ["2", "3", "4", "5"]
    assert main(["check", str(folder)]) == 0
    with (folder / "left_out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["row"], row["column"], row["value"]) for row in csv.DictReader(file)] == [
            ("2", "date", "3 Sept")
        ]
    assert main(["export", "list", str(tmp_path / "list.txt"), "--data", str(folder)]) == 0


def test_import_shows_the_first_fifty_problems_and_how_many_more(
    table: Path, tmp_path: Path, capsys: Captured
) -> None:
    table.write_text(HEADER + "".join(f"N{number},2019-09-03,x,P,,,odd\n" for number in range(60)))
    assert main(["import", "tiny", str(table), "--to", str(tmp_path / "out")]) == 0
    error = capsys.readouterr().err
    assert error.count("a remark") == 50
    assert "and 10 more; --problems FILE writes all of them" in error


def test_import_does_not_touch_a_folder_that_has_something_in_it(
    table: Path, tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "note.txt").write_text("mine")
    assert main(["import", "tiny", str(table), "--to", str(folder)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["note.txt"]


def test_import_into_an_empty_folder_is_fine(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert main(["import", "tiny", str(table), "--to", str(folder)]) == 0
    assert (folder / "events.csv").is_file()


def test_an_import_that_fails_leaves_nothing_behind(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["import", "tiny", str(table), "--to", str(tmp_path / "out")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_a_file_that_cannot_be_opened_is_a_sentence_and_no_folder(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes("name,date\nХмеймим,2019\n".encode("windows-1251"))
    assert main(["import", "tiny", str(path), "--to", str(tmp_path / "out")]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "not in UTF-8: line 2" in output.err
    assert not (tmp_path / "out").exists()


def test_an_encoding_can_be_named(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes((HEADER + "Хмеймим,2019-09-03,x,P,,,\n").encode("windows-1251"))
    folder = tmp_path / "out"
    assert main(["import", "tiny", str(path), "--to", str(folder), "--encoding", "windows-1251"]) == 0
    assert "Хмеймим" in (folder / "events.csv").read_text(encoding="utf-8")


def test_options_reach_the_format(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Options] = []

    def read(files: object, options: Options) -> object:
        given.append(options)
        assert TINY.read is not None
        return TINY.read(files, options)  # type: ignore[arg-type]

    chosen = Format("tiny", "T", 1, read=read)  # type: ignore[arg-type]
    monkeypatch.setattr("datelines.formats.readable_formats", lambda: {"tiny": chosen})
    arguments = ["--day-order", "day-first", "--column", "event.date=When", "--column", "event.kind="]
    assert main(["import", "tiny", str(table), "--to", str(tmp_path / "out"), *arguments]) == 0
    assert given[0].day_order == "day-first"
    assert dict(given[0].columns) == {"event.date": "When", "event.kind": ""}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["import", "nothing", "a.csv", "--to", "x"], "choose one of auto, tiny"),
        (["import", "tiny", "a.csv", "--to", "x", "--column", "date"], "write our column, `=` and theirs"),
        (["export", "nothing", "a.csv"], "choose one of list"),
        (["export", "list", "a.csv", "--from", "yesterday"], "write a day like 2019-09-03"),
    ],
)
def test_wrong_usage_says_what_is_right(arguments: list[str], why: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert why in capsys.readouterr().err


def test_files_that_no_format_knows_are_told_the_formats(
    table: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datelines.imports.run.readable_formats", dict)
    assert main(["import", "auto", str(table), "--to", str(tmp_path / "out")]) == 2
    assert "no format was recognised; name one of tiny" in capsys.readouterr().err


def test_export_writes_what_the_filters_select_and_says_it(
    folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "out.txt"
    assert main(["export", "list", str(path), "--data", str(folder)]) == 0
    every = path.read_text().splitlines()
    assert main(["export", "list", str(path), "--data", str(folder), "--outlet", "outlet-a"]) == 0
    output = capsys.readouterr()
    some = path.read_text().splitlines()
    assert 0 < len(some) < len(every)
    assert some[0].startswith("What is in it: ")
    assert "reported by Outlet A" in some[0]
    assert "outlet=outlet-a" in path.read_text()
    assert output.out.splitlines()[-1].startswith("wrote ")
    assert "List of ids loses all but the ids" in output.err
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_export_obeys_the_folder_that_the_environment_names(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    folder, path = tmp_path / "imported", tmp_path / "out.txt"
    assert main(["import", "tiny", str(table), "--to", str(folder)]) == 0
    monkeypatch.setenv("DATELINES_DATA", str(folder))
    assert main(["check"]) == 0
    assert "no problems in 11 rows" in capsys.readouterr().out
    assert main(["export", "list", str(path)]) == 0
    assert path.read_text().splitlines()[-2:] == ["report-2", "report-3"]


def test_a_folder_with_long_summaries_is_used_with_remarks_where_it_was_imported(
    table: Path, tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "imported"
    assert main(["import", "tiny", str(table), "--to", str(folder)]) == 0
    reports = folder / "reports.csv"
    reports.write_text(reports.read_text().replace(",S,", f",{'word ' * 80}end,"))
    assert main(["check", str(folder)]) == 0
    assert "300 are the most" in capsys.readouterr().out
    package = folder / "datapackage.json"
    package.write_text(package.read_text().replace("datelines:imported", "other"))
    assert main(["check", str(folder)]) == 1


def test_export_narrows_by_days(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    arguments = [
        "export",
        "list",
        str(path),
        "--data",
        str(folder),
        "--from",
        "1990-01-01",
        "--to",
        "1990-12-31",
    ]
    assert main(arguments) == 0
    assert path.read_text().splitlines()[-1].startswith("Written on: ")


def test_export_refuses_an_id_that_no_report_has(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "out.txt"
    assert main(["export", "list", str(path), "--data", str(folder), "--outlet", "outlet-aa"]) == 2
    assert "no report has --outlet 'outlet-aa'; perhaps 'outlet-a'" in capsys.readouterr().err
    assert not path.exists()


def test_export_of_unsound_tables_lists_their_problems(
    folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    events = folder / "events.csv"
    events.write_text(events.read_text().replace("exampleville,attack", "nowhere,attack"))
    assert main(["export", "list", str(tmp_path / "out.txt"), "--data", str(folder)]) == 1
    assert "no row of places.csv has this id" in capsys.readouterr().out
