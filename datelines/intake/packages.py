"""Opens what is packed as a ZIP: a workbook, a KMZ, one table, or a package of tables."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from datelines.intake import limits
from datelines.intake.files import IntakeError, Opened
from datelines.intake.zips import checked_zip, entry_bytes

_TEXTS = (".csv", ".tsv", ".tab", ".txt")
_SHAPES = "shapes"
_NAMED_TEXTS = ("readme", "license", "licence")


def packed(name: str, content: bytes, encoding: str | None = None, columns: Sequence[str] = ()) -> Opened:
    """A workbook, a KMZ, the one table of a ZIP, or all its tables with the value of datapackage.json.

    `columns` are the names for texts without a header. Raises IntakeError.
    """
    with checked_zip(name, content, limits.UNPACKED_BYTES) as parts:
        entries = {
            entry.filename: entry
            for entry in parts.infolist()
            if not entry.is_dir() and "__MACOSX/" not in entry.filename
        }
        if "xl/workbook.xml" in entries or name.lower().endswith((".xlsx", ".xlsm")):
            from datelines.intake.workbooks import workbook

            return workbook(name, content)
        if "mimetype" in entries or "word/document.xml" in entries or "xl/workbook.bin" in entries:
            raise IntakeError(
                name, "a document of a kind that is not read", "save the table as .xlsx or as CSV"
            )
        return _package(name, len(content), parts, entries, encoding, columns)


def _package(
    name: str,
    size: int,
    parts: zipfile.ZipFile,
    entries: dict[str, zipfile.ZipInfo],
    encoding: str | None,
    columns: Sequence[str],
) -> Opened:
    from datelines.intake.delimited import delimited
    from datelines.intake.json_texts import json_value

    def read(entry: zipfile.ZipInfo) -> bytes:
        return entry_bytes(name, parts, entry)

    paths = {path: PurePosixPath(path) for path in entries}
    kml = [path for path, pure in paths.items() if pure.suffix.lower() == ".kml"]
    if kml:
        from datelines.intake.kml_files import kml as read_kml

        return read_kml(name, read(entries[kml[0]]))
    texts = [
        path
        for path, pure in paths.items()
        if pure.suffix.lower() in _TEXTS and not pure.stem.lower().startswith(_NAMED_TEXTS)
    ]
    described = next((path for path, pure in paths.items() if pure.name == "datapackage.json"), None)
    if not texts:
        why = "the ZIP holds no table (no .csv, .tsv or .txt)"
        raise IntakeError(name, why, "unpack it, and choose the files in it")
    files = [delimited(paths[path].name, read(entries[path]), encoding, columns) for path in sorted(texts)]
    tables = tuple(table for file in files for table in file.tables)
    if described is None and len(files) == 1:
        said = f"{files[0].said}, in a ZIP"
        return Opened(name, "delimited", said, size, tables, about=files[0].about)
    value = json_value(name, read(entries[described])).value if described else None
    said = f"ZIP with the tables {', '.join(table.part for table in tables)}"
    outlines = {
        pure.name: read(entries[path])
        for path, pure in paths.items()
        if pure.parent.name == _SHAPES and pure.suffix == ".geojson"
    }
    for path, outline in outlines.items():
        limits.check_size(name, len(outline), limits.JSON_BYTES, f"the outline {path!r}")
    return Opened(name, "package", said, size, tables, value, outlines)
