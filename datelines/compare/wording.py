"""Terms as printed: what outlets call the actors, places and acts that reviewers named in neutral words.

Every function takes the reports that the filter keeps; with an `event_id` only those of that event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select

from datelines.compare.chosen import compared_reports
from datelines.compare.matrix import by_several_outlets
from datelines.query.facets import OFFERED
from datelines.query.selection import Selection

NAMED = 60
"""Events, and outlets, named beside one term at most; of others only the number is given."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that reports have terms for, in our words; how many terms, and how many outlets use one."""

    subject: str
    terms: int
    outlets: int


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects that most outlets name, those first, and how many there are in all."""

    subjects: tuple[Subject, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Term:
    """A term as printed: how many reports use it, how many of each outlet (by id), the titles of the first
    NAMED events that these are about, by date, and how many more events there are."""

    term: str
    reports: int
    outlets: tuple[tuple[str, int], ...]
    titles: tuple[str, ...]
    more_events: int


@dataclass(frozen=True, slots=True)
class GroupUse:
    """How many reports of outlets of one `country` (blank where it is not known) use a term of a `group` for
    a subject, of how many that have any term for it. A term without a group is a group of its own."""

    country: str
    group: str
    reports: int
    of: int


@dataclass(frozen=True, slots=True)
class WordedEvent:
    """An event for which reports of this many outlets have terms."""

    event_id: str
    title: str
    kind: str
    outlets: int


def group_uses(selection: Selection, subject: str, event_id: str | None = None) -> tuple[GroupUse, ...]:
    """The groups of terms for a subject by country of the outlet: the countries with most reports first, and
    in each the groups with most. Two spellings, or two languages, of one term are one group."""
    store = selection.store
    used = _used(selection, event_id, _of(selection, subject)).c
    outlets = store.schema.records["outlets"]
    country = func.coalesce(outlets.c.country, "").label("country")
    named = (
        select(country, used.term_group, used.term, used.report_number)
        .select_from(used.row.table.join(outlets, outlets.c.outlet_number == used.outlet_number))
        .subquery()
        .c
    )
    group = case((func.coalesce(named.term_group, "") == "", named.term), else_=named.term_group)
    reports = func.count(named.report_number.distinct()).label("reports")
    totals = dict(map(tuple, store.rows(select(named.country, reports).group_by(named.country))))
    rows = store.rows(select(named.country, group, reports).group_by(named.country, group))
    found = [GroupUse(where, name, number, totals[where]) for where, name, number in rows]
    return tuple(sorted(found, key=lambda one: (-one.of, one.country, -one.reports, one.group)))


def worded_events(selection: Selection, most: int = OFFERED) -> tuple[WordedEvent, ...]:
    """The events for which reports of two outlets or more have terms, those of most outlets first."""
    store = selection.store
    events = store.schema.records["events"]
    used = _used(selection, None)
    shared = (
        by_several_outlets(select(used.c.event_number, used.c.outlet_number), "event_number").subquery().c
    )
    outlets = func.count(used.c.outlet_number.distinct()).label("outlets")
    counted = (
        select(used.c.event_number, outlets)
        .where(used.c.event_number.in_(select(shared.event_number)))
        .group_by(used.c.event_number)
        .order_by(outlets.desc(), used.c.event_number)
        .limit(most)
        .subquery()
        .c
    )
    rows = store.rows(
        select(
            events.c.event_id, events.c.title, events.c.kind, counted.outlets, counted.event_number
        ).select_from(counted.event_number.table.join(events, events.c.event_number == counted.event_number))
    )
    ordered = sorted(rows, key=lambda row: (-row.outlets, row.event_number))
    return tuple(WordedEvent(row.event_id, row.title, row.kind, row.outlets) for row in ordered)


def subjects(
    selection: Selection, chosen: str | None = None, event_id: str | None = None, most: int = OFFERED
) -> Subjects:
    """The subjects of the kept reports, at most `most`, and the `chosen` one if reports have terms for it."""
    used = _used(selection, event_id).c
    counted = select(
        used.subject,
        func.count(used.term.distinct()).label("terms"),
        func.count(used.outlet_number.distinct()).label("outlets"),
        func.min(used.row).label("first"),
        func.count().over().label("every"),
    ).group_by(used.subject)
    # The first row in the file breaks ties: every engine orders texts differently.
    found = counted.subquery()
    leading = select(found).order_by(found.c.outlets.desc(), found.c.first).limit(most)
    rows: list[Any] = list(selection.store.rows(leading))
    every = rows[0].every if rows else 0
    if chosen is not None and every > len(rows) and chosen not in {row.subject for row in rows}:
        rows += selection.store.rows(counted.where(used.subject == chosen))
    ordered = sorted(rows, key=lambda row: (-row.outlets, str(row.subject)))
    return Subjects(tuple(Subject(row.subject, row.terms, row.outlets) for row in ordered), every)


def number_of_terms(selection: Selection, subject: str, event_id: str | None = None) -> tuple[int, int]:
    """How many terms the kept reports have for a subject, and how often they are used: a report counts once
    for each of its terms."""
    terms = _terms(selection, subject, event_id).subquery().c
    number, uses = selection.store.row(select(func.count(), func.sum(terms.reports)))
    return int(number), int(uses or 0)


def terms(selection: Selection, subject: str, part: slice, event_id: str | None = None) -> tuple[Term, ...]:
    """The terms for a subject from number `part.start` to the one before `part.stop`, those with most reports
    first."""
    store = selection.store
    found = _terms(selection, subject, event_id).subquery().c
    page = select(found.term, found.reports, found.first).order_by(found.reports.desc(), found.first)
    rows = store.rows(page.limit(part.stop - part.start).offset(part.start))
    some = [row.term for row in rows]
    used = _used(selection, event_id, _of(selection, subject))
    outlets, titles = _outlets(selection, used, some), _titles(selection, used, some)
    return tuple(
        Term(row.term, row.reports, tuple(sorted(outlets[row.term])), *titles[row.term])
        for row in sorted(rows, key=lambda row: (-row.reports, row.term.casefold(), row.term))
    )


def _used(selection: Selection, event_id: str | None, *conditions: ColumnElement[bool]) -> Subquery:
    """Each use of a term in a kept report."""
    wording = selection.store.schema.records["wording"].c
    names = ("report_number", "event_number", "outlet_number")
    reports = compared_reports(selection, event_id, *names).subquery()
    return (
        select(*reports.c, wording.subject, wording.term, wording.term_group, wording.row)
        .select_from(reports.join(wording.row.table, wording.report_number == reports.c.report_number))
        .where(*conditions)
        .subquery()
    )


def _of(selection: Selection, subject: str) -> ColumnElement[bool]:
    return selection.store.schema.records["wording"].c.subject == subject


def _terms(selection: Selection, subject: str, event_id: str | None) -> Select[Any]:
    used = _used(selection, event_id, _of(selection, subject)).c
    number = func.count(used.report_number.distinct()).label("reports")
    return select(used.term, number, func.min(used.row).label("first")).group_by(used.term)


def _outlets(selection: Selection, uses: Subquery, some: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """For each of the terms the outlets with the number of their reports that use it."""
    used = uses.c
    outlets = selection.store.schema.records["outlets"]
    number = func.count(used.report_number.distinct()).label("reports")
    counted = (
        select(used.term, used.outlet_number, number)
        .where(used.term.in_(some))
        .group_by(used.term, used.outlet_number)
        .subquery()
    )
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    asked = select(counted.c.term, outlets.c.outlet_id, counted.c.reports).select_from(
        counted.join(outlets, outlets.c.outlet_number == counted.c.outlet_number)
    )
    rows = selection.store.rows(asked)
    for term, outlet, reports in rows:
        found[term].append((outlet, reports))
    return found


def _titles(
    selection: Selection, uses: Subquery, some: Sequence[str]
) -> dict[str, tuple[tuple[str, ...], int]]:
    """For each of the terms the titles of its first events, and how many more events there are."""
    used = uses.c
    events = selection.store.schema.records["events"]
    pairs = select(used.term, used.event_number).where(used.term.in_(some)).distinct().subquery().c
    ranked = select(
        pairs.term,
        pairs.event_number,
        func.row_number().over(partition_by=pairs.term, order_by=pairs.event_number).label("rank"),
        func.count().over(partition_by=pairs.term).label("every"),
    ).subquery()
    asked = (
        select(ranked.c.term, events.c.title, ranked.c.every)
        .select_from(ranked.join(events, events.c.event_number == ranked.c.event_number))
        .where(ranked.c.rank <= NAMED)
        .order_by(ranked.c.event_number)
    )
    found: dict[str, list[str]] = defaultdict(list)
    every: dict[str, int] = {}
    rows = selection.store.rows(asked)
    for term, title, number in rows:
        found[term].append(title)
        every[term] = number
    # Events with the same title are named once, and do not count as more.
    return {term: (tuple(dict.fromkeys(titles)), every[term] - len(titles)) for term, titles in found.items()}
