"""TimelineJS (Knight Lab): reads its Google sheet and its JSON, also that before 2015, and writes both.

A timeline says what its author tells, and not who reported it. Read, each slide is a claim of the table
itself; written, there is a slide for each event, and its text names the outlet of each account.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup, escape

from datelines.compare.sheet import Account, event_sheet
from datelines.files.opened import Opened, RawTable, labelled, only_file
from datelines.formats.builder import NO_OUTLET, NO_OUTLET_REPAIR, ClaimsBuilder, text_of
from datelines.formats.cells.dates import (
    date_ends,
    day_alone,
    edtf_of_parts,
    interval,
    is_slashed,
    slashed_date,
)
from datelines.formats.model import KEEP_ALL, DayOrder, Format, Imported, Options, json_bytes
from datelines.formats.tables.frames import events_of_extract
from datelines.record.dates import date_in_words
from datelines.record.package import members_of_file, members_of_remarks
from datelines.record.records import Event
from datelines.share.extract import Extract, reported
from datelines.share.formulas import neutralised, restored

NAME = "timelinejs"
_LONGEST_HEADLINE = 2000
_COLUMNS = {"events.title": "Headline", "events.date": "Year"}
_MAPPING = {
    "events.title": "Headline",
    "events.date": "Year, Month, Day, End Year, End Month, End Day",
    "reports.locator": "the row of the slide",
}
_OUTSIDE_YEARS = re.compile(r"(^|/)(-|Y|0000)")
_TITLE_SLIDE = "the title slide is about the whole timeline, and no claim"
_SlideKind = Literal["event", "title", "era"]
_SHEET = (
    *("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date"),
    *("Headline", "Text", "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Alt Text"),
    *("Type", "Group", "Background"),
)
"""The columns of the Google sheet."""

_BY_FOLDED = {re.sub(r"\W", "", name).lower(): name for name in _SHEET}
# The sheet before 2015.
_BY_FOLDED |= {"startdate": "Start Date", "date": "Start Date", "enddate": "End Date", "tag": "Group"}
_DATED = ("Year", "Month", "Day", "End Year", "End Month", "End Day", "Start Date", "End Date", "Headline")
_MEDIA = {"url": "Media", "media": "Media", "credit": "Media Credit", "caption": "Media Caption"}
_MEDIA |= {"thumbnail": "Media Thumbnail", "thumb": "Media Thumbnail", "alt": "Alt Text"}
_SLIDE = {"display_date": "Display Date", "group": "Group", "tag": "Group", "background": "Background"}
_READ = {"start_date", "end_date", "startDate", "endDate", "text", "media", "asset", "headline", "unique_id"}
_READ |= {"uniqueid", "type"}
_VOICES = {"quoted": "quoting", "paraphrased": "retelling"}
_TITLE = "What sources reported"
_SHEET_DATES = {"year": "Year", "month": "Month", "day": "Day"} | {
    "end_year": "End Year",
    "end_month": "End Month",
    "end_day": "End Day",
}


def recognise(opened: Sequence[Opened]) -> str:
    """Why the files are a timeline; blank where none is."""
    return next(filter(None, map(_reason, opened)), "")


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """One timeline. Raises IntakeError where there is none, or more than one."""
    found = [file for file in opened if _reason(file)]
    repair = "give a sheet with the columns Year and Headline, or the timeline's JSON"
    file = only_file(opened, found, "timeline of TimelineJS", repair)
    order = options.day_order or "month-first"
    timeline = _timeline_of(file.value)
    table = None if timeline else _sheet(file)
    if table is not None:
        builder = ClaimsBuilder(table.name)
        builder.skipped.extend(table.problems)
        slides = list(_slides_of_table(table, order))
    else:
        builder = ClaimsBuilder(file.name)
        slides = list(_slides_of_timeline(timeline or {}, order))
    read_rows = len(slides) + len(builder.skipped)
    first = next((slide for slide in slides if slide.kind == "title"), None)
    title = _plain(first.headline) if first else ""
    for _, slide in options.counted_off(slides, "Reading slides"):
        _add_slide(builder, slide, title)
    # A sheet has no metadata: what it says about itself is on its title slide.
    said = labelled(_plain(line) for line in first.text.split("</p>")) if first else {}
    corpus = members_of_remarks(said, title) | members_of_file(file.value)
    return builder.imported(NAME, read_rows, _COLUMNS, _MAPPING, corpus)


def _reason(file: Opened) -> str:
    if file.kind == "json" and _timeline_of(file.value) is not None:
        return "it has TimelineJS's `events`, each with a `start_date`"
    table = _sheet(file)
    if table is None:
        return ""
    named = set(_sheet_columns(table).values())
    telling = [
        name for name in ("Year", "Start Date", "End Year", "Headline", "Display Date") if name in named
    ]
    return f"the columns {', '.join(telling)} are those of TimelineJS's sheet"


def _sheet(file: Opened) -> RawTable | None:
    """The first table with a headline and a date in TimelineJS's columns."""
    for table in file.tables:
        named = set(_sheet_columns(table).values())
        # `date` and `headline` alone are in many tables: one more column of the sheet tells.
        telling = named & {"Media", "Display Date", "End Year", "End Date", "Group", "Background", "Text"}
        if "Headline" in named and ("Year" in named or ("Start Date" in named and telling)):
            return table
    return None


