"""The schema: columns, closed lists, and what a cell may hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from datelines.record import terms as v
from datelines.record.records import TABLES, Event, Figure, Outlet, Place, Record, Report, Source, Wording
from datelines.table.fit import read_record


def test_every_column_of_every_table_is_described() -> None:
    for model in TABLES:
        for column in model.columns():
            assert model.model_fields[column].description, f"{model.table}.{column}"


@pytest.mark.parametrize("model", TABLES)
def test_ids_come_first(model: type[Record]) -> None:
    assert model.key is None or model.columns()[0] == model.key


def test_the_closed_lists_of_a_table_are_found_by_column() -> None:
    assert Event.terms() == {"date_basis": v.BASES, "kind": v.EVENT_KINDS, "status": v.EVENT_STATUSES}
    assert Source.terms()["published_basis"] is v.BASES
    assert Wording.terms() == {}


def test_columns_with_several_values_are_known() -> None:
    assert Event.several() == {"place_ids"}
    assert Place.several() == {"names"}
    assert Report.several() == frozenset()


def test_a_record_cannot_be_changed() -> None:
    wording = Wording(report_id="report-a", subject="town", term="Exampleville")
    with pytest.raises(ValidationError):
        wording.term = "Zone A"  # type: ignore[misc]


def test_blank_cells_are_not_reported_and_a_zero_is() -> None:
    cells = dict.fromkeys(Figure.columns(), "") | {
        "figure_id": "f",
        "report_id": "r",
        "measure": "killed",
        "population": "all",
        "qualifier": "exact",
        "low": "0",
        "unit": "people",
        "scope": "event",
        "as_reported": "no one",
    }
    record, faults = read_record(Figure, cells)
    assert isinstance(record, Figure)
    assert (record.low, record.high, faults) == (0, None, [])


@pytest.mark.parametrize(
    ("model", "column", "good", "bad"),
    [
        (Outlet, "outlet_id", "outlet-9", "Outlet_9"),
        (Outlet, "kind", "agency", "Agency"),
        (Source, "retrieved", "2026-01-10", "2026-1-10"),
        (Source, "retrieved", "2024-02-29", "2023-02-29"),
        (Place, "latitude", "-35.5", "3e1"),
        (Place, "latitude", "90", "90.1"),
        (Place, "longitude", "180", "٣٧"),
        (Place, "precision", "7", "8"),
        (Place, "geonames_id", "12", "12.5"),
        (Figure, "low", "1200.5", "1,200"),
        (Figure, "high", "0", "inf"),
    ],
)
def test_a_cell_holds_what_its_column_is_for(model: type[Record], column: str, good: str, bad: str) -> None:
    def faulty_columns(cell: str) -> set[str]:
        _, faults = read_record(model, {column: cell})
        return {fault.column for fault in faults if fault.why != "must not be blank"}

    assert faulty_columns(good) == set()
    assert faulty_columns(bad) == {column}


@pytest.mark.parametrize("value", [35.0, 35])
def test_records_take_python_values_as_well_as_cells(value: Any) -> None:
    place = Place(place_id="p", name="P", kind="town", latitude=value, longitude=37.0, precision=1)
    assert place.latitude == 35.0
