"""TimelineJS (Knight Lab): reads its Google sheet and its JSON, old and new, and writes both.

A timeline says what its author tells, and not who reported it: each slide is a claim of the table itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from datelines.formats.claims import NO_OUTLET, NO_OUTLET_REPAIR, ClaimsBuilder
from datelines.formats.corpus_members import members_of_file, members_of_remarks
from datelines.formats.date_ends import interval
from datelines.formats.model import KEEP_ALL, Format, Imported, Options
from datelines.formats.timelinejs_slides import (
    Slide,
    sheet_columns,
    slides_of_table,
    slides_of_timeline,
    timeline_of_value,
)
from datelines.formats.timelinejs_writing import timelinejs_csv, timelinejs_json
from datelines.intake.files import Opened, RawTable, labelled, only_file

NAME = "timelinejs"
_LONGEST_HEADLINE = 2000
_COLUMNS = {"events": {"title": "Headline", "date": "Year"}}
_MAPPING = {
    "events.title": "Headline",
    "events.date": "Year, Month, Day, End Year, End Month, End Day",
    "reports.locator": "the row of the slide",
}
_OUTSIDE_YEARS = re.compile(r"(^|/)(-|Y|0000)")
_TITLE = "the title slide is about the whole timeline, and no claim"


def recognise(opened: Sequence[Opened]) -> str:
    """Why the files are a timeline; blank where none is."""
    return next(filter(None, map(_reason, opened)), "")


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """One timeline. Raises IntakeError where there is none, or more than one."""
    found = [file for file in opened if _reason(file)]
    repair = "give a sheet with the columns Year and Headline, or the timeline's JSON"
    file = only_file(opened, found, "timeline of TimelineJS", repair)
    order = options.day_order or "month-first"
    timeline = timeline_of_value(file.value)
    table = None if timeline else _sheet(file)
    if table is not None:
        builder = ClaimsBuilder(table.name)
        builder.skipped.extend(table.problems)
        slides = list(slides_of_table(table, order))
    else:
        builder = ClaimsBuilder(file.name)
        slides = list(slides_of_timeline(timeline or {}, order))
    read_rows = len(slides) + len(builder.skipped)
    first = next((slide for slide in slides if slide.kind == "title"), None)
    title = _plain(first.headline) if first else ""
    for count, slide in enumerate(slides):
        if count % 500 == 0:
            options.progress(count / len(slides), "Reading slides")
        _add_slide(builder, slide, title)
    # A sheet has no metadata: what it says of itself is on its title slide.
    said = labelled(_plain(line) for line in first.text.split("</p>")) if first else {}
    corpus = members_of_remarks(said, title) | members_of_file(file.value)
    return builder.imported(NAME, read_rows, _COLUMNS, _MAPPING, corpus)


def _reason(file: Opened) -> str:
    if file.kind == "json" and timeline_of_value(file.value) is not None:
        return "it has TimelineJS's `events`, each with a `start_date`"
    table = _sheet(file)
    if table is None:
        return ""
    named = set(sheet_columns(table).values())
    telling = [
        name for name in ("Year", "Start Date", "End Year", "Headline", "Display Date") if name in named
    ]
    return f"the columns {', '.join(telling)} are those of TimelineJS's sheet"


def _sheet(file: Opened) -> RawTable | None:
    """The first table with a headline and a date in TimelineJS's columns."""
    for table in file.tables:
        named = set(sheet_columns(table).values())
        # `date` and `headline` alone are in many tables: one more column of the sheet tells.
        telling = named & {"Media", "Display Date", "End Year", "End Date", "Group", "Background", "Text"}
        if "Headline" in named and ("Year" in named or ("Start Date" in named and telling)):
            return table
    return None


def _add_slide(builder: ClaimsBuilder, slide: Slide, title: str) -> None:
    """A slide as a claim of the table, or as one that is skipped."""
    if slide.kind == "title":
        builder.skip(slide.row, slide.headline, _TITLE, "nothing to do: it is kept as the title")
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


def _kept(slide: Slide, headline: str) -> dict[str, str]:
    raw = {"Headline": slide.headline} if slide.headline != headline else {}
    return {**raw, "Text": slide.text, **slide.others}


def _flag(builder: ClaimsBuilder, slide: Slide, headline: str, date: str) -> None:
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


FORMATS = (
    Format(
        name=NAME,
        title="TimelineJS",
        rank=40,
        recognise=recognise,
        read=read,
        write=timelinejs_json,
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
        write=timelinejs_csv,
        suffix=".csv",
        mime="text/csv",
        loses=f"the same as the JSON, and ids; {KEEP_ALL}",
    ),
)
