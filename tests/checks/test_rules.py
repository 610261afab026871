"""Each rule has a folder that breaks it; the valid folder breaks none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datelines.checks import check_tables, remarks_on
from datelines.checks.rules import CHECKS, rule
from datelines.table.folder import read_tables

BROKEN = Path(__file__).parent.parent / "data" / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir())


def overlaid(folder: Path, case: str) -> Path:
    """`folder` with the files of a broken case put over it, and those named in removed.txt taken out."""
    shutil.copytree(BROKEN / case, folder, dirs_exist_ok=True)
    removed = folder / "removed.txt"
    for name in removed.read_text().split() if removed.exists() else ():
        (folder / name).unlink()
    return folder


def problem_lines(folder: Path) -> list[str]:
    """What `check` says of a folder: its problems, then the remarks."""
    tables = read_tables(folder)
    found = [*check_tables(tables), *remarks_on(tables)]
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in found]


def test_the_valid_folder_has_no_problem(folder: Path) -> None:
    assert problem_lines(folder) == []


@pytest.mark.parametrize("case", CASES)
def test_a_broken_folder_gives_exactly_the_expected_lines(folder: Path, case: str) -> None:
    expected = (BROKEN / case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert expected, f"{case} expects no problem"
    assert problem_lines(overlaid(folder, case)) == expected


def test_a_folder_that_is_not_in_canonical_form_has_remarks_and_no_problem(folder: Path) -> None:
    assert remarks_on(read_tables(folder)) == []
    tables = read_tables(overlaid(folder, "canonical"))
    assert check_tables(tables) == []
    remarks = remarks_on(tables)
    assert len(remarks) == 4
    assert {remark.repair for remark in remarks} == {"run `python -m datelines format`"}


def test_every_rule_has_a_broken_case() -> None:
    assert set(CHECKS) == {case for case in CASES if not case.startswith("reading-")}


@pytest.mark.parametrize("case", sorted(CHECKS))
def test_the_broken_case_of_a_rule_is_found_by_that_rule(folder: Path, case: str) -> None:
    assert list(CHECKS[case](read_tables(overlaid(folder, case))))


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_every_check_states_its_rule(name: str) -> None:
    assert (CHECKS[name].__doc__ or "").strip().endswith(".")


def test_problems_of_several_files_are_all_reported_at_once(folder: Path) -> None:
    cases = ("dates-are-edtf", "few-words", "geometry-files", "reading-not-utf-8", "unique-ids")
    for case in cases:
        overlaid(folder, case)
    lines = problem_lines(folder)
    files = {line.split(":")[0] for line in lines}
    assert files >= {"events.csv", "figures.csv", "wording.csv", "places.csv", "outlets.csv", "speakers.csv"}
    assert len(lines) == len(set(lines)) >= 8


def test_rows_lost_in_an_unreadable_file_are_not_held_against_other_files(folder: Path) -> None:
    (folder / "sources.csv").write_bytes("source_id".encode("utf-16"))
    assert [line.split(":")[0] for line in problem_lines(folder)] == ["sources.csv"]


def test_a_folder_that_is_not_there_lacks_the_tables_that_every_folder_has(tmp_path: Path) -> None:
    lines = problem_lines(tmp_path / "nowhere")
    names = ["outlets.csv", "sources.csv", "events.csv", "reports.csv"]
    assert [line.split(":")[0] for line in lines] == names
    assert all("there is no such folder" in line for line in lines)


def test_an_event_dated_about_its_publication_is_not_refused(folder: Path) -> None:
    path = folder / "reports.csv"
    path.write_text(path.read_text().replace("own,2019-09,", "own,2020-02-10,"))
    assert problem_lines(folder) == []


def test_two_checks_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="two checks"):
        rule("unique-ids")(CHECKS["canonical"])
