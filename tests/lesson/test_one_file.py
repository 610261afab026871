"""A lesson as one file: what each edition holds, and that text stays text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from datelines.__main__ import main
from datelines.lesson.lesson import Lesson
from datelines.lesson.one_file import lesson_page
from datelines.lesson.reading import lesson_paths, read_lesson
from datelines.query.dataset import Dataset, read_folder
from datelines.share.html import script_hash

ROOT = Path(__file__).parents[2]
LARGEST_BYTES = 1_500_000
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def data() -> Dataset:
    read = read_folder(ROOT / "data")
    assert isinstance(read, Dataset)
    return read


def lesson(name: str = "four-five-six-eight") -> Lesson:
    read = read_lesson(ROOT / f"data/lessons/{name}.md").lesson
    assert read is not None
    return read


@pytest.mark.parametrize("path", lesson_paths(ROOT / "data"), ids=lambda path: path.stem)
def test_a_shipped_lesson_is_small_and_asks_for_nothing_outside(path: Path, data: Dataset) -> None:
    page = lesson_page(lesson(path.stem), data, "teacher")
    assert len(page.encode()) < LARGEST_BYTES
    assert not re.findall(r'<(?:link|iframe|img|script)\b[^>]*(?:src|href)="', page)
    assert "default-src &#39;none&#39;" in page


def test_the_pupils_edition_has_neither_answers_nor_notes(data: Dataset) -> None:
    given = lesson()
    pupils, teachers = (html.unescape(lesson_page(given, data, edition)) for edition in ("pupils", "teacher"))
    secrets = [given.notes.split("\n")[0], *(question.answer for _, question in given.questions)]
    for secret in secrets:
        assert secret in teachers
        assert secret not in pupils
    assert 'id="answers"' not in pupils


def test_what_is_predicted_stands_before_reports_that_are_closed(data: Dataset) -> None:
    page = lesson_page(lesson(), data, "pupils")
    asked = page.index("How many independent sources")
    assert asked < page.index("<details><summary>The reports</summary>")


def test_a_report_has_its_outlet_its_speaker_and_the_figure_as_printed(data: Dataset) -> None:
    page = html.unescape(lesson_page(lesson(), data, "pupils"))
    assert "<h3>TASS</h3><p><b>Speaker: </b>Turkish Defence Ministry (Turkey), by way of NTV</p>" in page
    assert "at least 4 killed (Turkish soldiers)" in page


def test_hostile_text_stays_text(data: Dataset) -> None:
    given = lesson()
    stop = given.stops[0].model_copy(update={"title": HOSTILE, "text": HOSTILE})
    page = lesson_page(
        given.model_copy(update={"title": HOSTILE, "background": HOSTILE, "stops": (stop, *given.stops[1:])}),
        data,
        "teacher",
    )
    assert "<script>alert" not in page
    assert "<img" not in page


def test_only_the_scripts_of_the_page_may_run(data: Dataset) -> None:
    page = lesson_page(lesson(), data, "pupils")
    allowed = set(re.findall(r"&#39;(sha256-[^&]+)&#39;", page.partition("</head>")[0]))
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert {script_hash(script).strip("'") for script in scripts} == allowed
    assert len(scripts) == 2


def test_hostile_text_of_the_data_cannot_end_the_data_block(data: Dataset) -> None:
    archive = data.archive_of(())
    event = archive.event_by_id["turkish-soldiers-2020-02-03"]
    assert event.place_ids
    page = lesson_page(lesson(), replace(data), "pupils")
    block = page.partition('id="lesson-data">')[2].partition("</script>")[0]
    assert "<" not in block


def test_a_lesson_is_written_from_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "lesson.html"
    assert main(["lesson", "where-was-it", "--html", str(target)]) == 0
    assert f"{target.stat().st_size:,} bytes" in capsys.readouterr().out


def test_an_unknown_lesson_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "none", "--html", str(tmp_path / "a.html")]) == 2
    assert "choose four-five-six-eight, one-statement-two-outlets or where-was-it" in capsys.readouterr().err


def test_a_lesson_that_names_a_missing_event_explains_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    (folder / "lessons").mkdir(parents=True)
    for path in (ROOT / "data").iterdir():
        if path.name != "lessons":
            (folder / path.name).symlink_to(path)
    text = (ROOT / "data/lessons/where-was-it.md").read_text(encoding="utf-8")
    text = text.replace("event: us-strike-idlib-2019-08-31", "event: gone", 1)
    (folder / "lessons/where.md").write_text(text, encoding="utf-8")
    target = tmp_path / "a.html"
    assert main(["lesson", "where", "--html", str(target), "--data", str(folder)]) == 1
    assert "stops[1].event: 'gone': no event of the data has this id" in capsys.readouterr().out
    assert not target.exists()