def _add_slide(builder: ClaimsBuilder, slide: _Slide, title: str) -> None:
    """A slide as a claim of the table, or as one that is skipped."""
    if slide.kind == "title":
        builder.skip(slide.row, slide.headline, _TITLE_SLIDE, "nothing to do: it is kept as the title")
        return
    if slide.blank:
        builder.skip(slide.row, "", "nothing is on this slide", "remove the row, or fill it in")
        return
    if not slide.start:
        why = "no year, so that TimelineJS does not show it; no date can be made up"
        builder.skip(slide.row, slide.headline, why, "fill in Year", "Year")
        return
    headline = _plain(slide.headline)
    date = interval(slide.start, slide.end)
    event_id = builder.new_id("events", slide.unique_id or headline or f"slide {slide.row}")
    era = "An era of the timeline: a span with a label, and no single event." if slide.kind == "era" else ""
    builder.add(
        "events",
        slide.row,
        event_id=event_id,
        title=headline or f"Entry {slide.row} of the timeline, without a headline",
        date=date,
        date_basis="stated",
        kind="other",
        status="draft",
        note=era,
    )
    said = "The timeline entry says so; its text is kept in the column Text."
    bare = "The timeline has an entry with this headline, and no text."
    report_id = builder.own_report(slide.row, event_id, said if slide.text else bare, title)
    builder.keep(report_id, _kept(slide, headline))
    _flag(builder, slide, headline, date)


def _kept(slide: _Slide, headline: str) -> dict[str, str]:
    raw = {"Headline": slide.headline} if slide.headline != headline else {}
    return {**raw, "Text": slide.text, **slide.others}


def _flag(builder: ClaimsBuilder, slide: _Slide, headline: str, date: str) -> None:
    builder.flag(slide.row, "", slide.headline, NO_OUTLET, NO_OUTLET_REPAIR)
    if not headline:
        builder.flag(slide.row, "Headline", "", "no headline", "write a neutral title in events.csv")
    if slide.end_lost:
        why = "an end without a year, which is left out"
        builder.flag(slide.row, "End Year", slide.end_lost, why, "fill in End Year")
    if _OUTSIDE_YEARS.search(date):
        why = "the year is outside 0001 to 9999, which the map and the timeline here do not show"
        builder.flag(slide.row, "Year", date, why, "keep it for reference, or leave it out")


def _plain(markup: str) -> str:
    """The text of HTML: without tags, entities and needless blanks."""
    # A text of `<` alone would be walked once for each of them.
    text = re.sub(r"<[^<>]*>", " ", markup[:_LONGEST_HEADLINE])
    return " ".join(html.unescape(text).split())


@dataclass(frozen=True, slots=True)
class _Slide:
    """One slide. `row` is its row in the sheet, or its number in the JSON (title, `events`, `eras`);
    `start` and `end` are EDTF as far as they are dates at all; `others` are its further cells by the names
    of the sheet, as read. `end_lost` is an end without a year, which TimelineJS does not show."""

    row: int
    kind: _SlideKind
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


def _sheet_columns(table: RawTable) -> dict[str, str]:
    """Column of the table -> its name in the Google sheet, for those that the sheet has."""
    named: dict[str, str] = {}
    for column in map(str, table.frame.columns):
        name = _BY_FOLDED.get(re.sub(r"[\W_]", "", column).lower())
        if name and name not in named.values():
            named[column] = name
    return named


