"""What the corpus rests on: its sources with what each carries, and everything that was inferred."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from datelines.archive import Archive
from datelines.dates import date_in_words, date_span
from datelines.event_sheet import citation, publication_order
from datelines.records import Source


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source and how much of the corpus rests on it. `basis` says what of it is inferred."""

    outlet: str
    title: str
    url: str
    published: str
    language: str
    document: str
    events: int
    reports: int
    figures: int
    basis: str


@dataclass(frozen=True, slots=True)
class Inference:
    """Something that no document states: what, the value read into it, and the reviewer's reason."""

    what: str
    value: str
    reason: str


def source_lines(archive: Archive, report_ids: frozenset[str]) -> tuple[SourceLine, ...]:
    """The sources, in order of publication, with their counts among the given reports."""
    kept = [report for report in archive.reports if report.report_id in report_ids]
    events = Counter(source_id for source_id, _ in {(r.source_id, r.event_id) for r in kept})
    reports = Counter(report.source_id for report in kept)
    figures = Counter(
        archive.report_by_id[figure.report_id].source_id
        for figure in archive.figures
        if figure.report_id in report_ids
    )
    return tuple(
        SourceLine(
            outlet=archive.outlet_by_id[source.outlet_id].name,
            title=source.title,
            url=source.url or "",
            published=date_in_words(source.published) if source.published else "not known",
            language=source.language,
            document=source.document or "",
            events=events[source.source_id],
            reports=reports[source.source_id],
            figures=figures[source.source_id],
            basis=" and ".join(_inferred_of(source)) or "all stated",
        )
        for source in sorted(archive.sources, key=publication_order)
    )


def inferences(archive: Archive) -> tuple[Inference, ...]:
    """Everything marked inferred, sources first, then events in order of date."""
    of_sources = [
        Inference(
            f"{' and '.join(_inferred_of(source))} of {source.source_id}",
            citation(archive, source),
            source.note or "",
        )
        for source in archive.sources
        if _inferred_of(source)
    ]
    of_events = [
        Inference(f"date of “{event.title}”", date_in_words(event.date), event.note or "")
        for event in sorted(archive.events, key=lambda event: date_span(event.date).day_from)
        if event.date_basis == "inferred"
    ]
    return (*of_sources, *of_events)


def _inferred_of(source: Source) -> list[str]:
    names = [("outlet", source.outlet_basis), ("date of publication", source.published_basis)]
    return [name for name, basis in names if basis == "inferred"]
