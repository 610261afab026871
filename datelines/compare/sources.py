"""What the corpus rests on: its sources with what each carries, and everything that was inferred."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, case, func, or_, select

from datelines.compare.sheet import citation
from datelines.query.selection import Selection
from datelines.record.dates import date_in_words, published_in_words
from datelines.record.records import Source
from datelines.store.store import AnySelect, Store
from datelines.table.archive import Archive

INFERRED = "inferred"

SourceArchives = Callable[[Collection[int]], Archive]
"""Gives an archive that holds at least the sources of these numbers."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source and how much of the corpus rests on it. `cited` counts the reports that only name it, as a
    compiled database names its sources; `basis` says what about it is inferred."""

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


@dataclass(frozen=True, slots=True)
class Inventory:
    """How many sources there are, how many times a report cites one, and for how many sources and events
    something is inferred."""

    sources: int
    cited: int
    inferred_sources: int
    inferred_events: int

    @property
    def inferred(self) -> int:
        """How many inferences `inferences` gives."""
        return self.inferred_sources + self.inferred_events


def inventory(store: Store) -> Inventory:
    """What the corpus rests on, in numbers; the store is asked once."""
    return store.remembered.one("inventory", None, partial(_inventory, store))


def _inventory(store: Store) -> Inventory:
    records = store.schema.records
    sources, events = records["sources"], records["events"]
    asked = (
        select(func.count()).select_from(sources),
        select(func.count()).select_from(records["cited"]),
        select(func.count()).select_from(sources).where(_source_inferred(store)),
        select(func.count()).select_from(events).where(events.c.date_basis == INFERRED),
    )
    return Inventory(*map(int, store.row(select(*(one.scalar_subquery() for one in asked)))))


def source_lines(archives: SourceArchives, selection: Selection, part: slice) -> tuple[SourceLine, ...]:
    """A line for each source from number `part.start` to the one before `part.stop` in order of publication,
    those without a date last; with its counts among the kept reports."""
    store = selection.store
    sources = store.schema.records["sources"].c
    undated = case((sources.published_day.is_(None), 1), else_=0)
    ordered = select(sources.source_number, sources.source_id).order_by(
        undated, sources.published_day, sources.source_number
    )
    page = store.rows(_part(ordered, part))
    if not page:
        return ()
    numbers = [number for number, _ in page]
    carried, cited = _carried(selection, numbers), _cited(selection, numbers)
    archive = archives(numbers)
    return tuple(
        _line(archive, archive.source_by_id[source_id], carried.get(number, (0, 0, 0)), cited.get(number, 0))
        for number, source_id in page
    )


def inferences(
    archives: SourceArchives, store: Store, known: Inventory, part: slice
) -> tuple[Inference, ...]:
    """What is marked inferred, from number `part.start` to the one before `part.stop`: sources first, then
    events in order of date."""
    sources, events = store.schema.records["sources"].c, store.schema.records["events"].c
    found = []
    if part.start < known.inferred_sources:
        asked = select(sources.source_number, sources.source_id).where(_source_inferred(store))
        page = store.rows(_part(asked.order_by(sources.source_number), part))
        archive = archives([number for number, _ in page])
        found += [_of_source(archive, archive.source_by_id[source_id]) for _, source_id in page]
    rest = slice(max(part.start - known.inferred_sources, 0), max(part.stop - known.inferred_sources, 0))
    if known.inferred_events and rest.stop:
        asked = select(events.title, events.date, events.note).where(events.date_basis == INFERRED)
        page = store.rows(_part(asked.order_by(events.event_number), rest))
        found += [Inference(f"date of “{title}”", date_in_words(date), note) for title, date, note in page]
    return tuple(found)


def _part(asked: AnySelect, part: slice) -> AnySelect:
    return asked.limit(part.stop - part.start).offset(part.start)


def _source_inferred(store: Store) -> ColumnElement[bool]:
    sources = store.schema.records["sources"].c
    return or_(sources.outlet_basis == INFERRED, sources.published_basis == INFERRED)


def _carried(selection: Selection, numbers: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Events, reports and figures of each source among the kept reports."""
    reports = selection.kept.reports("source_number", "event_number", "figures").subquery().c
    rows = selection.store.rows(
        select(
            reports.source_number,
            func.count(reports.event_number.distinct()),
            func.count(),
            func.sum(reports.figures),
        )
        .where(reports.source_number.in_(numbers))
        .group_by(reports.source_number)
    )
    return {number: (events, reports, int(figures)) for number, events, reports, figures in rows}


def _cited(selection: Selection, numbers: Sequence[int]) -> dict[int, int]:
    """How many of the kept reports name each source as one of theirs."""
    cited = selection.store.schema.records["cited"]
    reports = selection.kept.reports("report_number").subquery()
    rows = selection.store.rows(
        select(cited.c.source_number, func.count())
        .select_from(cited.join(reports, reports.c.report_number == cited.c.report_number))
        .where(cited.c.source_number.in_(numbers))
        .group_by(cited.c.source_number)
    )
    return dict(rows)


def _line(archive: Archive, source: Source, carried: tuple[int, int, int], cited: int) -> SourceLine:
    events, reports, figures = carried
    return SourceLine(
        outlet=archive.outlet_by_id[source.outlet_id].name,
        title=source.title,
        url=source.url or "",
        published=published_in_words(source.published) if source.published else "not known",
        language=source.language,
        document=source.document or "",
        events=events,
        reports=reports,
        figures=figures,
        cited=cited,
        basis=" and ".join(_inferred_of(source)) or "all stated",
    )


def _of_source(archive: Archive, source: Source) -> Inference:
    what = f"{' and '.join(_inferred_of(source))} of {source.source_id}"
    return Inference(what, citation(archive, source), source.note or "")


def _inferred_of(source: Source) -> list[str]:
    names = [("outlet", source.outlet_basis), ("date of publication", source.published_basis)]
    return [name for name, basis in names if basis == INFERRED]
