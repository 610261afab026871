"""How a report, an event or a view is cited: as plain text, as BibTeX and as CSL-JSON."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date as Day
from typing import Any
from urllib.parse import quote

from datelines.compare.sheet import citation, locator_in_words
from datelines.record.dates import date_in_words, date_span, day_date, without_time
from datelines.record.records import Source
from datelines.table.archive import Archive
from datelines.words import counted

# A brace counts for BibTeX even behind a backslash, so none of the text's own braces may stay.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
    | {sign: f"\\{sign}" for sign in "%&$#_"}
)
_ADDRESS = ":/?#[]@!$&'()*+,;=%"
_CSL_PARTS = {"year": 1, "month": 2, "day": 3}


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation in three forms: a sentence, a BibTeX entry, and a CSL-JSON list of one item."""

    text: str
    bibtex: str
    csl_json: str


def cite_report(archive: Archive, report_id: str, link: str, on: Day | None = None) -> Citation:
    """The source's page as recorded here; `link` leads to the record, `on` is the day of access, if known.

    Raises KeyError for an unknown report.
    """
    report = archive.report_by_id[report_id]
    source = archive.source_by_id[report.source_id]
    outlet = archive.outlet_by_id[source.outlet_id].name
    paragraph = locator_in_words(source, report.locator)
    record = f"Event: “{archive.event_by_id[report.event_id].title}”. As recorded by {_recorded(archive)}"
    record = _sentence(record, link, _accessed(on))
    read = f"read on {date_in_words(source.retrieved.isoformat())}" if source.retrieved else ""
    return _Item(
        kind="webpage" if source.url else "document",
        key=f"datelines-{report_id}",
        text=f"{_sentence(citation(archive, source), source.url or '', paragraph, read)} {record}",
        title=source.title,
        container=outlet,
        published=without_time(source.published) if source.published else None,
        url=source.url or link,
        accessed=source.retrieved if source.url else on,
        note=f"{_capital(_sentence(*_basis(source), paragraph))}{record}",
        language=source.language,
    ).citation()


def cite_event(archive: Archive, event_id: str, link: str, on: Day | None = None) -> Citation:
    """The record of an event; `link` and `on` as for `cite_report`. Raises KeyError for an unknown event."""
    event, name = archive.event_by_id[event_id], archive.corpus.cited_as
    about = archive.reports_by_event.get(event_id, ())
    reports = [report for report in about if report.link_status != "different"]
    outlets = {archive.source_by_id[report.source_id].outlet_id for report in reports}
    inferred = " (date inferred)" if event.date_basis == "inferred" else ""
    facts = f"Dated {date_in_words(event.date)}{inferred}; {counted(len(reports), 'report')}"
    facts += f" by {counted(len(outlets), 'outlet')}. As recorded by {_recorded(archive)}"
    return _Item(
        kind="dataset",
        key=f"datelines-event-{event_id}",
        text=f"{name}: “{event.title}”. {_sentence(facts, link, _accessed(on))}",
        title=event.title,
        container=name,
        # The day of the review is when this record was issued; the day of the event is in the note.
        published=event.reviewed_on.isoformat() if event.reviewed_on else None,
        url=link,
        accessed=on,
        note=_sentence(facts),
    ).citation()


