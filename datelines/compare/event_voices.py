"""Who gives the figures of one event: each speaker once, however many outlets carry it.

One ministry's line in fourteen outlets is one voice. Reports in an outlet's own voice name no speaker; they
are one line, which says how many outlets they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from datelines.compare.figure_groups import FigureGroup, FigureMark


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker with its side, its figures (each in words with how often, from low to high), the outlets that
    carry it and the relays they name, by number of figures."""

    speaker: str
    side: str
    marks: tuple[FigureMark, ...]
    given: tuple[tuple[str, int], ...]
    outlet_ids: tuple[str, ...]
    relays: tuple[str, ...]


def voices(group: FigureGroup) -> tuple[Voice, ...]:
    """The voices of a group of comparable figures, the one that most outlets carry first."""
    by_speaker: dict[tuple[str, str], list[FigureMark]] = {}
    for mark in group.marks:
        by_speaker.setdefault((mark.speaker, mark.side), []).append(mark)
    found = (_voice(speaker, side, marks) for (speaker, side), marks in by_speaker.items())
    return tuple(sorted(found, key=lambda one: (-len(one.outlet_ids), -len(one.marks), one.speaker)))


def sides_by_number(group: FigureGroup) -> Mapping[str, int]:
    """How many figures of a group each side gives, '' for an outlet's own voice, most first."""
    counts = Counter(mark.side for mark in group.marks)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _voice(speaker: str, side: str, marks: list[FigureMark]) -> Voice:
    times = Counter(mark.words for mark in marks)
    order = {mark.words: (mark.low or mark.high or 0.0, mark.high or mark.low or 0.0) for mark in marks}
    return Voice(
        speaker,
        side,
        tuple(marks),
        tuple(sorted(times.items(), key=lambda item: (order[item[0]], item[0]))),
        tuple(sorted({mark.outlet_id for mark in marks})),
        tuple(one for one, _ in Counter(mark.relay for mark in marks if mark.relay).most_common()),
    )
