"""A lesson's file: what is read, and how each fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from datelines.lesson.lesson import BACKGROUND_WORDS, QUESTION_KINDS
from datelines.lesson.reading import LARGEST, LessonFile, lesson_of, lesson_paths, read_lesson

ROOT = Path(__file__).parents[2]
SHIPPED = lesson_paths(ROOT / "data")
WHOLE = (ROOT / "data/lessons/four-five-six-eight.md").read_text(encoding="utf-8")


def read(text: str) -> LessonFile:
    return lesson_of(text.encode(), "data/lessons/a.md", "a")


def changed(old: str, new: str) -> LessonFile:
    assert old in WHOLE
    return read(WHOLE.replace(old, new, 1))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_lesson_is_read_whole(path: Path) -> None:
    lesson = read_lesson(path).lesson
    assert lesson is not None
    assert lesson.lesson_id == path.stem
    assert 4 <= len(lesson.stops) <= 8
    assert {question.kind for _, question in lesson.questions} >= set(QUESTION_KINDS)


def test_three_lessons_are_shipped_for_45_minutes_each() -> None:
    lessons = [read_lesson(path).lesson for path in SHIPPED]
    assert [lesson.minutes for lesson in lessons if lesson] == [45, 45, 45]


def test_text_stays_as_it_was_written() -> None:
    lesson = changed("age: 15 and up", "age: 2020-02-03").lesson
    assert lesson is not None
    assert lesson.age == "2020-02-03"


@pytest.mark.parametrize(
    ("old", "new", "column", "why"),
    [
        ("question: Why do honest", "qestion: Why do honest", "question", "this field is missing"),
        ("question: Why do honest", "qestion: Why do honest", "qestion", "no such field"),
        ("minutes: 45", "minutes: soon", "minutes", "valid integer"),
        ("kind: trace", "kind: essay", "stops[4].questions[1].kind", "'predict'"),
        ("        because: I think so because …\n", "", "stops[1].questions[1]", "`because`"),
        ("## Background", "## Backgrounds", "background", "there is no such part"),
        ("    event: turkish-soldiers-2020-02-03\n", "", "stops[1].event", "this field is missing"),
    ],
)
def test_a_fault_is_named_by_its_field(old: str, new: str, column: str, why: str) -> None:
    found = changed(old, new)
    assert found.lesson is None
    assert [problem for problem in found.problems if problem.column == column and why in problem.why]


def test_a_fault_is_named_by_its_line() -> None:
    line = next(number for number, text in enumerate(WHOLE.split("\n"), 1) if text.startswith("minutes:"))
    assert changed("minutes: 45", "minutes: soon").problems[0].line == line


def test_all_faults_are_named_at_once() -> None:
    text = WHOLE.replace("minutes: 45", "minutes: soon").replace("licence: CC BY 4.0\n", "")
    assert {problem.column for problem in read(text).problems} == {"minutes", "licence"}


def test_a_background_of_too_many_words_is_refused() -> None:
    found = changed("## Background\n", "## Background\n" + "word " * BACKGROUND_WORDS)
    assert "words; 150 are the most" in found.problems[0].why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no lesson", "no front matter"),
        ("---\ntitle: [\n---\n", "not YAML"),
        ("---\na: &a [x]\nb: *a\n---\n", "an alias (*) is not read"),
        ("---\ntitle: A\ntitle: B\n---\n", "title stands twice"),
        ("---\n- a\n---\n", "no fields"),
        ("---\n---\n", "no fields"),
        ("x" * (LARGEST + 1), "more than 200,000 bytes"),
    ],
)
def test_a_file_that_is_no_lesson_says_why(text: str, why: str) -> None:
    found = read(text)
    assert found.lesson is None
    assert why in found.problems[0].why


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    assert "not UTF-8" in lesson_of(b"---\n\xff", "a.md", "a").problems[0].why
