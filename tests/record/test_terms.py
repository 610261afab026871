"""The closed lists: each term can stand in a cell and in a link, and has a meaning; none can be changed."""

from __future__ import annotations

import re
from types import MappingProxyType

import pytest

from datelines.record import terms as v
from datelines.record.columns import SLUG
from datelines.record.records import TABLES

LISTS = {
    name: terms for name, terms in vars(v).items() if isinstance(terms, MappingProxyType) and name.isupper()
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_terms_with_meanings(name: str) -> None:
    terms = LISTS[name]
    assert terms
    assert all(meaning.strip() == meaning and meaning for meaning in terms.values())
    assert len(set(terms.values())) == len(terms)


@pytest.mark.parametrize("name", sorted(LISTS.keys() - {"PRECISIONS"}))
def test_a_term_is_a_slug(name: str) -> None:
    assert [term for term in LISTS[name] if not re.fullmatch(SLUG, term)] == []


def test_the_precisions_are_those_of_ucdp_from_one_to_seven() -> None:
    assert list(v.PRECISIONS) == [1, 2, 3, 4, 5, 6, 7]


def test_every_list_of_terms_is_used_by_a_column() -> None:
    used = [terms for table in TABLES for terms in table.terms().values()]
    unused = [
        name
        for name, terms in LISTS.items()
        # Numbers and letters, not the terms of a column.
        if name not in ("PRECISIONS", "SIDE_LETTERS") and not any(terms is u for u in used)
    ]
    assert unused == []