def cite_view(archive: Archive, sentence: str, link: str, on: Day) -> Citation:
    """A view, named by the `sentence` that says what it shows; it is issued on the day of access."""
    recorded, whose = f"As recorded by {_recorded(archive)}", archive.corpus.cited_as
    # A hash of the link and the data: the same view of the same data has the same key everywhere.
    key = hashlib.sha256(f"{archive.digest}\0{link}".encode("utf-8", "replace")).hexdigest()[:12]
    return _Item(
        kind="dataset",
        key=f"datelines-view-{key}",
        text=f"{whose}: “{sentence}” {_sentence(recorded, link, _accessed(on))}",
        title=sentence,
        container=whose,
        published=on.isoformat(),
        url=link,
        accessed=on,
        note=_sentence(recorded),
    ).citation()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Item:
    """What is cited, in the terms of BibTeX and CSL. CSL's kinds are `webpage`, `document` and `dataset`;
    `published` is EDTF."""

    kind: str
    key: str
    text: str
    title: str
    container: str
    published: str | None
    url: str
    accessed: Day | None
    note: str
    language: str = "en"

    def citation(self) -> Citation:
        return Citation(_clean(self.text), self._bibtex(), self._csl_json())

    @property
    def _address(self) -> str:
        return quote(_clean(self.url), safe=_ADDRESS, errors="replace")

    def _bibtex(self) -> str:
        fields = {"author": f"{{{_tex(self.container)}}}", "title": f"{{{_tex(self.title)}}}"}
        dated = ""
        if self.published:
            # BibTeX knows the year only; biblatex reads the whole EDTF date.
            year = day_date(date_span(self.published).day_from).year
            fields |= {"year": f"{year:04d}", "date": self.published}
            dated = "" if _plain(self.published) else f"Dated {date_in_words(self.published)}. "
        if self._address:
            fields["url"] = self._address
        if self.accessed:
            fields["urldate"] = self.accessed.isoformat()
        fields["note"] = _tex(dated + self.note)
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@{'online' if self.kind == 'webpage' else 'misc'}{{{self.key},\n{lines}}}\n"

    def _csl_json(self) -> str:
        item: dict[str, Any] = {"id": self.key, "type": self.kind, "title": _clean(self.title)}
        item |= {"container-title": _clean(self.container), "language": self.language}
        if self.published:
            item["issued"] = _csl_date(self.published)
        if self._address:
            item["URL"] = self._address
        if self.accessed:
            item["accessed"] = _csl_date(self.accessed.isoformat())
        item["note"] = _clean(self.note)
        return json.dumps([item], ensure_ascii=False, indent=2)


def _recorded(archive: Archive) -> str:
    return f"{archive.corpus.cited_as}, data version {archive.version}"


def _accessed(on: Day | None) -> str:
    return f"accessed {date_in_words(on.isoformat())}" if on else ""


def _basis(source: Source) -> list[str]:
    """What is inferred about the source, and where it was reposted."""
    outlet = "outlet inferred" if source.outlet_basis == "inferred" else ""
    date = "date of publication inferred" if source.published_basis == "inferred" else ""
    return [outlet, date, f"by way of {source.via}" if source.via else ""]


def _sentence(*parts: str) -> str:
    """The parts that are not blank, with a full stop; nothing where all are."""
    words = ", ".join(part for part in parts if part)
    return f"{words}." if words else ""


def _capital(sentence: str) -> str:
    return f"{sentence[0].upper()}{sentence[1:]} " if sentence else ""


def _clean(text: str) -> str:
    """Text on one line, without control characters and unpaired surrogates, which no format holds."""
    signs = (" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return " ".join("".join(signs).split())


def _tex(text: str) -> str:
    return _clean(text).translate(_TEX)


def _plain(edtf: str) -> bool:
    span = date_span(edtf)
    return span.precision == "day" and not (span.approximate or span.uncertain)


def _csl_date(edtf: str) -> dict[str, Any]:
    """A date as CSL has it: as many parts as the source gives, both ends of an interval, and `circa`
    where it is qualified or has no such parts (a season)."""
    ends = [date_span(end) for end in edtf.split("/")]
    if len(ends) == 1 and ends[0].precision == "other":
        ends *= 2
    parts = []
    for number, end in enumerate(ends):
        day = day_date(end.day_to if number else end.day_from)
        parts.append([day.year, day.month, day.day][: _CSL_PARTS.get(end.precision, 3)])
    vague = any(end.approximate or end.uncertain or end.precision == "other" for end in ends)
    return {"date-parts": parts} | ({"circa": True} if vague else {})
