"""What a lesson says: its question, its stops, what pupils are asked, and what a teacher reads alone.

The order of a lesson (background, prediction, reading, comparing, a vote, an exit ticket) and the rubric of
three levels follow Reading Like a Historian and Beyond the Bubble (Stanford History Education Group).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

QUESTION_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "predict": "Predict, before the reports are shown",
        "who": "Who says it, when, and for whom?",
        "compare": "Compare two figures, each with its qualifier",
        "trace": "Trace who passed a report on",
        "missing": "What is not in the part that was read?",
        "claim": "A claim, the evidence for it, and what would change your mind",
    }
)
"""The kinds of question, with what pupils do."""

BACKGROUND_WORDS = 150
STOPS = (4, 8)
REPORTS_OF_A_STOP = (2, 4)
"""Least and most: stops of a lesson, and reports of a stop."""

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
_Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n]*$")
]
_Minutes = Annotated[int, Ge(1), Le(240)]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=120)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class GlossaryTerm(_Part):
    """A word of the lesson's glossary."""

    term: _Line
    meaning: _Text


class Rubric(_Part):
    """What an answer of each of three levels has."""

    full: _Text
    partly: _Text
    not_yet: _Text


class Support(_Part):
    """Help at two levels: a few words to begin with, and a sentence to complete."""

    hint: _Text
    frame: _Text


class Question(_Part):
    """A question to pupils. `choices` are never all: an answer to them has a “because”."""

    kind: Literal["predict", "who", "compare", "trace", "missing", "claim"]
    text: _Text
    choices: Annotated[tuple[_Line, ...], Len(0, 6)] = ()
    because: _Line | None = None
    support: Support
    answer: _Text
    rubric: Rubric

    @model_validator(mode="after")
    def _choice_with_because(self) -> Question:
        if self.choices and not self.because:
            raise ValueError("choices need `because`, the words that begin the pupil's reason")
        if len(self.choices) == 1:
            raise ValueError("one choice is none: give two or more, or leave `choices` out")
        return self


class Stop(_Part):
    """One step: an event, two to four of its reports, the view around them, and what is asked of pupils."""

    title: _Line
    event: _Id
    view: _Line | None = None
    """Parameters of a link of *Explore*, without the question mark: `outlet=tass&kind=attack`."""
    reports: Annotated[tuple[_Id, ...], Len(*REPORTS_OF_A_STOP)]
    minutes: _Minutes
    text: _Text
    prompt: _Text
    questions: Annotated[tuple[Question, ...], Len(0, 4)] = ()


class Lesson(_Part):
    """A lesson as its file says it; `lesson_id` is the name of the file."""

    lesson_id: _Id
    title: _Line
    age: _Line
    minutes: _Minutes
    question: _Line
    """The central question, which the documents help to answer and do not settle."""
    content_note: _Text
    """What is distressing in it: shown before anything else."""
    data_version: _Line | None = None
    """The version of the data that it was written with."""
    licence: _Line
    glossary: tuple[GlossaryTerm, ...] = ()
    stops: Annotated[tuple[Stop, ...], Len(*STOPS)]
    background: _Text
    vote: Question
    """On what pupils vote by a show of hands, after comparing."""
    exit_ticket: Question
    """What each pupil writes before leaving."""
    notes: _Text
    """For the teacher alone."""

    @property
    def questions(self) -> Iterator[tuple[int | None, Question]]:
        """Each question with the number of its stop, from 0; the vote and the exit ticket last, with None."""
        for number, stop in enumerate(self.stops):
            for question in stop.questions:
                yield number, question
        yield None, self.vote
        yield None, self.exit_ticket

    @property
    def event_ids(self) -> tuple[str, ...]:
        """The events of the stops, each once, in order."""
        return tuple(dict.fromkeys(stop.event for stop in self.stops))
