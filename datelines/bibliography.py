"""What the corpus rests on: its sources with what each carries, and everything that was inferred."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from datelines.archive import Archive
from datelines.dates import date_in_words, date_span
from datelines.event_sheet import citation
from datelines.records import Source
from datelines.text_columns import positions, text_array, text_series


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source and how much of the corpus rests on it. `cited` counts the reports that only name it, as a
    compiled database names its sources; `basis` says what of it is inferred."""

    outlet: str
    title: str
    url: str
    published: str
    language: str
    document: str
    events: int
    reports: int
    figures: int
    cited: int
    basis: str


@dataclass(frozen=True, slots=True)
class Inference:
    """Something that no document states: what, the value read into it, and the reviewer's reason."""

    what: str
    value: str
    reason: str


def sources_in_order(archive: Archive) -> tuple[str, ...]:
    """Ids of the sources in order of publication, those without a date last."""
    ids, published = (archive.cells("sources", name).to_pylist() for name in ("source_id", "published"))
    days = {date: (not date, date_span(date).day_from if date else 0) for date in set(published)}
    return tuple(name for _, name in sorted(zip(map(days.get, published), ids, strict=True)))


def source_lines(
    archive: Archive, rows: pd.DataFrame, figures: pd.DataFrame, source_ids: Iterable[str]
) -> tuple[SourceLine, ...]:
    """A line for each of the sources, with its counts among `rows` (kept rows of the wide reports relation)
    and among `figures` (the relation's)."""
    unique = rows.drop_duplicates("report_id")
    reports = unique["source_id"].value_counts()
    events = unique[["source_id", "event_id"]].drop_duplicates()["source_id"].value_counts()
    kept = text_array(unique["report_id"])
    at = positions(text_array(figures["report_id"]), kept)
    carried = unique["source_id"].iloc[at[at >= 0]].value_counts()
    citing = positions(archive.cells("cited", "report_id"), kept) >= 0
    cited = text_series(archive.cells("cited", "source_id"))[citing].value_counts()
    sources = (archive.source_by_id[source_id] for source_id in source_ids)
    return tuple(
        SourceLine(
            outlet=archive.outlet_by_id[source.outlet_id].name,
            title=source.title,
            url=source.url or "",
            published=date_in_words(source.published) if source.published else "not known",
            language=source.language,
            document=source.document or "",
            events=int(events.get(source.source_id, 0)),
            reports=int(reports.get(source.source_id, 0)),
            figures=int(carried.get(source.source_id, 0)),
            cited=int(cited.get(source.source_id, 0)),
            basis=" and ".join(_inferred_of(source)) or "all stated",
        )
        for source in sources
    )


def inferences(archive: Archive) -> tuple[Inference, ...]:
    """Everything marked inferred, sources first, then events in order of date."""
    sources = _inferred_rows(archive, "sources", "outlet_basis") | _inferred_rows(
        archive, "sources", "published_basis"
    )
    of_sources = [
        Inference(
            f"{' and '.join(_inferred_of(source))} of {source.source_id}",
            citation(archive, source),
            source.note or "",
        )
        for source in map(archive.sources.__getitem__, sorted(sources))
    ]
    events = map(archive.events.__getitem__, sorted(_inferred_rows(archive, "events", "date_basis")))
    of_events = [
        Inference(f"date of “{event.title}”", date_in_words(event.date), event.note or "")
        for event in sorted(events, key=lambda event: date_span(event.date).day_from)
    ]
    return (*of_sources, *of_events)


def _inferred_rows(archive: Archive, table: str, column: str) -> set[int]:
    """The positions of the records of which `column` says that something is inferred."""
    return {n for n, basis in enumerate(archive.cells(table, column).to_pylist()) if basis == "inferred"}


def _inferred_of(source: Source) -> list[str]:
    names = [("outlet", source.outlet_basis), ("date of publication", source.published_basis)]
    return [name for name, basis in names if basis == "inferred"]
