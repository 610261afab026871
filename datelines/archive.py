"""The sound, frozen data of one folder: every record, ways to look them up, and the version of it all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from datelines.canonical import canonical_text
from datelines.checks import check_tables
from datelines.corpus import Corpus
from datelines.problems import DataError
from datelines.reading import R, Tables, read_tables
from datelines.records import Cited, Event, Figure, Outlet, Place, Report, Source, Speaker, Wording

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """The eight tables as tuples of records in file order, with look-ups by id.

    `lines` gives the physical line of each record by table, in the same order. `digest` is the SHA-256
    of the canonical tables and of the shapes: equal data, equal digest.
    """

    folder: Path
    corpus: Corpus
    outlets: tuple[Outlet, ...]
    speakers: tuple[Speaker, ...]
    sources: tuple[Source, ...]
    places: tuple[Place, ...]
    events: tuple[Event, ...]
    reports: tuple[Report, ...]
    figures: tuple[Figure, ...]
    wording: tuple[Wording, ...]
    cited: tuple[Cited, ...]
    outlet_by_id: Mapping[str, Outlet]
    speaker_by_id: Mapping[str, Speaker]
    source_by_id: Mapping[str, Source]
    place_by_id: Mapping[str, Place]
    event_by_id: Mapping[str, Event]
    report_by_id: Mapping[str, Report]
    reports_by_event: Mapping[str, tuple[Report, ...]]
    figures_by_report: Mapping[str, tuple[Figure, ...]]
    wording_by_report: Mapping[str, tuple[Wording, ...]]
    cited_by_report: Mapping[str, tuple[Cited, ...]]
    shapes: Mapping[str, bytes]
    lines: Mapping[str, tuple[int, ...]]
    digest: str

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the digest, to be cited with a view."""
        return self.digest[:12]


def read_archive(folder: Path | str) -> Archive:
    """Read and check the tables of `folder`.

    Raises DataError with every problem when there is any; OSError where a file cannot be opened.
    """
    tables = read_tables(folder)
    problems = check_tables(tables)
    if problems:
        raise DataError(problems)
    return archive_of(tables)


def archive_of(tables: Tables) -> Archive:
    """The archive of tables that are known to have no problem."""
    outlets, speakers, sources = (_all(tables, Outlet), _all(tables, Speaker), _all(tables, Source))
    places, events, reports = (_all(tables, Place), _all(tables, Event), _all(tables, Report))
    figures, wording, cited = _all(tables, Figure), _all(tables, Wording), _all(tables, Cited)
    return Archive(
        folder=tables.folder,
        corpus=tables.corpus,
        outlets=outlets,
        speakers=speakers,
        sources=sources,
        places=places,
        events=events,
        reports=reports,
        figures=figures,
        wording=wording,
        cited=cited,
        outlet_by_id=_by(outlets, lambda outlet: outlet.outlet_id),
        speaker_by_id=_by(speakers, lambda speaker: speaker.speaker_id),
        source_by_id=_by(sources, lambda source: source.source_id),
        place_by_id=_by(places, lambda place: place.place_id),
        event_by_id=_by(events, lambda event: event.event_id),
        report_by_id=_by(reports, lambda report: report.report_id),
        reports_by_event=_grouped(reports, lambda report: report.event_id),
        figures_by_report=_grouped(figures, lambda figure: figure.report_id),
        wording_by_report=_grouped(wording, lambda wording: wording.report_id),
        cited_by_report=_grouped(cited, lambda cited: cited.report_id),
        shapes=tables.shapes,
        lines=MappingProxyType({name: _lines(tables, name) for name in tables.tables}),
        digest=digest(tables),
    )


def digest(tables: Tables) -> str:
    """SHA-256, in hexadecimal, over names and canonical bytes of the tables and bytes of the shapes."""
    state = hashlib.sha256()
    present = {name: table for name, table in tables.tables.items() if table.rows or not table.model.optional}
    contents = {f"{name}.csv": canonical_text(table).encode() for name, table in present.items()}
    contents |= {f"shapes/{name}": content for name, content in tables.shapes.items()}
    for name, content in sorted(contents.items()):
        # Name and length first, so that no two different folders give the same stream of bytes.
        state.update(f"{name}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()


def _all(tables: Tables, model: type[R]) -> tuple[R, ...]:
    return tuple(record for _, record in tables.records(model))


def _lines(tables: Tables, name: str) -> tuple[int, ...]:
    return tuple(row.line for row in tables.rows(name) if row.record is not None)


def _by(records: Iterable[T], key: Callable[[T], str]) -> Mapping[str, T]:
    return MappingProxyType({key(record): record for record in records})


def _grouped(records: Iterable[T], key: Callable[[T], str]) -> Mapping[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return MappingProxyType({name: tuple(group) for name, group in groups.items()})
