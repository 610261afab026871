"""Writes TimelineJS: one slide for each event, with each outlet's account of it attributed in the text."""

from __future__ import annotations

import csv
import io
from typing import Any

from markupsafe import Markup, escape

from datelines.dates import date_in_words
from datelines.event_sheet import Account, event_sheet
from datelines.figure_groups import event_order
from datelines.formats.account_words import reported
from datelines.formats.date_ends import date_ends
from datelines.formats.formula_cells import neutralised
from datelines.formats.model import Extract, json_bytes
from datelines.formats.timelinejs_slides import SHEET
from datelines.records import Event

_VOICES = {"quoted": "quoting", "paraphrased": "retelling"}
_TITLE = "What sources reported"


def timelinejs_json(extract: Extract) -> bytes:
    """The extract as the JSON of TimelineJS, with a slide for each event."""
    timeline = {
        "scale": "human",
        "title": {"text": {"headline": str(escape(_title(extract))), "text": _remarks(extract)}},
        "events": [_slide(extract, event) for event in _events(extract)],
        "metadata": dict(extract.remarks),
    }
    return json_bytes(timeline)


def timelinejs_csv(extract: Extract) -> bytes:
    """The extract as a sheet to be put into Google Sheets for TimelineJS."""
    blank = dict.fromkeys(SHEET, "")
    title = {"Headline": str(escape(_title(extract))), "Text": _remarks(extract), "Type": "title"}
    rows = [blank | title]
    for event in _events(extract):
        slide = _slide(extract, event)
        end = {f"end_{part}": cell for part, cell in slide.get("end_date", {}).items()}
        dates = {_SHEET_DATES[part]: cell for part, cell in (slide["start_date"] | end).items()}
        text = {"Headline": slide["text"]["headline"], "Text": slide["text"]["text"]}
        rows.append(blank | dates | text | {"Display Date": slide["display_date"], "Group": slide["group"]})
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(SHEET)
    writer.writerows([neutralised(row[name]) for name in SHEET] for row in rows)
    return sheet.getvalue().encode("utf-8")


_SHEET_DATES = {"year": "Year", "month": "Month", "day": "Day"} | {
    "end_year": "End Year",
    "end_month": "End Month",
    "end_day": "End Day",
}


def _title(extract: Extract) -> str:
    return extract.archive.corpus.title or _TITLE


def _events(extract: Extract) -> list[Event]:
    archive = extract.archive
    chosen = {archive.report_by_id[one].event_id for one in extract.report_ids if one in archive.report_by_id}
    return sorted((archive.event_by_id[one] for one in chosen), key=event_order)


def _slide(extract: Extract, event: Event) -> dict[str, Any]:
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
