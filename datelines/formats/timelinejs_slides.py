"""The slides of a TimelineJS timeline, from the Google sheet, the JSON, or the JSON before 2015."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from datelines.formats.claims import text_of
from datelines.formats.date_ends import day_alone, edtf_of_parts, is_slashed, slashed_date
from datelines.formats.formula_cells import restored
from datelines.formats.model import DayOrder
from datelines.intake.files import RawTable

Kind = Literal["event", "title", "era"]
SHEET = (
    *("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date"),
    *("Headline", "Text", "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Alt Text"),
    *("Type", "Group", "Background"),
)
"""The columns of the Google sheet."""

_BY_FOLDED = {re.sub(r"\W", "", name).lower(): name for name in SHEET}
# The sheet before 2015.
_BY_FOLDED |= {"startdate": "Start Date", "date": "Start Date", "enddate": "End Date", "tag": "Group"}
_DATED = ("Year", "Month", "Day", "End Year", "End Month", "End Day", "Start Date", "End Date", "Headline")
_MEDIA = {"url": "Media", "media": "Media", "credit": "Media Credit", "caption": "Media Caption"}
_MEDIA |= {"thumbnail": "Media Thumbnail", "thumb": "Media Thumbnail", "alt": "Alt Text"}
_SLIDE = {"display_date": "Display Date", "group": "Group", "tag": "Group", "background": "Background"}
_READ = {"start_date", "end_date", "startDate", "endDate", "text", "media", "asset", "headline", "unique_id"}
_READ |= {"uniqueid", "type"}


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `row` is its row in the sheet, or its number in the JSON (title, `events`, `eras`);
    `start` and `end` are EDTF as far as they are dates at all; `others` are its further cells by the names
    of the sheet, as read. `end_lost` is an end without a year, which TimelineJS does not show."""

    row: int
    kind: Kind
    start: str
    end: str
    headline: str
    text: str
    unique_id: str
    others: Mapping[str, str]
    end_lost: str = ""

    @property
    def blank(self) -> bool:
        """Whether there is nothing on it."""
        return not (self.start or self.end or self.headline or self.text or any(self.others.values()))


def sheet_columns(table: RawTable) -> dict[str, str]:
    """Column of the table -> its name in the Google sheet, for those that the sheet has."""
    named: dict[str, str] = {}
    for column in map(str, table.frame.columns):
        name = _BY_FOLDED.get(re.sub(r"[\W_]", "", column).lower())
        if name and name not in named.values():
            named[column] = name
    return named


def slides_of_table(table: RawTable, order: DayOrder) -> Iterator[Slide]:
    """The slides of a sheet, row by row; `order` is that of slashed dates in sheets before 2015."""
    named = sheet_columns(table)
    renamed = table.frame.rename(columns=named)
    for row, cells in zip(table.rows.tolist(), renamed.to_dict("records"), strict=True):
        texts = {str(name): restored(str(cell)).strip() for name, cell in cells.items()}
        kind = texts.get("Type", "").lower()
        start, end = texts.get("Start Date", ""), texts.get("End Date", "")
        end_parts = [texts.get(f"End {part}", "") for part in ("Year", "Month", "Day")]
        yield Slide(
            row=row,
            kind="title" if kind == "title" else "era" if kind == "era" else "event",
            start=_written(start, order)
            or edtf_of_parts(*(texts.get(p, "") for p in ("Year", "Month", "Day"))),
            end=_written(end, order) or edtf_of_parts(*end_parts),
            headline=texts.get("Headline", ""),
            text=texts.get("Text", ""),
            unique_id="",
            others={name: cell for name, cell in texts.items() if name not in _DATED and name != "Text"},
            end_lost=" ".join(end_parts).strip() if not end_parts[0] else "",
        )


def timeline_of_value(value: Any) -> dict[str, Any] | None:
    """The timeline in a value of JSON, with `events`; None where there is none."""
    if not isinstance(value, dict):
        return None
    old = value.get("timeline")
    if isinstance(old, dict) and isinstance(old.get("date"), list):
        title = {"headline": old.get("headline"), "text": old.get("text")}
        return {"title": title, "events": old["date"], "eras": old.get("era")}
    events = value.get("events")
    if not isinstance(events, list):
        return None
    dated = any(isinstance(one, dict) and ("start_date" in one or "startDate" in one) for one in events)
    return value if dated or (not events and ("title" in value or "eras" in value)) else None


def slides_of_timeline(timeline: Mapping[str, Any], order: DayOrder) -> Iterator[Slide]:
    """The slides of `timeline_of_value`: title, events, eras. What is no object is a blank slide."""
    title, events, eras = timeline.get("title"), timeline["events"], timeline.get("eras")
    slides: list[tuple[Any, Kind]] = [(title, "title")] if isinstance(title, dict) else []
    slides += ((one, "event") for one in events)
    slides += ((one, "era") for one in (eras if isinstance(eras, list) else []))
    # Each has a number of its own, so that a title that is skipped is not taken for the first event.
    for row, (one, kind) in enumerate(slides, start=1):
        yield _slide(one, row, kind, order)


def _slide(given: Any, row: int, kind: Kind, order: DayOrder) -> Slide:
    one: dict[str, Any] = given if isinstance(given, dict) else {}
    text, media = one.get("text"), one.get("media") or one.get("asset")
    words = text if isinstance(text, dict) else {"headline": one.get("headline"), "text": text}
    start, time = _date(one.get("start_date", one.get("startDate")), order)
    end, end_time = _date(one.get("end_date", one.get("endDate")), order)
    shown: dict[str, Any] = media if isinstance(media, dict) else {"url": media}
    others = {"Time": time, "End Time": end_time, "Type": kind if kind == "era" else text_of(one.get("type"))}
    others |= {_MEDIA.get(name, f"media {name}"): text_of(shown[name]) for name in shown}
    others |= {_SLIDE.get(name, name): text_of(one[name]) for name in one if name not in _READ}
    headline = text_of(words.get("headline") or one.get("headline"))
    unique_id = text_of(one.get("unique_id") or one.get("uniqueid"))
    return Slide(row, kind, start, end, headline, text_of(words.get("text")), unique_id, others)


def _date(given: Any, order: DayOrder) -> tuple[str, str]:
    """A date of JSON as EDTF, and its time of day."""
    if not isinstance(given, dict):
        written = _written(text_of(given), order)
        return written, ""
    year, month, day = (text_of(given.get(part)) for part in ("year", "month", "day"))
    clock = [text_of(given.get(part)) for part in ("hour", "minute", "second")]
    time = ":".join(part.zfill(2) for part in clock if part) if clock[0] else ""
    return edtf_of_parts(year, month, day), time


def _written(text: str, order: DayOrder) -> str:
    """A date that is written in one cell: `2011,12,10`, `12/10/2011 18:30`, `2011-12-10`, `1861`."""
    text = text.strip()
    if "," in text and re.fullmatch(r"[-\d,\s]+", text):
        return edtf_of_parts(*[*text.split(","), "", ""][:3])
    first = text.split(" ")[0]
    if is_slashed(first):
        return slashed_date(first, order) or text
    return edtf_of_parts(text) if re.fullmatch(r"-?\d+", text) else day_alone(text)