def _slides_of_table(table: RawTable, order: DayOrder) -> Iterator[_Slide]:
    """The slides of a sheet, row by row; `order` is that of slashed dates in sheets before 2015."""
    named = _sheet_columns(table)
    renamed = table.frame.rename(columns=named)
    for row, cells in zip(table.rows.tolist(), renamed.to_dict("records"), strict=True):
        texts = {str(name): restored(str(cell)).strip() for name, cell in cells.items()}
        kind = texts.get("Type", "").lower()
        start, end = texts.get("Start Date", ""), texts.get("End Date", "")
        end_parts = [texts.get(f"End {part}", "") for part in ("Year", "Month", "Day")]
        yield _Slide(
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


def _timeline_of(value: Any) -> dict[str, Any] | None:
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


def _slides_of_timeline(timeline: Mapping[str, Any], order: DayOrder) -> Iterator[_Slide]:
    """The slides of `_timeline_of`: title, events, eras. What is no object is a blank slide."""
    title, events, eras = timeline.get("title"), timeline["events"], timeline.get("eras")
    slides: list[tuple[Any, _SlideKind]] = [(title, "title")] if isinstance(title, dict) else []
    slides += ((one, "event") for one in events)
    slides += ((one, "era") for one in (eras if isinstance(eras, list) else []))
    # Each has a number of its own, so that a title that is skipped is not taken for the first event.
    for row, (one, kind) in enumerate(slides, start=1):
        yield _slide(one, row, kind, order)


def _slide(given: Any, row: int, kind: _SlideKind, order: DayOrder) -> _Slide:
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
    return _Slide(row, kind, start, end, headline, text_of(words.get("text")), unique_id, others)


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


def write(extract: Extract) -> bytes:
    """The extract as the JSON of TimelineJS, with a slide for each event."""
    timeline = {
        "scale": "human",
        "title": {"text": {"headline": str(escape(_title(extract))), "text": _remarks(extract)}},
        "events": [_slide_of_event(extract, event) for event in events_of_extract(extract)],
        "metadata": dict(extract.remarks),
    }
    return json_bytes(timeline)


def write_sheet(extract: Extract) -> bytes:
    """The extract as a sheet to be put into Google Sheets for TimelineJS."""
    blank = dict.fromkeys(_SHEET, "")
    title = {"Headline": str(escape(_title(extract))), "Text": _remarks(extract), "Type": "title"}
    rows = [blank | title]
    for event in events_of_extract(extract):
        slide = _slide_of_event(extract, event)
        end = {f"end_{part}": cell for part, cell in slide.get("end_date", {}).items()}
        dates = {_SHEET_DATES[part]: cell for part, cell in (slide["start_date"] | end).items()}
        text = {"Headline": slide["text"]["headline"], "Text": slide["text"]["text"]}
        rows.append(blank | dates | text | {"Display Date": slide["display_date"], "Group": slide["group"]})
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(_SHEET)
    writer.writerows([neutralised(row[name]) for name in _SHEET] for row in rows)
    return sheet.getvalue().encode("utf-8")


def _title(extract: Extract) -> str:
    return extract.archive.corpus.title or _TITLE


def _slide_of_event(extract: Extract, event: Event) -> dict[str, Any]:
    sheet = event_sheet(extract.archive, event.event_id, extract.report_ids)
    accounts = [one for one in sheet.accounts if one.report_id in extract.report_ids]
    start, end = date_ends(event.date)
    inferred = " (inferred)" if event.date_basis == "inferred" else ""
    place = Markup("<p>{}</p>").format(sheet.places) if sheet.places else Markup()
    items = Markup().join(Markup("<li>{}</li>").format(_account(account)) for account in accounts)
    slide: dict[str, Any] = {
        "start_date": _parts(start),
        "display_date": date_in_words(event.date) + inferred,
        "text": {
            "headline": str(escape(event.title)),
            "text": str(Markup("{}<ul>{}</ul>").format(place, items)),
        },
        "group": event.kind,
        "unique_id": event.event_id,
        "autolink": False,
    }
    if end != start:
        slide["end_date"] = _parts(end)
    return slide


def _account(account: Account) -> Markup:
    """An account as a sentence that says whose it is; every text of ours is escaped."""
    voice = f", {_VOICES[account.voice]} {account.speaker}" if account.speaker else ""
    relayed = f", by way of {account.relayed_by}" if account.relayed_by else ""
    doubt = f" ({account.link_doubt})" if account.link_doubt else ""
    dated = f" Dated {account.dated} here." if account.dated_otherwise else ""
    where = f", {account.locator}" if account.locator else ""
    cited: Markup = escape(account.citation)
    if account.url.startswith(("http://", "https://")):
        cited = Markup('<a href="{}">{}</a>').format(account.url, account.citation)
    said = f"{voice}{relayed}{doubt}: {account.summary}{dated}{reported(account)} "
    return Markup("<b>{}</b>{}<small>{}{}</small>").format(account.outlet, said, cited, where)


def _parts(date: str) -> dict[str, str]:
    parts = date.split("-")
    return {name: part.lstrip("0") for name, part in zip(("year", "month", "day"), parts, strict=False)}


def _remarks(extract: Extract) -> str:
    lines = (Markup("<p>{}: {}</p>").format(label, text) for label, text in extract.remarks if text)
    return str(Markup().join(lines))


FORMATS = (
    Format(
        name=NAME,
        title="TimelineJS",
        rank=40,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".json",
        mime="application/json",
        loses=(
            "places, outlets, speakers, figures as numbers, doubts about a date and the review, which are in "
            f"the text of the slide or not at all; {KEEP_ALL}"
        ),
    ),
    Format(
        name="timelinejs-csv",
        title="TimelineJS (sheet)",
        rank=41,
        write=write_sheet,
        suffix=".csv",
        mime="text/csv",
        loses=f"the same as the JSON, and ids; {KEEP_ALL}",
    ),
)
