"""Facets: for each filter that chooses among ids, the choices with their numbers of reports.

A number counts the reports that all *other* filters keep: a second outlet must not look as if choosing it
added nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import FromClause, Text, cast, func, literal, or_, select, union, union_all

from datelines.query.query import CHOICES, Choice, EventQuery
from datelines.query.rows import Kept
from datelines.store.store import MANY_REPORTS, AnyRow, AnySelect, Store, amounts, any_inside

OFFERED = 500
"""Choices offered in one list. Every run of the page sends it: 20,000 places would be 0.5 MB a click."""

LISTS_KEPT = 256
"""Lists of choices that a store keeps; the longest takes about 0.1 MB."""

OFFERS_KEPT = 64
"""Offers of all filters that a store keeps, at most 0.3 MB each."""

NAMES_KEPT = 20_000
"""Ids and names of choices that a store keeps, about 5 MB."""

NUMBER = " ("
"""What is between the name of a choice and its number of reports, in a label; no id has a blank."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What each filter offers, by filter and in the order of names: `choices` are names by id; `labels` are
    names with numbers of reports (`TASS (60)`), but without for what is chosen
    (components/shared/view_state.py says why); `of` is how many choices have reports, for filters that do
    not offer all."""

    choices: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, Mapping[str, str]]
    of: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _List:
    """Names and numbers of reports of the choices with most reports, by id, and how many choices have a
    report."""

    names: Mapping[str, str]
    reports: Mapping[str, int]
    every: int


def offer_of(store: Store, query: EventQuery, most: int = OFFERED) -> Offer:
    """The choices under a query. Of a filter with at most `most` choices all, with or without a report; of a
    longer list the `most` with most reports, and whatever is chosen. Names that several choices share are
    followed by the id.

    A list that is whole does not change with the other filters: a browser identifies what is chosen by its
    place in the list, and would mistake one choice for another where the list changed while the answer was on
    its way.
    """
    return store.remembered.one("offers", (query, most), partial(_offer, store, query, most), OFFERS_KEPT)


def choice_names(store: Store, name: str, ids: Collection[str]) -> dict[str, str]:
    """The names of the ids of a filter (`outlets`) that occur in a report; an id that occurs in none is left
    out."""
    choice = CHOICES[name]
    if not choice.of_records:
        # All such lists together, as the filter bar will ask for them.
        others = {other: EventQuery() for other, one in CHOICES.items() if not one.of_records}
        known = _listed(store, others, OFFERED)[name].names
        return {key: known[key] for key in ids if key in known}
    numbers = {number for number, (one, _) in choice.of_no_record.items() if one in ids}
    numbers |= set(store.numbers(name, frozenset(ids) - choice.ids_of_no_record))
    return dict(_named(store, name, numbers).values())


def _offer(store: Store, query: EventQuery, most: int) -> Offer:
    choices, labels, of = {}, {}, {}
    others = {name: query.without(name) for name in CHOICES}
    whole, lists = _listed(store, dict.fromkeys(CHOICES, EventQuery()), most), _listed(store, others, most)
    for name, choice in CHOICES.items():
        chosen, found = getattr(query, name), lists[name]
        names = dict(found.names)
        if whole[name].every <= most:
            names |= whole[name].names
        beside = chosen - names.keys()
        names |= _own_names(choice, beside) if choice.terms else choice_names(store, name, beside)
        if found.every > len(names):
            of[name] = found.every
        choices[name] = _in_order(names)
        labels[name] = {
            key: label if key in chosen else f"{label}{NUMBER}{found.reports.get(key, 0):,})"
            for key, label in choices[name].items()
        }
    return Offer(choices, labels, of)


_Wanted = tuple[str, EventQuery, int]
"""A filter, the query whose reports its list counts, and how many choices the list has at most."""


def _listed(store: Store, queries: Mapping[str, EventQuery], most: int) -> dict[str, _List]:
    """The list of each filter under its query."""
    wanted = [(name, query, most) for name, query in queries.items()]
    found = store.remembered.several("lists", wanted, partial(_lists_of, store), LISTS_KEPT)
    return {name: one for (name, _, _), one in found.items()}


def _lists_of(store: Store, wanted: Sequence[_Wanted]) -> dict[_Wanted, _List]:
    """Lists that are not kept; those of one query are asked for together."""
    together: dict[tuple[EventQuery, int], list[str]] = {}
    for name, query, most in wanted:
        together.setdefault((query, most), []).append(name)
    return {
        (name, query, most): _list_of(store, name, rows)
        for (query, most), names in together.items()
        for name, rows in _counted(store, query, names, most).items()
    }


def _list_of(store: Store, name: str, rows: Sequence[AnyRow]) -> _List:
    choice = CHOICES[name]
    if choice.terms:
        reports = Counter[str]()
        for row in rows:
            reports.update(dict.fromkeys(choice.terms_of(int(row.one)), int(row.reports)))
        return _List(_own_names(choice, reports), reports, len(reports))
    if choice.values:
        counted = {row.one or choice.blank: int(row.reports) for row in rows}
        return _List(_own_names(choice, counted), counted, rows[0].every if rows else 0)
    numbers = [int(row.one) for row in rows]
    named = _named(store, name, set(numbers) - choice.of_no_record.keys()) | choice.of_no_record
    return _List(
        dict(named[number] for number in numbers),
        {named[number][0]: row.reports for number, row in zip(numbers, rows, strict=True)},
        rows[0].every if rows else 0,
    )


def _own_names(choice: Choice, ids: Iterable[str]) -> dict[str, str]:
    """The names of ids that are in no table of records."""
    return {
        one: choice.blank_name if choice.blank and one == choice.blank else choice.name_of(one) for one in ids
    }


def _named(store: Store, name: str, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Id and name of the choices with these numbers that occur in a report."""
    found = store.remembered.several(
        f"choices of {name}", sorted(numbers), partial(_records, store, name), NAMES_KEPT
    )
    return {number: one for number, one in found.items() if one is not None}


