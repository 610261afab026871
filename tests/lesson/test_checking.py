"""Whether the data hold what a lesson names."""

from __future__ import annotations

from pathlib import Path

import pytest

from datelines.__main__ import main
from datelines.lesson.checking import check_lessons, unsound
from datelines.lesson.reading import lesson_of
from datelines.problems import Problem
from datelines.query.dataset import Dataset, read_folder

ROOT = Path(__file__).parents[2]
WHOLE = (ROOT / "data/lessons/four-five-six-eight.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data() -> Dataset:
    read = read_folder(ROOT / "data")
    assert isinstance(read, Dataset)
    return read


def found(data: Dataset, old: str, new: str) -> list[Problem]:
    assert old in WHOLE
    return list(unsound(lesson_of(WHOLE.replace(old, new, 1).encode(), "a.md", "a"), data))


def test_the_shipped_lessons_name_what_the_data_hold(data: Dataset) -> None:
    assert check_lessons(ROOT / "data", data) == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("event: turkish-soldiers-2020-02-03", "event: no-event", "no event of the data has this id"),
        (
            "- turkish-soldiers-0203-reuters-2020-02-03-defence-ministry",
            "- no-report",
            "no report of the data",
        ),
        (
            "- turkish-soldiers-0203-reuters-2020-02-03-defence-ministry",
            "- statement-2020-03-16-reuters",
            "not about this stop’s event",
        ),
        (
            "    event: turkish",
            "    view: outlet=no-outlet\n    event: turkish",
            "has the outlet 'no-outlet'",
        ),
        ("    event: turkish", "    view: colour=red\n    event: turkish", "it filters nothing"),
        ("minutes: 45", "minutes: 20", "its stops take 30 minutes of 20"),
        ("one morning give", "the regime give", "outside quotation marks"),
    ],
)
def test_what_is_not_so_is_named(data: Dataset, old: str, new: str, why: str) -> None:
    assert any(why in problem.why for problem in found(data, old, new))


def test_a_view_that_the_data_know_is_no_problem(data: Dataset) -> None:
    assert found(data, "    event: turkish", "    view: outlet=tass\n    event: turkish") == []


def test_a_label_in_quotation_marks_is_no_problem(data: Dataset) -> None:
    assert found(data, "one morning give", "“the regime” give") == []


def test_check_names_the_faults_of_lessons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for path in (ROOT / "data").glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "shapes").symlink_to(ROOT / "data/shapes")
    (folder / "lessons").mkdir()
    (folder / "lessons/a.md").write_text(WHOLE.replace("minutes: 45", "minutes: soon"), encoding="utf-8")
    assert main(["check", str(folder)]) == 1
    assert "lessons/a.md:" in capsys.readouterr().out
