"""A lesson on paper: a handout of A4 pages for pupils, and the teacher's edition, as tagged PDF by Typst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from datelines.compare.sheet import Account, event_sheet
from datelines.lesson.lesson import QUESTION_KINDS, Lesson, Question
from datelines.lesson.one_file import CAVEAT, STATIC, Edition, imprint, published, speaking
from datelines.lesson.small_map import MapPlace, small_map
from datelines.query.dataset import Dataset
from datelines.table.archive import Archive
from datelines.words import counted, listed

TEMPLATE = Path(__file__).with_name("handout.typ")
EXCERPTS = 3
"""Reports on a handout: more would not leave room to write."""
QUESTIONS = 4
"""Questions on a pupils' handout, the exit ticket among them."""
WRITING_LINES = 4
"""Lines to write on below each question."""


def lesson_handout(lesson: Lesson, data: Dataset, edition: Edition, link: str = "") -> bytes:
    """The handout as PDF; `link` is the address of the lesson on the pages, shown as a QR code.

    Raises KeyError where the data lack what the lesson names (`datelines.lesson.checking` says which).
    """
    given = _content(lesson, data, edition, link or f"lesson {lesson.lesson_id}")
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"data": json.dumps(given, ensure_ascii=False)},
        font_paths=[str(STATIC / "fonts")],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _content(lesson: Lesson, data: Dataset, edition: Edition, link: str) -> dict[str, Any]:
    archive = data.archive_of(lesson.event_ids)
    accounts = _excerpts(archive, lesson)
    places = tuple(_places(archive, data, lesson))
    words = f"Map: {listed([place.name for place in places])}. A ring or an outline: no exact spot is known."
    teacher = edition == "teacher"
    return {
        "title": lesson.title,
        "question": lesson.question,
        "facts": f"{lesson.age}; {counted(lesson.minutes, 'minute')}",
        "content_note": lesson.content_note,
        "background": lesson.background,
        "cited_as": data.said.corpus.cited_as,
        "caveat": CAVEAT,
        "imprint": imprint(lesson, data),
        "link": link,
        "qr": _qr_code(link),
        "map": small_map(places, words),
        "map_words": words,
        "reports": [_report(archive, account) for account in accounts],
        "questions": [_asked(question, teacher) for question in _questions(lesson, teacher)],
        "notes": lesson.notes if teacher else None,
        "sources": list(dict.fromkeys(_source(account) for account in accounts)),
    }


def _qr_code(link: str) -> str:
    drawn = BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", scale=4, xmldecl=False)
    return drawn.getvalue().decode()


def _excerpts(archive: Archive, lesson: Lesson) -> list[Account]:
    """The first report of each stop, in order, as many as there is room for."""
    found = []
    for stop in lesson.stops[:EXCERPTS]:
        accounts = {account.report_id: account for account in event_sheet(archive, stop.event).accounts}
        found.append(accounts[stop.reports[0]])
    return found


def _questions(lesson: Lesson, teacher: bool) -> list[Question]:
    """Every question in the teacher's edition; in the pupils' one of the first stops, and the exit ticket."""
    every = [question for _, question in lesson.questions]
    return every if teacher else [*every[: QUESTIONS - 1], lesson.exit_ticket]


def _places(archive: Archive, data: Dataset, lesson: Lesson) -> Iterator[MapPlace]:
    ids = dict.fromkeys(one for event in lesson.event_ids for one in archive.event_by_id[event].place_ids)
    for place_id in ids:
        place, outline = archive.place_by_id[place_id], data.outlines.get(place_id)
        if outline:
            yield MapPlace(place.name, outline.latitude, outline.longitude, shape=outline.geometry)
        elif place.latitude is not None and place.longitude is not None:
            yield MapPlace(place.name, place.latitude, place.longitude, place.radius_km)


def _report(archive: Archive, account: Account) -> dict[str, Any]:
    figures = [{"sentence": one.sentence, "as_reported": one.as_reported} for one in account.figures]
    return {
        "outlet": account.outlet,
        "published": published(archive, account),
        "speaker": speaking(account),
        "summary": account.summary,
        "figures": figures,
    }


def _asked(question: Question, teacher: bool) -> dict[str, Any]:
    return {
        "kind": QUESTION_KINDS[question.kind],
        "text": question.text,
        "choices": list(question.choices),
        "because": question.because,
        "hint": question.support.hint,
        "lines": 0 if teacher else WRITING_LINES,
        "answer": question.answer if teacher else None,
        "full": question.rubric.full if teacher else "",
        "partly": question.rubric.partly if teacher else "",
        "not_yet": question.rubric.not_yet if teacher else "",
    }


def _source(account: Account) -> str:
    return f"{account.citation}. {account.url}".strip()
