"""datapackage.json says of every table what its record says, and keeps what only it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from datelines.record.columns import SLUG
from datelines.record.package import package_with, resources_of
from datelines.record.records import TABLES, Cited, Figure, Place, Report, Source
from datelines.record.terms import MEASURES


def fields_of(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in resource["schema"]["fields"]}


def keys_of(resource: dict[str, Any]) -> dict[str, str]:
    found = resource["schema"].get("foreignKeys", [])
    return {one["fields"]: one["reference"]["resource"] for one in found}


def test_every_column_of_every_table_is_described_in_order() -> None:
    for model, resource in zip(TABLES, resources_of(TABLES), strict=True):
        assert resource["path"] == f"{model.table}.csv"
        fields = fields_of(resource)
        assert tuple(fields) == model.columns()
        for name, field in fields.items():
            assert field["description"] == model.model_fields[name].description
            required = field.get("constraints", {}).get("required", False)
            assert required == (name in model.needed_columns())


def test_types_terms_patterns_and_limits_are_those_of_the_record() -> None:
    figure, place = (fields_of(resource) for resource in resources_of([Figure, Place]))
    assert figure["measure"]["constraints"] == {"required": True, "enum": list(MEASURES)}
    assert figure["figure_id"]["constraints"] == {"required": True, "unique": True, "pattern": SLUG}
    assert figure["report_id"]["constraints"] == {"required": True, "pattern": SLUG}
    assert (figure["low"]["type"], figure["low"]["constraints"]) == ("number", {"minimum": 0})
    assert place["precision"]["constraints"] == {"required": True, "minimum": 1, "maximum": 7}
    assert "constraints" not in place["names"]


def test_keys_refer_to_tables_that_the_package_has() -> None:
    every = {resource["name"]: resource for resource in resources_of(TABLES)}
    assert keys_of(every["reports"]) == {
        "event_id": "events",
        "source_id": "sources",
        "speaker_id": "speakers",
    }
    assert keys_of(every["cited"]) == {"report_id": "reports", "source_id": "sources"}
    assert every["reports"]["schema"]["primaryKey"] == "report_id"
    few = {resource["name"]: resource for resource in resources_of([Source, Report, Cited])}
    assert keys_of(few["reports"]) == {"source_id": "sources"}
    assert keys_of(few["sources"]) == {}


def test_what_only_the_file_says_is_kept() -> None:
    text = json.dumps({"title": "T", "resources": [{"name": "old"}], "datelines:bounds": "2019/2020"})
    package = json.loads(package_with(text, {"events", "figures", "coordinate_exceptions"}))
    assert list(package) == ["title", "resources", "datelines:bounds"]
    assert (package["title"], package["datelines:bounds"]) == ("T", "2019/2020")
    assert [one["name"] for one in package["resources"]] == ["events", "figures"]


@pytest.mark.parametrize("text", ["[]", "{"])
def test_what_is_no_object_of_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        package_with(text, {"events"})
