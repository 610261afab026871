"""The commands as a person runs them: output, exit codes, help."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from datelines.__main__ import command_parser, main
from datelines.checks.codebook import codebook_text
from datelines.query.query import CHOICES

DOCUMENTS = Path(__file__).parent.parent / "data" / "documents"
COMMANDS = ("check", "codebook", "export", "format", "geocode", "import", "verify")

Captured = pytest.CaptureFixture[str]


def test_check_says_how_much_it_read_without_a_problem(folder: Path, capsys: Captured) -> None:
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == "no problems in 28 rows of 10 tables\n"


def test_check_prints_every_problem_and_their_count(folder: Path, capsys: Captured) -> None:
    path = folder / "events.csv"
    path.write_text(path.read_text().replace("exampleville,attack", "nowhere,attack"))
    assert main(["check", str(folder)]) == 1
    assert capsys.readouterr().out == (
        f"{folder}/events.csv:2:place_ids: 'nowhere': no row of places.csv has this id; "
        "add the row to places.csv\n1 problem\n"
    )


def test_check_prints_remarks_after_what_it_read_and_is_content(folder: Path, capsys: Captured) -> None:
    path = folder / "outlets.csv"
    path.write_text(path.read_text().replace("\n", "\r\n"), newline="")
    assert main(["check", str(folder)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "no problems in 28 rows of 10 tables"
    assert "not in canonical form from this line on; run `python -m datelines format`" in rest[0]
    assert rest[1:] == ["1 remark"]
    path.write_text(path.read_text().replace("newspaper", "newspapers"))
    assert main(["check", str(folder)]) == 1
    assert "1 problem\n" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(tmp_path / "nowhere")])
    assert stopped.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "there is no folder" in output.err


def test_a_file_that_cannot_be_opened_is_said_on_standard_error(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert main(["check", str(folder)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "Permission denied" in output.err


def test_format_rewrites_and_then_has_nothing_to_do(folder: Path, capsys: Captured) -> None:
    path = folder / "outlets.csv"
    wanted = path.read_bytes()
    path.write_bytes(wanted.replace(b"\n", b"\r\n"))
    assert main(["format", str(folder)]) == 0
    assert capsys.readouterr().out == f"formatted {path}\n"
    assert path.read_bytes() == wanted
    assert main(["format", str(folder)]) == 0
    assert capsys.readouterr().out == ""


def test_format_with_check_prints_the_difference_and_changes_nothing(folder: Path, capsys: Captured) -> None:
    path = folder / "outlets.csv"
    assert main(["format", "--check", str(folder)]) == 0
    path.write_text(path.read_text().replace("Outlet A", " Outlet A"))
    before = path.read_bytes()
    capsys.readouterr()
    assert main(["format", "--check", str(folder)]) == 1
    output = capsys.readouterr().out
    assert "-outlet-a, Outlet A," in output
    assert "+outlet-a,Outlet A," in output
    assert output.endswith("1 file not in canonical form\n")
    assert path.read_bytes() == before


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_format_refuses_tables_that_cannot_be_read(
    folder: Path, capsys: Captured, options: list[str]
) -> None:
    path = folder / "outlets.csv"
    path.write_bytes(path.read_bytes() + b"one cell\n")
    before = path.read_bytes()
    assert main(["format", str(folder), *options]) == 1
    assert capsys.readouterr().out.endswith("\n1 problem\n")
    assert path.read_bytes() == before


def test_verify_counts_what_it_looked_for(folder: Path, capsys: Captured) -> None:
    arguments = ["verify", str(folder), "--documents", str(DOCUMENTS)]
    assert main(arguments) == 0
    assert capsys.readouterr().out == "checked 8 phrases in 2 documents: 0 not found\n"
    path = folder / "wording.csv"
    path.write_text(path.read_text().replace("armed men", "armed women"))
    assert main(arguments) == 1
    assert capsys.readouterr().out.endswith("checked 8 phrases in 2 documents: 1 not found\n")


def test_verify_prints_the_problems_of_unsound_tables(folder: Path, capsys: Captured) -> None:
    (folder / "events.csv").unlink()
    assert main(["verify", str(folder), "--documents", str(DOCUMENTS)]) == 1
    assert "there is no such file" in capsys.readouterr().out


def test_codebook_prints_every_table(capsys: Captured) -> None:
    assert main(["codebook"]) == 0
    assert "### figures.csv" in capsys.readouterr().out


def test_codebook_checks_and_writes_what_repeats_the_schema(folder: Path, capsys: Captured) -> None:
    package, codebook = folder / "datapackage.json", folder / "codebook.md"
    codebook.write_text("Before\n" + codebook_text() + "After\n", encoding="utf-8")
    paths = [str(codebook), str(package)]
    assert main(["codebook", "--check", *paths]) == 1
    assert capsys.readouterr().out == (
        f"{package} is out of date; run `python -m datelines codebook --write {package}`\n"
    )
    assert main(["codebook", "--write", *paths]) == 0
    assert main(["codebook", "--check", *paths]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", str(folder)]) == 0


def test_the_codebook_and_the_package_file_of_this_project_are_up_to_date(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    assert main(["codebook", "--check"]) == 0
    assert capsys.readouterr().out == ""


@dataclass(frozen=True)
class Answer:
    name: str = "Exampleville"
    latitude: float | None = 35.0
    longitude: float | None = 37.0
    gazetteer: str = "places.csv"
    why: str = "a reviewed name"
    precision: int | None = 1
    country: str | None = "Syria"


class Chain:
    """Stands in for the gazetteers: knows one name, in two places."""

    def answers(self, name: str) -> list[Answer]:
        area = Answer(latitude=None, longitude=None, precision=None, country=None)
        return [Answer(), area] if name == "Exampleville" else []

    def suggestions(self, name: str) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="Exampleville", spelling="Exampleville", gazetteer="places.csv")]


def test_geocode_shows_every_answer_and_why(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def chain(data_folder: Path, online: bool) -> Chain:
        asked.append(online)
        return Chain()

    monkeypatch.setitem(sys.modules, "datelines.places.geocoding", SimpleNamespace(geocoding_chain=chain))
    assert main(["geocode", "Exampleville", "--data", str(folder)]) == 0
    assert capsys.readouterr().out == (
        "Exampleville: 2 answers\n"
        "  Exampleville, Syria at 35.0, 37.0, precision 1 (places.csv: a reviewed name)\n"
        "  Exampleville, an area or a line (places.csv: a reviewed name)\n"
    )
    assert main(["geocode", "Nowhere", "--online", "--data", str(folder)]) == 1
    assert capsys.readouterr().out == (
        "Nowhere: no answers\n  perhaps Exampleville (spelling ‘Exampleville’, places.csv)?\n"
    )
    assert asked == [False, True]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert f"example:\n  python -m datelines {name}" in capsys.readouterr().out


def test_the_commands_are_listed() -> None:
    text = command_parser().format_help()
    assert all(f"\n    {name} " in text for name in COMMANDS)


def test_no_command_is_wrong_usage(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_python_runs_the_package(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "datelines", "check", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_help_of_a_command_loads_no_database_and_that_of_export_lists_every_filter(
    capsys: Captured,
) -> None:
    script = "import sys, datelines.__main__ as m; m.command_parser(); print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    said = capsys.readouterr().out
    for choice in CHOICES.values():
        assert f"--{choice.parameter} ID" in said
