"""Facets: for each filter that chooses among ids, the choices with their numbers of reports.

A number counts the reports that the *other* filters keep: choosing a second outlet must not look as if it
could bring nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import FromClause, Text, func, literal, select, union_all

from datelines.query.query import CHOICES, Choice, EventQuery
from datelines.query.rows import Kept
from datelines.store.store import MANY_REPORTS, AnyRow, AnySelect, Store, amounts

OFFERED = 500
"""Choices offered in one list. Every run of the page sends it: 20,000 places would be 0.5 MB a click."""

LISTS_KEPT = 256
"""Lists of choices that are kept for all sessions; one that is as long as it may be takes about 0.1 MB."""

OFFERS = 64
"""Offers of all filters that are kept for all sessions, at most 0.3 MB each."""

NAMES = 20_000
"""Ids and names that are kept for all sessions, about 5 MB."""

NUMBER = " ("
"""Stands between the name of a choice and its number of reports, in a label; no id holds a blank."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What each filter offers, in the order of names: `choices` are names by id; `labels` names with numbers
    of reports (`TASS (60)`), of what is chosen without (components/shared/view_state.py says why); `of`
    how many choices have reports, for filters that do not offer all."""

    choices: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, Mapping[str, str]]
    of: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _List:
    """The names and the numbers of reports of the choices with most reports, by id, and how many choices have
    reports."""

    names: Mapping[str, str]
    reports: Mapping[str, int]
    every: int


class Facets:
    """The choices of one store, each list kept for the queries that ask for the same."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Of this object alone: a cache of the module would keep a session's own table when it has gone.
        self._offers = lru_cache(OFFERS)(self._offer)
        self._lists: dict[tuple[str, EventQuery, int], _List] = {}
        self._records: dict[tuple[str, int], tuple[str, str] | None] = {}

    def offer(self, query: EventQuery, most: int = OFFERED) -> Offer:
        """The choices under a query. Of a filter with at most `most` choices all, with or without a report;
        of a longer list the `most` with most reports, and whatever is chosen. Names that several choices
        share are followed by the id.

        A list that is whole does not change with the other filters: a browser names what is chosen by its
        place in the list, and one that moved while the answer was on its way would be mistaken for another.
        """
        return self._offers(query, most)

    def names(self, name: str, ids: Collection[str]) -> dict[str, str]:
        """The names of the ids of a filter that occur in a report; an id that occurs in none is left out."""
        choice = CHOICES[name]
        if choice.terms:
            # All closed lists together, as the filter bar will ask for them.
            closed = {other: EventQuery() for other, one in CHOICES.items() if one.terms}
            known = self._listed(closed, OFFERED)[name].names
            return {key: known[key] for key in ids if key in known}
        numbers = {0} if choice.blank and choice.blank in ids else set()
        numbers |= set(self._store.numbers(name, frozenset(ids) - {choice.blank}))
        return dict(self._named(name, numbers).values())

    def _offer(self, query: EventQuery, most: int) -> Offer:
        choices, labels, of = {}, {}, {}
        others = {name: _without(query, name) for name in CHOICES}
        whole, lists = self._listed(dict.fromkeys(CHOICES, EventQuery()), most), self._listed(others, most)
        for name, choice in CHOICES.items():
            chosen, found = getattr(query, name), lists[name]
            names = dict(found.names)
            if whole[name].every <= most:
                names |= whole[name].names
            beside = chosen - names.keys()
            names |= {key: key for key in beside} if choice.terms else self.names(name, beside)
            if found.every > len(names):
                of[name] = found.every
            choices[name] = _in_order(names)
            labels[name] = {
                key: label if key in chosen else f"{label}{NUMBER}{found.reports.get(key, 0):,})"
                for key, label in choices[name].items()
            }
        return Offer(choices, labels, of)

    def _listed(self, others: Mapping[str, EventQuery], most: int) -> dict[str, _List]:
        """The list of each filter under its query; those that are not kept are asked together by query."""
        kept = {name: self._lists.get((name, query, most)) for name, query in others.items()}
        found = {name: one for name, one in kept.items() if one is not None}
        missing: dict[EventQuery, list[str]] = {}
        for name, query in others.items():
            if name not in found:
                missing.setdefault(query, []).append(name)
        for query, names in missing.items():
            rows = _counted(self._store, query, names, most)
            found |= {name: self._list_of(name, rows[name]) for name in names}
        if len(self._lists) > LISTS_KEPT:
            self._lists.clear()
        self._lists.update({(name, others[name], most): found[name] for name in others})
        return found

    def _list_of(self, name: str, rows: Sequence[AnyRow]) -> _List:
        choice = CHOICES[name]
        if choice.terms:
            reports = Counter[str]()
            for row in rows:
                reports.update(dict.fromkeys(choice.terms_of(row.number), int(row.reports)))
            names = {term: choice.blank_name if term == choice.blank else term for term in reports}
            return _List(names, reports, len(reports))
        named = self._named(name, {row.number for row in rows} - {0})
        named[0] = (choice.blank, choice.blank_name)
        return _List(
            dict(named[row.number] for row in rows),
            {named[row.number][0]: row.reports for row in rows},
            rows[0].every if rows else 0,
        )

    def _named(self, name: str, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
        """Id and name of the choices with these numbers that occur in a report."""
        there = {number: self._records[name, number] for number in numbers if (name, number) in self._records}
        missing = set(numbers) - there.keys()
        if missing:
            found = _records(self._store, name, missing)
            there |= {number: found.get(number) for number in missing}
            if len(self._records) > NAMES:
                self._records.clear()
            self._records.update({(name, number): one for number, one in there.items()})
        return {number: one for number, one in there.items() if one is not None}


def _counted(
    store: Store, query: EventQuery, names: Sequence[str], most: int
) -> Mapping[str, Sequence[AnyRow]]:
    """For each of these filters the numbers of its choices that kept reports have (`number`), with their
    `reports`; at most `most` of those that grow with the data, where `every` is how many there are.

    A list that grows with the data is a statement of its own, which is the least that many rows can cost; the
    closed lists are one statement. All lists are one where all texts are searched, which costs more than all
    the rest, and where the reports are few, since then a statement costs more to plan than to answer.
    """
    kept = Kept(store, query)
    if kept.costly or amounts(store).reports < MANY_REPORTS:
        together = [list(names)]
    else:
        closed = [name for name in names if CHOICES[name].terms]
        together = [closed, *([name] for name in names if name not in closed)]
    found: dict[str, list[AnyRow]] = {name: [] for name in names}
    for some in filter(None, together):
        for row in store.rows(_lists(kept, some, most)):
            found[row.filter].append(row)
    return found


def _lists(kept: Kept, names: Sequence[str], most: int) -> AnySelect:
    """The lists of some filters as one statement, which looks for the kept rows once."""
    closed = [name for name in names if CHOICES[name].terms]
    growing = [name for name in names if name not in closed]
    asked = kept.rows("report_number", "first_row", *(CHOICES[name].column for name in names))
    # A common part of a statement is written down by the engine: only worth it where it is read twice.
    rows = asked.cte("kept") if len(growing) + bool(closed) > 1 else asked.subquery()
    lists = {name: _growing_list(rows, name, most, kept.at_places) for name in growing}
    lists |= _closed_lists(rows, closed, kept.at_places) if closed else {}
    named = [select(literal(name, Text).label("filter"), one.subquery()) for name, one in lists.items()]
    return select(union_all(*named).subquery())


def _growing_list(rows: FromClause, name: str, most: int, at_places: bool) -> AnySelect:
    column = CHOICES[name].column
    # At several places a report counts for each of them.
    number = (rows if name == "places" else _reports(rows, (column,), at_places)).c[column]
    groups = _every(select(number.label("number"), func.count().label("reports")).group_by(number))
    # Ties go to the choice that comes first in its file.
    return groups.order_by(groups.selected_columns.reports.desc(), groups.selected_columns.number).limit(most)


def _closed_lists(rows: FromClause, names: Sequence[str], at_places: bool) -> dict[str, AnySelect]:
    """There are few of all closed lists together: the reports are counted once, for all of them."""
    columns = [CHOICES[name].column for name in names]
    reports = _reports(rows, columns, at_places)
    numbers = [reports.c[column] for column in columns]
    together = select(*numbers, func.count().label("reports")).group_by(*numbers).cte("together").c
    counts = {
        name: select(together[column].label("number"), func.sum(together.reports).label("reports"))
        for name, column in zip(names, columns, strict=True)
    }
    return {name: _every(one.group_by(one.selected_columns.number)) for name, one in counts.items()}


def _every(groups: AnySelect) -> AnySelect:
    """The groups, each with how many there are."""
    found = groups.subquery().c
    return select(found.number, found.reports, func.count().over().label("every"))


def _reports(rows: FromClause, columns: Sequence[str], at_places: bool) -> FromClause:
    """These columns of `rows`, once for each report; where there are conditions for places (`at_places`), the
    first row of a report need not be among them."""
    named = [rows.c[column] for column in columns]
    if at_places:
        return select(rows.c.report_number, *named).distinct().subquery()
    return select(*named).where(rows.c.first_row == 1).subquery()


def _records(store: Store, name: str, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Id and name of the choices with these numbers in a table of records that occur in a report."""
    choice, columns = CHOICES[name], store.schema.records[name].c
    number, key = columns[choice.column], columns[f"{choice.parameter}_id"]
    asked = select(number, key, columns.name).where(number.in_(sorted(numbers)), columns.reports > 0)
    found = {one: (key, label) for one, key, label in store.rows(asked)}
    blank = {0: (choice.blank, choice.blank_name)} if 0 in numbers and _any_blank(store, choice) else {}
    return found | blank


def _any_blank(store: Store, choice: Choice) -> bool:
    number = store.schema.reports.c[choice.column]
    return bool(store.rows(select(number).where(number == 0).limit(1)))


def _without(query: EventQuery, name: str) -> EventQuery:
    none: dict[str, Any] = {name: frozenset()}
    return replace(query, **none)


def _in_order(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, in their order; those that several have are followed by the id."""
    times = Counter(names.values())
    labels = {key: name if times[name] == 1 else f"{name} [{key}]" for key, name in names.items()}
    return dict(sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0])))
