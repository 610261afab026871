"""Opens what is packed as a ZIP: a workbook, a KMZ, one table, or a package of tables.

How large and how many the entries are is checked before any of them is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from datelines.files import limits
from datelines.files.opened import IntakeError, Opened

_PACKED = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".zst")
_ENCRYPTED = 0x1


def checked_zip(name: str, content: bytes, most: int) -> zipfile.ZipFile:
    """A ZIP whose entries have `most` bytes in sum at most, as its directory says. Raises IntakeError."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
        entries = opened.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError):
        raise IntakeError(name, "the file is a broken ZIP", "download or save it again") from None
    if len(entries) > limits.ZIP_ENTRIES:
        why = f"the ZIP has {limits.grouped(len(entries))} entries, and {limits.grouped(limits.ZIP_ENTRIES)}"
        raise IntakeError(name, f"{why} are the most that is read", "keep only the tables in it")
    size = sum(entry.file_size for entry in entries)
    if size > most:
        what = f"unpacked, the file has {limits.megabytes(size)}, and {limits.megabytes(most)} are the most"
        raise IntakeError(name, what, "keep only the rows that you need, or save the table as CSV")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise IntakeError(name, "the ZIP has a password", "unpack it, and choose the tables in it")
    nested = next((entry.filename for entry in entries if entry.filename.lower().endswith(_PACKED)), None)
    if nested is not None:
        raise IntakeError(name, f"the ZIP holds another packed file, {nested!r}", "unpack it first")
    return opened


def chunks(name: str, parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry in pieces: all at once, an entry that is longer than the directory says would be unpacked to
    its end. Raises IntakeError for such a one too."""
    try:
        with parts.open(entry) as part:
            while piece := part.read(limits.MEGABYTE):
                yield piece
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        why = f"{entry.filename!r} in the file is broken, or in a packing that is not read"
        raise IntakeError(name, why, "download or save it again") from None


def entry_bytes(name: str, parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The whole of an entry. Raises IntakeError."""
    return b"".join(chunks(name, parts, entry))


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
            from datelines.files.workbooks import workbook

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
    from datelines.files.delimited import delimited
    from datelines.files.json_texts import json_value

    def read(entry: zipfile.ZipInfo) -> bytes:
        return entry_bytes(name, parts, entry)

    paths = {path: PurePosixPath(path) for path in entries}
    kml = [path for path, pure in paths.items() if pure.suffix.lower() == ".kml"]
    if kml:
        from datelines.files.kml_files import kml as read_kml

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
