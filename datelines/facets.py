"""Facets: for each filter that chooses among ids, the choices with their numbers of reports.

A number counts the reports that the *other* filters keep: choosing a second outlet must not look as if it
could bring nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from datelines.engine.asking import Store
from datelines.facet_lists import BLANK, CLOSED, NUMBERS, FacetList, facet_lists, numbered
from datelines.query import CHOICES, EventQuery

OFFERED = 500
"""Choices offered in one list. Every run of the page sends it: 20,000 places would be 0.5 MB a click."""

LISTS = 256
"""Lists of choices that are kept for all sessions; one that is as long as it may be takes about 0.1 MB."""

OFFERS = 64
"""Offers of all filters that are kept for all sessions, at most 0.3 MB each."""

NAMES = 4096
"""Names of ids that are kept for all sessions."""

NUMBER = " ("
"""Stands between the name of a choice and its number of reports, in a label; no id holds a blank."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What each filter offers, in the order of names: `choices` are names by id; `labels` names with numbers
    of reports (`TASS (60)`), of what is chosen without (components/choice_labels.py says why); `of` how many
    choices have reports, for filters that do not offer all."""

    choices: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, Mapping[str, str]]
    of: Mapping[str, int]


class Facets:
    """The choices of one store, each list kept for the queries that ask for the same."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Of this object alone: a cache of the module would keep a session's own table when it has gone.
        self._offers = lru_cache(OFFERS)(self._offer)
        self._lists: dict[tuple[str, EventQuery, int], FacetList] = {}
        self._known: dict[tuple[str, str], tuple[int, str] | None] = {}

    def offer(self, query: EventQuery, most: int = OFFERED) -> Offer:
        """The choices under a query. Of a filter with at most `most` choices all, with or without a report;
        of a longer list the `most` with most reports, and whatever is chosen. Two of one name are told apart
        by their ids.

        A list that is whole does not change with the other filters: a browser names what is chosen by its
        place in the list, and one that moved while the answer was on its way would be mistaken for another.
        """
        return self._offers(query, most)

    def names(self, name: str, ids: Collection[str]) -> dict[str, str]:
        """The names of the ids of a filter that occur in a report; an id that occurs in none is left out."""
        if name in CLOSED:
            # All of them, since one statement answers for all.
            every = self._listed(dict.fromkeys(CLOSED, EventQuery()), OFFERED)[name]
            known = {key for key, _, _ in every.choices}
            return {key: key for key in ids if key in known}
        return {key: label for key, (_, label) in self._found(name, ids).items()}

    def _offer(self, query: EventQuery, most: int) -> Offer:
        choices, labels, of = {}, {}, {}
        others = {name: _choosing(query, name, frozenset()) for name in CHOICES}
        whole, lists = self._listed(dict.fromkeys(CHOICES, EventQuery()), most), self._listed(others, most)
        for name in CHOICES:
            found = {key: (label, number) for key, label, number in lists[name].choices}
            if whole[name].every <= most:
                found = {key: (label, 0) for key, label, _ in whole[name].choices} | found
            found |= self._beside(name, others[name], getattr(query, name) - found.keys())
            if lists[name].every > len(found):
                of[name] = lists[name].every
            names = _in_order({key: label for key, (label, _) in found.items()})
            choices[name] = names
            chosen = getattr(query, name)
            labels[name] = {
                key: label if key in chosen else f"{label}{NUMBER}{found[key][1]:,})"
                for key, label in names.items()
            }
        return Offer(choices, labels, of)

    def _listed(self, others: Mapping[str, EventQuery], most: int) -> dict[str, FacetList]:
        """The list of each filter under its query; those that are not kept are asked together by query."""
        kept = {name: self._lists.get((name, query, most)) for name, query in others.items()}
        found = {name: one for name, one in kept.items() if one is not None}
        missing: dict[EventQuery, list[str]] = {}
        for name, query in others.items():
            if name not in found:
                missing.setdefault(query, []).append(name)
        for query, names in missing.items():
            found |= facet_lists(self._store, query, names, most)
        if len(self._lists) > LISTS:
            self._lists.clear()
        self._lists.update({(name, others[name], most): found[name] for name in others})
        return found

    def _beside(self, name: str, others: EventQuery, ids: Collection[str]) -> dict[str, tuple[str, int]]:
        """Names and numbers of reports of chosen ids that are not in the list."""
        if not ids or name in CLOSED:
            return {key: (key, 0) for key in ids}
        found = self._found(name, ids)
        reports = numbered(self._store, name, _choosing(others, name, frozenset(ids)))
        return {key: (label, reports.get(number, 0)) for key, (number, label) in found.items()}

    def _found(self, name: str, ids: Collection[str]) -> dict[str, tuple[int, str]]:
        """Number and name of the ids that occur in a report."""
        there = {key: self._known[name, key] for key in ids if (name, key) in self._known}
        missing = [key for key in ids if key not in there]
        if missing:
            found = _identified(self._store, name, missing)
            there |= {key: found.get(key) for key in missing}
            if len(self._known) > NAMES:
                self._known.clear()
            self._known.update({(name, key): one for key, one in there.items()})
        return {key: one for key, one in there.items() if one is not None}


def _identified(store: Store, name: str, ids: Collection[str]) -> dict[str, tuple[int, str]]:
    records = store.schema.records[name].c
    key, number = records[f"{name[:-1]}_id"], records[NUMBERS[name]]
    asked = select(key, number, records.name).where(key.in_(sorted(ids)), records.reports > 0)
    found = {key: (number, label) for key, number, label in store.rows(asked)}
    blank, label = BLANK.get(name, ("", ""))
    return found | ({blank: (0, label)} if blank in ids and blank and _any_blank(store, name) else {})


def _any_blank(store: Store, name: str) -> bool:
    number = store.schema.reports.c[NUMBERS[name]]
    return bool(store.rows(select(number).where(number == 0).limit(1)))


def _choosing(query: EventQuery, name: str, ids: frozenset[str]) -> EventQuery:
    changed: dict[str, Any] = {name: ids}
    return replace(query, **changed)


def _in_order(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, in their order; those that several have are followed by the id."""
    times = Counter(names.values())
    labels = {key: name if times[name] == 1 else f"{name} [{key}]" for key, name in names.items()}
    return dict(sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0])))
