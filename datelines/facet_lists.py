"""The lists of choices with their numbers of reports, as statements over the rows that a query keeps.

Only whole numbers are grouped, and a list that grows with the data is cut in the statement. Each list is a
statement of its own, which is the least that many rows can cost. Where all texts are searched, which costs
more than all the rest, the lists are one statement that searches once; and where the reports are few, since
then a statement costs more to plan than to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import CTE, BigInteger, FromClause, Integer, Text, func, literal, null, select, union_all

from datelines.engine.asking import AnyRow, Statement, Store
from datelines.engine.schema import KINDS, MEASURE_BITS, STATUSES
from datelines.kept import Kept
from datelines.query import NO_PLACE, OWN_VOICE, EventQuery
from datelines.stored import MANY_REPORTS, amounts

NUMBERS = MappingProxyType(
    {"outlets": "outlet_number", "speakers": "speaker_number", "places": "place_number"}
)
"""Filters whose lists grow with the data, and their column. The others choose among the closed lists of
datelines.vocabulary."""

CLOSED = ("kinds", "statuses", "measures")

BLANK = MappingProxyType(
    {"speakers": (OWN_VOICE, "the outlet’s own voice"), "places": (NO_PLACE, "no place reported")}
)
"""The id and the name of the choice that stands for none, whose number is 0."""

_OF_CLOSED = ("kind_number", "status_number", "measure_bits")


@dataclass(frozen=True, slots=True)
class FacetList:
    """Id, name and number of reports of the choices with most reports, those first, and how many choices have
    reports."""

    choices: tuple[tuple[str, str, int], ...]
    every: int


def facet_lists(store: Store, query: EventQuery, names: Collection[str], most: int) -> dict[str, FacetList]:
    """The lists of these filters under a query, at most `most` choices of each that grows with the data."""
    kept = Kept(store, query)
    at_once = kept.costly or amounts(store).reports < MANY_REPORTS
    source = _Source(kept, shared=at_once and len(names) > 1)
    asked = [_open_list(store, source, name, most) for name in NUMBERS if name in names]
    asked += [_closed_list(source)] if set(names) & set(CLOSED) else []
    rows: dict[str, list[AnyRow]] = {}
    for row in _answers(store, asked, source):
        rows.setdefault(row.facet, []).append(row)
    found = {name: _open(name, rows.get(name, [])) for name in NUMBERS if name in names}
    closed = _closed(rows.get("", []))
    return found | {name: closed[name] for name in CLOSED if name in names}


def numbered(store: Store, name: str, query: EventQuery) -> dict[int, int]:
    """The number of reports of each choice of a filter that grows with the data, by the choice's number."""
    groups = _groups(_Source(Kept(store, query), shared=False), name)
    rows = store.rows(groups)
    return {row.number: row.reports for row in rows}


class _Source:
    """The kept rows and reports: asked for anew each time, or all from one common part of the statement."""

    def __init__(self, kept: Kept, *, shared: bool) -> None:
        self._kept = kept
        self.shared: CTE | None = None
        if shared:
            names = ("report_number", "first_row", *NUMBERS.values(), *_OF_CLOSED)
            self.shared = kept.rows(*names).cte("kept")

    def rows(self, *names: str) -> FromClause:
        """A row for each report and place."""
        return self._kept.rows(*names).subquery() if self.shared is None else self.shared

    def reports(self, *names: str) -> FromClause:
        """A row for each report."""
        if self.shared is None:
            return self._kept.reports(*names).subquery()
        columns = self.shared.c
        if self._kept.at_places:
            return select(columns.report_number, *(columns[name] for name in names)).distinct().subquery()
        return select(*(columns[name] for name in names)).where(columns.first_row == 1).subquery()


def _answers(store: Store, asked: list[Statement], source: _Source) -> Iterable[AnyRow]:
    if source.shared is None:
        return [row for one in asked for row in store.rows(one)]
    return store.rows(select(union_all(*asked).subquery()))


def _groups(source: _Source, name: str) -> Statement:
    column = NUMBERS[name]
    # At several places a report counts for each of them.
    rows = source.rows(column) if name == "places" else source.reports(column)
    return select(rows.c[column].label("number"), func.count().label("reports")).group_by(rows.c[column])


def _open_list(store: Store, source: _Source, name: str, most: int) -> Statement:
    groups = _groups(source, name).subquery().c
    first = (
        select(groups.number, groups.reports, func.count().over().label("every"))
        .order_by(groups.reports.desc(), groups.number)
        .limit(most)
        .subquery()
    )
    records = store.schema.records[name]
    return select(
        literal(name, Text).label("facet"),
        first.c.number,
        literal(0, Integer).label("status"),
        literal(0, BigInteger).label("bits"),
        first.c.reports,
        first.c.every,
        records.c[f"{name[:-1]}_id"].label("key"),
        records.c.name.label("label"),
    ).select_from(first.outerjoin(records, records.c[NUMBERS[name]] == first.c.number))


def _closed_list(source: _Source) -> Statement:
    """Reports by kind, status and measures: there are few of each together."""
    reports = source.reports(*_OF_CLOSED).c
    columns = [reports[name] for name in _OF_CLOSED]
    groups = select(*columns, func.count().label("reports")).group_by(*columns).subquery().c
    return select(
        literal("", Text).label("facet"),
        groups.kind_number.label("number"),
        groups.status_number.label("status"),
        groups.measure_bits.label("bits"),
        groups.reports,
        literal(0, BigInteger).label("every"),
        null().cast(Text).label("key"),
        null().cast(Text).label("label"),
    )


def _open(name: str, rows: list[AnyRow]) -> FacetList:
    ordered = sorted(rows, key=lambda row: (-row.reports, row.number))
    blank = BLANK.get(name, ("", ""))
    choices = ((*((row.key, row.label) if row.number else blank), row.reports) for row in ordered)
    return FacetList(tuple(choices), ordered[0].every if ordered else 0)


def _closed(rows: list[AnyRow]) -> Mapping[str, FacetList]:
    kinds, statuses, measures = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        kinds[KINDS[row.number - 1]] += row.reports
        statuses[STATUSES[row.status - 1]] += row.reports
        measures.update({one: row.reports for at, one in enumerate(MEASURE_BITS) if row.bits >> at & 1})
    counted: dict[str, Counter[str]] = dict(zip(CLOSED, (kinds, statuses, measures), strict=True))
    return {
        name: FacetList(tuple((key, key, number) for key, number in found.items()), len(found))
        for name, found in counted.items()
    }
