"""The tables of a store: their columns come from the records, and keep apart what a store adds."""

from __future__ import annotations

import pytest

from datelines.record.records import TABLES, Cited, Event, Figure, Outlet, Record, Report, Source
from datelines.store.schema import ROW, columns_of, numbers_beside

EXPECTED: list[tuple[type[Record], tuple[str, ...]]] = [
    (Outlet, ("outlet_number", "reports")),
    (Source, ("source_number", "published_day")),
    (Event, ("event_number",)),
    (Report, ("report_number", "event_number", "source_number")),
    (Figure, ("report_number", "event_number")),
    (Cited, ("report_number", "event_number", "source_number")),
]


@pytest.mark.parametrize(("model", "numbers"), EXPECTED)
def test_beside_a_record_are_its_own_number_and_those_of_what_it_belongs_to(
    model: type[Record], numbers: tuple[str, ...]
) -> None:
    assert numbers_beside(model) == numbers


@pytest.mark.parametrize("model", TABLES)
def test_what_a_store_adds_to_a_record_has_no_name_of_a_column(model: type[Record]) -> None:
    added = (ROW, *numbers_beside(model))
    assert not set(added) & set(model.columns())
    assert list(columns_of(f"record_{model.table}")) == [*added, *model.columns()]