def _counted(
    store: Store, query: EventQuery, names: Sequence[str], most: int
) -> Mapping[str, Sequence[AnyRow]]:
    """For each of these filters the choices that kept reports have, by number or value as text (`one`), with
    their `reports`; at most `most` of those that grow with the data, where `every` is how many there are.

    A list that grows with the data is a statement of its own, which is cheapest where there are many rows;
    the closed lists are one statement. All lists are one statement where all texts are searched, which costs
    more than all the rest, and where there are few reports, since then planning a statement costs more than
    its answer.
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
    # The engine stores a common part of a statement, which is only worth it where it is read twice.
    rows = asked.cte("kept") if len(growing) + bool(closed) > 1 else asked.subquery()
    lists = {name: _growing_list(kept, rows, name, most) for name in growing}
    lists |= _closed_lists(rows, closed, kept.at_places) if closed else {}
    named = []
    for name, one in lists.items():
        found = one.subquery().c
        # As text, since some lists have numbers and others have values.
        choice = cast(found.number, Text).label("one")
        named.append(select(literal(name, Text).label("filter"), choice, found.reports, found.every))
    return select(union_all(*named).subquery())


def _growing_list(kept: Kept, rows: FromClause, name: str, most: int) -> AnySelect:
    column = CHOICES[name].column
    # At several places a report counts for each of them.
    if name == "places":
        counted = rows if kept.query.alone or not any_inside(kept.store) else _at_and_around(kept, rows)
    else:
        counted = _reports(rows, (column,), kept.at_places)
    number = counted.c[column]
    groups = _every(select(number.label("number"), func.count().label("reports")).group_by(number))
    # Ties go to the choice that comes first in its file.
    return groups.order_by(groups.selected_columns.reports.desc(), groups.selected_columns.number).limit(most)


def _at_and_around(kept: Kept, rows: FromClause) -> FromClause:
    """Each place of the rows and each place that it lies inside, once for each report."""
    inside = kept.store.schema.inside.c
    around = select(rows.c.report_number, inside.within_number.label("place_number")).join_from(
        rows, kept.store.schema.inside, rows.c.place_number == inside.place_number
    )
    return union(select(rows.c.report_number, rows.c.place_number), around).subquery()


def _closed_lists(rows: FromClause, names: Sequence[str], at_places: bool) -> dict[str, AnySelect]:
    """The closed lists. Their terms have few combinations, so that the reports are counted once for all."""
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
    """These columns of `rows`, once for each report. With conditions on places (`at_places`), the first row
    of a report may not be among them."""
    named = [rows.c[column] for column in columns]
    if at_places:
        return select(rows.c.report_number, *named).distinct().subquery()
    return select(*named).where(rows.c.first_row == 1).subquery()


def _records(store: Store, name: str, numbers: Collection[int]) -> dict[int, tuple[str, str] | None]:
    """Id and name of each of the choices with these numbers, from its table of records; None for one that
    occurs in no report."""
    choice, columns = CHOICES[name], store.schema.records[name].c
    number, key = columns[choice.column], columns[f"{choice.parameter}_id"]
    reported = columns.reports > 0
    if name == "places":
        reported = or_(reported, number.in_(_around_reported(store)))
    asked = select(number, key, columns.name).where(number.in_(sorted(numbers)), reported)
    found: dict[int, tuple[str, str] | None] = dict.fromkeys(numbers)
    found |= {one: (key, label) for one, key, label in store.rows(asked)}
    for none, named in choice.of_no_record.items():
        if none in numbers and _any_numbered(store, choice, none):
            found[none] = named
    return found


def _around_reported(store: Store) -> AnySelect:
    """The numbers of the places inside which some report is."""
    inside, places = store.schema.inside, store.schema.records["places"]
    return (
        select(inside.c.within_number)
        .join_from(inside, places, places.c.place_number == inside.c.place_number)
        .where(places.c.reports > 0)
    )


def _any_numbered(store: Store, choice: Choice, wanted: int) -> bool:
    number = store.schema.reports.c[choice.column]
    return bool(store.rows(select(number).where(number == wanted).limit(1)))


def _in_order(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, in their order; those that several have are followed by the id."""
    times = Counter(names.values())
    labels = {key: name if times[name] == 1 else f"{name} [{key}]" for key, name in names.items()}
    return dict(sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0])))
