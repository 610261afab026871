"""What a record declares of a column, a reference or a date, is what checks, packages and workbooks go by."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pydantic import Field

from datelines.checks import codebook
from datelines.checks.rules import CHECKS
from datelines.formats.tables import datapackage, template
from datelines.imports import explorable
from datelines.problems import Problem
from datelines.record.columns import EdtfInBounds, EdtfWithTime, Refers, Slug, Slugs
from datelines.record.records import RECORDS, TABLES, Event, Figure, Record, Report, Source
from datelines.table.archive import Archive
from datelines.table.folder import read_tables, table_of
from datelines.table.table import Tables
from tests.extracts import extract_of

VALID = read_tables(Path(__file__).parent.parent / "data" / "valid")
EVENT = VALID.tables["events"].frame["event_id"].iloc[0]
PLACE = VALID.tables["places"].frame["place_id"].iloc[0]
SPEAKER = VALID.tables["speakers"].frame["speaker_id"].iloc[0]


class Letter(Record):
    """A table that only these tests have."""

    table = "letters"
    key = "letter_id"
    letter_id: Slug = Field(description="Id of the letter.")
    event_id: Annotated[Slug, Refers("events")] = Field(description="What it is about.")
    seen_in: Annotated[Slugs, Refers("places", called="town")] = Field((), description="Where it was seen.")
    sent_by: Annotated[str, Refers("outlets", "speakers", called="sender")] | None = Field(
        None, description="Who sent it."
    )
    sent: EdtfInBounds | None = Field(None, description="When it was sent.")
    found: EdtfWithTime | None = Field(None, description="When it was found.")


def with_letter(**cells: str) -> Tables:
    """The valid tables, and one letter about an event of theirs."""
    given = {"letter_id": "letter-a", "event_id": EVENT} | cells
    frame = pd.DataFrame({name: [given.get(name, "")] for name in Letter.columns()}, dtype="str")
    letters, _ = table_of(Letter, frame, path="letters.csv", lines=np.array([2]))
    return replace(VALID, tables=MappingProxyType({**VALID.tables, "letters": letters}))


def faults(rule: str, **cells: str) -> list[tuple[str, str, str]]:
    """Column, value and reason of what the rule finds in a letter with these cells."""
    return [(found.column, found.value, found.why) for found in CHECKS[rule](with_letter(**cells))]


def test_a_record_says_which_tables_its_columns_refer_to() -> None:
    assert [(one.column, one.tables, one.called, one.several) for one in Letter.references()] == [
        ("event_id", ("events",), "event", False),
        ("seen_in", ("places",), "town", True),
        ("sent_by", ("outlets", "speakers"), "sender", False),
    ]
    assert [one.table for one in Letter.references()] == ["events", "places", None]
    assert [one.called for one in Report.references()] == ["event", "source", "speaker", "relay"]
    assert [one.called for one in Event.references()] == ["event", "place"]


def test_every_reference_is_to_ids_of_the_same_table_or_of_one_that_comes_before() -> None:
    names = list(RECORDS)
    for model in TABLES:
        for reference in model.references():
            for table in reference.tables:
                assert names.index(table) <= names.index(model.table), f"{model.table}.{reference.column}"
                assert RECORDS[table].key


def test_a_record_says_which_columns_are_dates_and_which_of_them_are_of_what_is_reported() -> None:
    assert Letter.edtf_columns() == ("sent", "found")
    assert Letter.edtf_in_bounds() == ("sent",)
    assert (Source.edtf_columns(), Source.edtf_in_bounds(), Source.days()) == (
        ("published",),
        (),
        ("retrieved",),
    )
    assert Figure.edtf_columns() == Figure.edtf_in_bounds() == ("scope_dates",)


def test_a_reference_that_finds_its_row_is_no_problem() -> None:
    assert faults("ids-resolve", seen_in=PLACE, sent_by=SPEAKER) == []
    assert faults("relayed-by-resolves", seen_in=PLACE, sent_by=SPEAKER) == []


def test_a_reference_to_no_row_is_found_in_one_id_in_several_and_in_one_of_two_tables() -> None:
    no_event = ("event_id", "nothing", "no row of events.csv has this id")
    no_place = ("seen_in", "nowhere", "no row of places.csv has this id")
    assert faults("ids-resolve", event_id="nothing", seen_in=f"{PLACE};nowhere") == [no_event, no_place]
    no_sender = ("sent_by", "nobody", "no row of outlets.csv or speakers.csv has this id")
    assert faults("relayed-by-resolves", sent_by="nobody") == [no_sender]


def test_a_column_of_dates_is_checked_as_a_date() -> None:
    assert faults("dates-are-edtf", sent="2019-09", found="2019-09-03~") == []
    found = faults("dates-are-edtf", sent="3 September 2019", found="2019-13-01")
    assert [(column, value) for column, value, _ in found] == [
        ("sent", "3 September 2019"),
        ("found", "2019-13-01"),
    ]


def test_only_a_date_of_what_is_reported_has_to_lie_within_the_bounds() -> None:
    assert faults("dates-within-bounds", found="1850") == []
    assert [column for column, *_ in faults("dates-within-bounds", sent="1850")] == ["sent"]


def test_a_row_is_left_out_with_the_row_that_it_refers_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorable, "TABLES", (*TABLES, Letter))
    tables = with_letter(sent_by=SPEAKER)
    speakers = tables.tables["speakers"]
    odd = Problem(speakers.path, int(speakers.lines[0]), "speaker_id", SPEAKER, "odd", "correct it")
    assert explorable.sound_rows(tables, []).masks["letters"].tolist() == [True]
    left_out = explorable.sound_rows(tables, [odd])
    assert left_out.masks["letters"].tolist() == [False]
    causes = [
        (one.column, one.kind, one.cause_table) for one in left_out.dependents if one.table == "letters"
    ]
    assert causes == [("sent_by", "sender", "speakers")]


def test_a_reference_of_one_id_is_a_foreign_key_of_a_data_package() -> None:
    extract = extract_of(Archive(VALID))
    *_, letters = datapackage.descriptor(extract, [*TABLES, Letter], {})["resources"]
    assert letters["schema"]["foreignKeys"] == [
        {"fields": "event_id", "reference": {"resource": "events", "fields": "event_id"}}
    ]
    (outlets,) = datapackage.descriptor(extract, [RECORDS["outlets"]], {})["resources"]
    assert "foreignKeys" not in outlets["schema"]


def test_a_reference_of_one_id_is_a_drop_down_of_the_workbook_to_fill_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(template, "TABLES", (*TABLES, Letter))
    book = openpyxl.load_workbook(io.BytesIO(template.blank_workbook()))
    offered = {str(one.sqref): one.formula1 for one in book["letters"].data_validations.dataValidation}
    last = template.LAST_ROW
    assert offered == {f"B2:B{last}": f"=events!$A$2:$A${last}"}


def test_the_codebook_says_what_a_column_refers_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebook, "TABLES", (Letter,))
    text = codebook.codebook_text()
    assert "| `event_id` | What it is about. *(required, refers to `events.event_id`)* |" in text
    assert "refers to `outlets.outlet_id` or `speakers.speaker_id`" in text
    assert "| `found` | When it was found. *(may be blank, EDTF)* |" in text
    assert "| `letter_id` | Id of the letter. *(required)* |" in text
