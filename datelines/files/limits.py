"""How much of a stranger's file is read, each limit with its reason, and the sentences that refuse more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from datelines.files.opened import IntakeError

MEGABYTE = 1_000_000

UPLOAD_BYTES = 400 * MEGABYTE
"""A file as it arrives. UCDP GED as CSV has 205 to 270 MB; no larger table is known."""

UNPACKED_BYTES = 400 * MEGABYTE
"""What a ZIP holds once unpacked, summed over its entries: as much as the same files would have alone."""

WORKBOOK_BYTES = 200 * MEGABYTE
"""The parts of a workbook once unpacked: they are XML, which takes seconds to read from here on."""

WORKBOOK_PART_BYTES = 20 * MEGABYTE
"""A part of a workbook that openpyxl reads as a whole (styles, the list of sheets), which takes ten times
its size."""

ZIP_ENTRIES = 1_000
"""Entries of a ZIP or workbook; a workbook with 100 sheets and pictures has some 300."""

LINES = 5_000_000
"""Physical lines of a text: ten for each row, since cells may hold line breaks."""

ROWS = 500_000
"""Rows of one table: UCDP GED 25.1 has 385,918 events, and grows by some 25,000 a year."""

COLUMNS = 256
"""Columns of one table. UCDP has 49, surveys some 200; more is a matrix, or a cell far to the right."""

CELLS = 40 * MEGABYTE
"""Cells of one table, rows times columns: what bounds memory where cells are blank."""

WORKBOOK_CELLS = 2_000_000
"""Cells of a workbook, which are read one by one: some 40,000 events of UCDP, in a quarter of a minute."""

ROW_ELEMENTS = 200_000
"""XML elements of one row of a sheet: a row has 16,384 cells at the most, of some three elements each."""

LINE_BYTES = 16 * MEGABYTE
"""A physical line: many times the longest row that has been met."""

CELL_CHARACTERS = 1_000_000
"""Characters of one cell. A spreadsheet's cell holds 32,767; the outline of a country may need more."""

READ_IN_VAIN = 50 * MEGABYTE
"""Text read behind quotation marks that turned out not to be closed, and read again: what bounds time."""

RAGGED_ROWS = 10_000
"""Rows that cannot be read, each of which is listed: with more, the file is in another format."""

JSON_BYTES = 100 * MEGABYTE
JSON_VALUES = 5_000_000
"""A JSON text, and its values: 100,000 features with 49 properties. An empty value takes 20 times the
memory of its text."""

GEOPACKAGE_BYTES = 200 * MEGABYTE
"""A GeoPackage, which is copied once into memory."""

GEOPACKAGE_STEPS = 100 * MEGABYTE
"""Steps of SQLite's machine that reading the layers of a GeoPackage may take: one for each cell and five for
each row. 300,000 rows of 72 columns take 23 million."""

ENTRIES = 10_000
"""Tables, indexes and triggers of a GeoPackage: GDAL makes some twenty for each layer."""

KML_BYTES = 100 * MEGABYTE
"""A KML; read placemark by placemark, but one placemark may be the whole of it."""

KML_TAGS = 2_000_000
PLACEMARK_ELEMENTS = 20_000
"""Tags of a KML: 40,000 placemarks with 25 elements each. One has some ten, and two for each of its data."""

LAYERS = 50
"""Layers of a GeoPackage or KML, and sheets of a workbook."""


def grouped(number: int) -> str:
    """`1,234,567`."""
    return f"{number:,}"


def megabytes(size: int) -> str:
    """`512 MB`, rounded up, so that a size just above a limit does not read like the limit."""
    return f"{-(-size // MEGABYTE):,} MB"


def check_size(name: str, size: int, most: int, what: str = "the file") -> None:
    """Raises IntakeError where `size` bytes are more than `most`."""
    if size > most:
        why = f"{what} has {megabytes(size)}, and {megabytes(most)} are the most that is read"
        raise IntakeError(name, why, "keep only the rows that you need, and try again")


def check_values(name: str, values: int, what: str) -> None:
    """Raises IntakeError where `what` has more values than a JSON text may have."""
    if values > JSON_VALUES:
        why = f"{what} have {grouped(values)} values, and {grouped(JSON_VALUES)} are the most that is read"
        raise IntakeError(name, why, "leave these columns out")


def check_total(files: Iterable[tuple[str, int]]) -> None:
    """Raises IntakeError where files (name, bytes) that are read together are more than one may be."""
    size = 0
    for name, part in files:
        size += part
        check_size(name, size, UPLOAD_BYTES, "with the files before it, the file")


def check_shape(name: str, rows: int, columns: int) -> None:
    """Raises IntakeError where a table has too many rows, columns or cells."""
    if columns > COLUMNS:
        why = f"the table has {grouped(columns)} columns, and {COLUMNS} are the most that is read"
        raise IntakeError(
            name, why, "remove the columns that you do not need, and stray cells far to the right"
        )
    if rows > ROWS:
        why = f"the table has more than {grouped(ROWS)} rows"
        raise IntakeError(name, why, "keep only the rows that you need, or cut the file in two")
    if rows * columns > CELLS:
        why = f"the table has more than {grouped(CELLS)} cells"
        raise IntakeError(name, why, "remove the columns that you do not need")


def content_of(name: str, content: bytes | BinaryIO, most: int = UPLOAD_BYTES) -> bytes:
    """The bytes of a file. Its size is looked at first, so that too large a one is not read.

    Raises IntakeError where there are more than `most`, or none.
    """
    if isinstance(content, bytes):
        data = content
        check_size(name, len(data), most)
    else:
        check_size(name, content.seek(0, 2), most)
        content.seek(0)
        # A file may grow while it is read.
        data = content.read(most + 1)
        check_size(name, len(data), most)
    if not data[:MEGABYTE].strip(b"\0\t\r\n "):
        raise IntakeError(name, "the file is empty", "choose the file that has the rows")
    return data
