"""Cells looked at column by column fit, or do not, as they do row by row, and for the same reasons."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.record.records import TABLES, Event, Place, Record
from datelines.table import fit as fitting
from datelines.table.fit import Misfit, fit_of, read_record
from datelines.table.text import text_array

CELLS = (
    "",
    " ",
    "\u3000",
    "a",
    " a ",
    "a-b2",
    "A b",
    "a;b",
    "a; B",
    ";",
    "0",
    "-0",
    "7",
    "8",
    "-1",
    "33.5",
    "1e3",
    "1_000",
    "nan",
    "9" * 400,
    "91",
    "-91.5",
    "٣",
    "2019-09-03",
    "2019-02-30",
    "2019-09",
    " 2019-09-03",
    "statd",
    "village",
    "killed",
    "x\x00y",
)


@st.composite
def cells_of(draw: st.DrawFn) -> tuple[type[Record], list[dict[str, str]]]:
    """A table and rows of raw cells, of which many fit."""
    model = draw(st.sampled_from(TABLES))
    columns = {
        name: st.sampled_from((*CELLS, *model.terms().get(name, ()))) | st.text(max_size=4)
        for name in model.columns()
    }
    return model, draw(st.lists(st.fixed_dictionaries(columns), max_size=4))


@given(cells_of())
@settings(max_examples=300)
def test_columns_are_judged_as_their_rows_are(drawn: tuple[type[Record], list[dict[str, str]]]) -> None:
    model, rows = drawn
    fit = fit_of(model, {name: text_array(row[name] for row in rows) for name in model.columns()})
    alone = [read_record(model, row) for row in rows]
    assert fit.fits.tolist() == [record is not None for record, _ in alone]
    assert list(fit.misfits) == [
        Misfit(number, fault) for number, (_, faults) in enumerate(alone) for fault in faults
    ]


@pytest.mark.parametrize("model", TABLES)
@pytest.mark.parametrize("cell", CELLS)
def test_every_column_judges_every_kind_of_cell_as_a_row_does(model: type[Record], cell: str) -> None:
    row = dict.fromkeys(model.columns(), cell)
    fit = fit_of(model, {name: text_array([text]) for name, text in row.items()})
    assert [misfit.fault for misfit in fit.misfits] == read_record(model, row)[1]


def test_a_column_is_judged_in_batches_without_losing_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "_BATCH", 2)
    ids = ["a", "B", "c", "", "D", "B", "E"]
    columns = {name: text_array([""] * len(ids)) for name in Event.columns()}
    fit = fit_of(Event, columns | {"event_id": text_array(ids)})
    wrong = [misfit.row for misfit in fit.misfits if misfit.fault.column == "event_id"]
    assert wrong == [1, 3, 4, 5, 6]


def test_a_table_without_rows_fits() -> None:
    fit = fit_of(Place, {name: text_array([]) for name in Place.columns()})
    assert (fit.fits.tolist(), fit.misfits) == ([], ())
