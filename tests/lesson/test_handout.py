"""The handout: its pages, its text, its tags, and a map that is as exact as the data."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from datelines.__main__ import main
from datelines.lesson.handout import lesson_handout
from datelines.lesson.lesson import Lesson
from datelines.lesson.one_file import Edition
from datelines.lesson.reading import lesson_paths, read_lesson
from datelines.lesson.small_map import MapPlace, small_map
from datelines.query.dataset import Dataset, read_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data() -> Dataset:
    read = read_folder(ROOT / "data")
    assert isinstance(read, Dataset)
    return read


def lesson(name: str = "four-five-six-eight") -> Lesson:
    read = read_lesson(ROOT / f"data/lessons/{name}.md").lesson
    assert read is not None
    return read


def pdf(given: Lesson, data: Dataset, edition: Edition) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(lesson_handout(given, data, edition)))


def words_of(read: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


@pytest.mark.parametrize("path", lesson_paths(ROOT / "data"), ids=lambda path: path.stem)
def test_a_pupils_handout_is_two_tagged_pages_of_a4(path: Path, data: Dataset) -> None:
    given = lesson(path.stem)
    read = pdf(given, data, "pupils")
    assert len(read.pages) == 2
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [595, 842]
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.metadata is not None
    assert read.metadata.title == given.title


def test_answers_and_notes_are_in_the_teachers_edition_alone(data: Dataset) -> None:
    given = lesson()
    pupils, teachers = (words_of(pdf(given, data, edition)) for edition in ("pupils", "teacher"))
    assert "A sample answer" in teachers
    assert "A sample answer" not in pupils
    assert "Begin with the content note" in teachers
    assert "Begin with the content note" not in pupils


def test_a_report_has_its_speaker_and_its_figure_as_printed(data: Dataset) -> None:
    words = words_of(pdf(lesson(), data, "pupils"))
    assert "Speaker: Turkish Defence Ministry (Turkey)" in words
    assert "“Four Turkish soldiers were killed”" in words


def test_marks_of_typst_in_a_lesson_stay_text(data: Dataset) -> None:
    hostile = '#read("/etc/passwd") *bold* $x$ #include "a"'
    words = words_of(pdf(lesson().model_copy(update={"background": hostile}), data, "pupils"))
    assert '#read("/etc/passwd") *bold* $x$' in words.replace("“", '"').replace("”", '"')


def test_two_handouts_of_one_lesson_are_the_same_bytes(data: Dataset) -> None:
    assert lesson_handout(lesson(), data, "pupils") == lesson_handout(lesson(), data, "pupils")


def test_a_place_that_is_not_exact_has_a_ring() -> None:
    exact, near = MapPlace("Town", 35.9, 36.6), MapPlace("Town", 35.9, 36.6, radius_km=25)
    assert small_map([exact], "A map").count("<circle") == 1
    assert small_map([near], "A map").count("<circle") == 2


def test_names_on_the_small_map_stay_text() -> None:
    drawn = small_map([MapPlace("<script>alert(1)</script>", 35.9, 36.6)], "A map")
    assert "<script" not in drawn


def test_a_handout_is_written_from_the_shell(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    assert main(["lesson", "where-was-it", "--pdf", str(target), "--teacher"]) == 0
    assert target.read_bytes().startswith(b"%PDF")


def test_nothing_to_write_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "where-was-it"]) == 2
    assert "nothing to write" in capsys.readouterr().err
