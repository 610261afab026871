"""The data package: what is packed comes back as it was, described for whoever opens it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from datelines.checks import check_tables, read_archive
from datelines.files.opening import opened
from datelines.formats.tables import datapackage
from datelines.record.records import TABLES
from datelines.share.extract import Extract
from datelines.table.folder import read_tables
from tests.extracts import extract_of

VALID = Path(__file__).parent.parent / "data" / "valid"


def package_of(extract: Extract) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(datapackage.write(extract))) as archive:
        found: dict[str, Any] = json.loads(archive.read("datapackage.json"))
    return found


def test_an_unpacked_package_passes_the_checks(tmp_path: Path) -> None:
    extract = extract_of(read_archive(VALID))
    with zipfile.ZipFile(io.BytesIO(datapackage.write(extract))) as archive:
        archive.extractall(tmp_path)
    assert check_tables(read_tables(tmp_path)) == []


def test_a_package_says_how_it_was_chosen_and_how_to_cite_it() -> None:
    extract = extract_of(read_archive(VALID))
    package = package_of(extract)
    assert extract.sentence in package["description"]
    assert package["version"] == extract.archive.version
    assert package["licenses"][0]["title"] == extract.licence
    assert package["datelines:citation"] == extract.citation
    with zipfile.ZipFile(io.BytesIO(datapackage.write(extract))) as archive:
        assert extract.citation in archive.read("README.txt").decode()


def test_every_column_is_described_with_its_rules() -> None:
    resources = {one["name"]: one for one in package_of(extract_of(read_archive(VALID)))["resources"]}
    for model in TABLES:
        if model.optional:
            continue
        fields = {one["name"]: one for one in resources[model.table]["schema"]["fields"]}
        assert tuple(fields) == model.columns()
        assert all(one["description"] for one in fields.values())
    places = {one["name"]: one for one in resources["places"]["schema"]["fields"]}
    assert places["latitude"] == {
        "name": "latitude",
        "type": "number",
        "description": "WGS84 degrees north.",
        "constraints": {"minimum": -90, "maximum": 90},
    }
    assert places["precision"]["type"] == "integer"
    assert "town" in places["kind"]["constraints"]["enum"]
    assert resources["figures"]["schema"]["foreignKeys"][0]["reference"]["resource"] == "reports"


def test_equal_extracts_are_equal_bytes() -> None:
    extract = extract_of(read_archive(VALID))
    assert datapackage.write(extract) == datapackage.write(extract)


def test_a_zip_of_other_tables_is_not_a_package_of_ours() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("a.csv", "x,y\n1,2\n")
    assert datapackage.recognise([opened("a.zip", content.getvalue())]) == ""
