"""Whether the data hold what a lesson names, and whether its own words are neutral."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

from datelines.checks.wording import labels_in
from datelines.lesson.lesson import Lesson
from datelines.lesson.reading import LessonFile, Where, lesson_paths, read_lesson
from datelines.problems import Problem
from datelines.query.dataset import Dataset
from datelines.query.query import CHOICES, query_from_parameters


def check_lessons(folder: Path, data: Dataset | None) -> list[Problem]:
    """Every problem of the lessons in a folder of data, by file and line; without `data`, those of
    reading only.
    Raises OSError where one cannot be opened."""
    found: list[Problem] = []
    for path in lesson_paths(folder):
        read = read_lesson(path)
        found += sorted(read.problems or (unsound(read, data) if data else ()))
    return found


def unsound(read: LessonFile, data: Dataset) -> Iterator[Problem]:
    """What a lesson that could be read names and the data do not hold, and words of ours that take a side."""
    lesson = read.lesson
    if lesson is None:
        return
    reports = data.archive_of(lesson.event_ids).report_by_id
    for number, stop in enumerate(lesson.stops):
        where: Where = ("stops", number)
        there = data.knows_event(stop.event)
        if not there:
            why = "no event of the data has this id"
            yield read.problem((*where, "event"), stop.event, why, "copy the id from the event’s link")
        for place, report_id in enumerate(stop.reports):
            at = (*where, "reports", place)
            if there and report_id not in reports:
                yield read.problem(
                    at, report_id, "no report of the data has this id", "copy it from a citation"
                )
            elif there and (about := reports[report_id].event_id) != stop.event:
                why = f"it is about {about}, not about this stop’s event"
                yield read.problem(at, report_id, why, "choose a report of the event")
        yield from _unknown_view(read, (*where, "view"), stop.view or "", data)
    planned, given = sum(stop.minutes for stop in lesson.stops), lesson.minutes
    if planned > given:
        why = f"its stops take {planned} minutes of {given}"
        yield read.problem(("minutes",), str(given), why, "shorten a stop, or say how long it takes")
    for where, words in own_words(lesson):
        for label, reason in labels_in(words):
            why = f"{label!r} outside quotation marks: {reason}"
            yield read.problem(
                where, words[:80], why, "use a neutral word, or the outlet’s in quotation marks"
            )


def _unknown_view(read: LessonFile, where: Where, view: str, data: Dataset) -> Iterator[Problem]:
    if not view:
        return
    asked = query_from_parameters(parse_qs(view, keep_blank_values=True))
    if asked.is_default:
        yield read.problem(
            where, view[:80], "it filters nothing", "copy what follows the ? of a link of Explore"
        )
    for name, choice in CHOICES.items():
        chosen = getattr(asked, name)
        for unknown in sorted(chosen - data.known(name, chosen)):
            why = f"no report of the data has the {choice.parameter} {unknown!r}"
            yield read.problem(where, view[:80], why, "copy what follows the ? of a link that works")


def own_words(lesson: Lesson) -> Iterator[tuple[Where, str]]:
    """Every text of a lesson, with its field: all are the author's, none an outlet's."""
    for name in ("title", "question", "content_note", "background", "notes"):
        yield (name,), getattr(lesson, name)
    for number, term in enumerate(lesson.glossary):
        # The term itself may be the word that is explained.
        yield ("glossary", number, "meaning"), term.meaning
    for number, stop in enumerate(lesson.stops):
        for name in ("title", "text", "prompt"):
            yield ("stops", number, name), getattr(stop, name)
        for place, question in enumerate(stop.questions):
            yield ("stops", number, "questions", place), f"{question.text} {question.answer}"
    for name in ("vote", "exit_ticket"):
        question = getattr(lesson, name)
        yield (name,), f"{question.text} {question.answer}"
