"""Files that are made to hurt: each is refused in one sentence or read, soon and in bounded memory.

Each is opened in a process of its own, whose time and highest memory are measured. As a script
(`python -m tests.files.test_hostile`) this prints the table of docs/formats.md.
"""

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datelines.files import bounded, limits
from datelines.files.opened import IntakeError
from datelines.files.opening import opened

SECONDS = 15
READ_SECONDS = 45
"""Processor time, not time of the clock: other work may run beside. Three times what is measured for a file that
is refused, and for one that is read; the process ends itself where it takes more."""
REFUSED_MB, READ_MB = 1_500, 2_500
"""Highest resident memory of the whole process, of which some 130 MB are Python with its libraries."""

_PROBE = """
import json, resource, sys, time
from datelines.files.opened import IntakeError
from datelines.files.opening import opened
resource.setrlimit(resource.RLIMIT_AS, (8_000_000_000, 8_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3])))
begun = time.process_time()
try:
    with open(sys.argv[1], "rb") as content:
        result = opened(sys.argv[2], content)
    said, refused = result.said + ": " + str(sum(len(table.frame) for table in result.tables)), False
except IntakeError as error:
    said, refused = str(error), True
seconds = time.process_time() - begun
# Not ru_maxrss, which begins with what the parent had.
status = open("/proc/self/status").read()
memory = int(status.split("VmHWM:")[1].split()[0]) / 1000
print(json.dumps({"said": said, "refused": refused, "seconds": seconds, "mb": memory}))
"""

_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BOMB = f'<!DOCTYPE kml [<!ENTITY l0 "ha">{_LAUGHS}]>'
_OUTSIDE = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_KML = '<?xml version="1.0" encoding="{}"?>{}<kml><Placemark><name>{}</name></Placemark></kml>'


def probed(path: Path, name: str) -> dict[str, Any]:
    """What opening gave: `said`, `refused`, `seconds` of the processor, `mb` at the highest."""
    command = [sys.executable, "-c", _PROBE, str(path), name, str(READ_SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        file.truncate(size)


def repeated(path: Path, start: bytes, part: bytes, size: int) -> None:
    with path.open("wb") as file:
        file.write(start)
        piece = part * (1_000_000 // len(part) + 1)
        for _ in range(size // len(piece)):
            file.write(piece)


def wide(path: Path, second: bytes) -> None:
    """The size of UCDP GED: 300,000 rows."""
    row = b",".join([b"some text here"] * 44 + [b'"in, quotes"'] * 5) + b"\n"
    path.write_bytes(b",".join(b"c%d" % n for n in range(49)) + b"\n" + second + row * 300_000)


def packed(path: Path, parts: dict[str, bytes | tuple[bytes, int]]) -> None:
    """A ZIP of parts; a pair is a piece and how many bytes it fills."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts.items():
            if isinstance(content, bytes):
                file.writestr(name, content)
                continue
            piece = content[0] * (1_000_000 // len(content[0]) + 1)
            with file.open(name, "w", force_zip64=True) as part:
                for _ in range(content[1] // len(piece) + 1):
                    part.write(piece)


def workbook_with(path: Path, sheet: str | tuple[bytes, int], **parts: bytes | tuple[bytes, int]) -> None:
    """A workbook whose first sheet, or another part, is replaced."""
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    content = io.BytesIO()
    book.save(content)
    whole: dict[str, bytes | tuple[bytes, int]] = {}
    with zipfile.ZipFile(content) as made:
        whole = {name: made.read(name) for name in made.namelist()}
    whole["xl/worksheets/sheet1.xml"] = sheet.encode() if isinstance(sheet, str) else sheet
    whole |= {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    packed(path, whole)


def shared_texts(path: Path, texts: bytes) -> None:
    """A workbook whose cells are in the part for texts that cells share, as a spreadsheet writes them."""
    cell = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    with zipfile.ZipFile(content) as made:
        types = made.read("[Content_Types].xml")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    parts = {"[Content_Types]_xml": types.replace(b"</Types>", override), "xl__sharedStrings_xml": texts}
    workbook_with(path, _SHEET.format(cell), **parts)


def lying_zip(path: Path) -> None:
    """A directory that says 10 bytes of an entry that has 300 MB."""
    packed(path, {"a.csv": (b"a,b\n", 300_000_000)})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(content)


def far_cell(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["XFD1048576"] = "a", "b", 1
    book.save(path)


def far_rows(path: Path) -> None:
    cell = '<c r="{0}{1}"><v>1</v></c>'
    row = '<row r="{}">' + cell.format("A", "{0}") + cell.format("B", "{0}") + "</row>"
    workbook_with(
        path,
        _SHEET.format(
            row.replace("{0}", "1").replace("{}", "1") + row.replace("{0}", "9" * 12).replace("{}", "9" * 12)
        ),
    )


def view_without_end(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        base.execute("INSERT INTO gpkg_contents VALUES ('v', 'features')")
        base.execute(
            "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
        )


def computed_column(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        base.execute("INSERT INTO gpkg_contents VALUES ('t', 'attributes')")
        base.execute("CREATE TABLE t (a INTEGER, b TEXT GENERATED ALWAYS AS (hex(zeroblob(a))) VIRTUAL)")
        base.execute("INSERT INTO t (a) VALUES (1000)")


def million_views(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        base.execute("PRAGMA writable_schema=ON")
        base.executemany(
            "INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql) VALUES('view',?1,?1,0,?2)",
            ((f"v{n}", f"CREATE VIEW v{n} AS SELECT 1") for n in range(1_000_000)),
        )


def repeated_text(path: Path) -> None:
    text = pa.array(["x" * 900_000])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), text)
    pq.write_table(pa.table({"a": column}), path)


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(50_000_000))


def many_in_lists(path: Path) -> None:
    """Lists of one number, which is written once: 20 rows in a few kilobytes."""
    numbers = pa.array(np.zeros(20_000_000, dtype=np.int8))
    offsets = pa.array(np.arange(0, 20_000_001, 1_000_000, dtype=np.int32))
    pq.write_table(pa.table({"a": pa.ListArray.from_arrays(offsets, numbers)}), path, compression="zstd")


CASES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "CSV of 500 MB": ("a.csv", lambda p: sparse(p, 500_000_000), "500 MB, and 400 MB are the most"),
    "CSV of 390 MB that is NUL": ("a.csv", lambda p: sparse(p, 390_000_000), "a line has more than"),
    "CSV of 390 MB of line breaks": (
        "a.csv",
        lambda p: repeated(p, b"a,b\n1,2\n", b"\n", 390_000_000),
        "lines, and 5,000,000 are the most",
    ),
    "CSV of 4.9 million blank lines": ("a.csv", lambda p: repeated(p, b"a,b\n1,2\n", b"\n", 4_900_000), ""),
    "CSV of one line of 390 MB": ("a.csv", lambda p: repeated(p, b"a", b"x", 390_000_000), "without end"),
    "CSV of 390 MB behind an open quotation mark": (
        "a.csv",
        lambda p: repeated(p, b'a,b\n1,"2\n', b"x," + b"y" * 97 + b"\n", 390_000_000),
        "more than 500,000 rows",
    ),
    "CSV of 390 MB, a quotation mark on each line": (
        "a.csv",
        lambda p: repeated(p, b"a,b\n", b'"' + b"x" * 97 + b"\n", 390_000_000),
        "",
    ),
    "CSV of 500,001 ragged rows": (
        "a.csv",
        lambda p: repeated(p, b"a,b\n", b"1,2,3\n", 3_000_000),
        "10,000 rows",
    ),
    "CSV of 128 million blank cells": (
        "a.csv",
        lambda p: repeated(
            p, b",".join(b"c%d" % n for n in range(256)) + b"\n", b"," * 255 + b"\n", 120_000_000
        ),
        "more than 40,000,000 cells",
    ),
    "CSV of 300,000 rows and 49 columns, 210 MB": ("a.csv", lambda p: wide(p, b""), ""),
    "the same with an open quotation mark in its second row": ("a.csv", lambda p: wide(p, b'"x\n'), ""),
    "CSV of 300 columns": (
        "a.csv",
        lambda p: repeated(
            p, b",".join(b"c%d" % n for n in range(300)) + b"\n", b"," * 299 + b"\n", 1_000_000
        ),
        "300 columns, and 256 are the most",
    ),
    "CSV that is noise (50 MB)": ("a.csv", noise, "not"),
    "ZIP that holds 450 MB": ("a.zip", lambda p: packed(p, {"a.csv": (b"\0", 450_000_000)}), "unpacked"),
    "ZIP whose directory lies": ("a.zip", lying_zip, "is broken"),
    "ZIP in a ZIP": ("a.zip", lambda p: packed(p, {"b.zip": b"PK\x03\x04"}), "another packed file"),
    "ZIP of 5,000 entries": (
        "a.zip",
        lambda p: packed(p, {f"{n}.csv": b"a,b\n" for n in range(5_000)}),
        "5,000 entries",
    ),
    "XLSX whose sheet has 250 MB": (
        "a.xlsx",
        lambda p: workbook_with(p, (b"<row><c><v>1</v></c></row>", 250_000_000)),
        "unpacked",
    ),
    "XLSX with a cell at XFD1048576": ("a.xlsx", far_cell, "16,384 columns"),
    "XLSX with row 999,999,999,999": ("a.xlsx", far_rows, "a row beyond"),
    "XLSX of 6 million cells": (
        "a.xlsx",
        lambda p: workbook_with(p, (b'<row><c t="n"><v>1</v></c></row>', 190_000_000)),
        "more than 2,000,000 cells",
    ),
    "XLSX of 10 million texts": (
        "a.xlsx",
        lambda p: workbook_with(
            p, _SHEET.format(""), xl__sharedStrings_xml=(b"<si><t>a</t></si>", 190_000_000)
        ),
        "more than 2,000,000 cells",
    ),
    "XLSX with 190 MB of styles": (
        "a.xlsx",
        lambda p: workbook_with(p, _SHEET.format(""), xl__styles_xml=(b"<xf/>", 190_000_000)),
        "xl/styles.xml",
    ),
    "XLSX with entities": (
        "a.xlsx",
        lambda p: workbook_with(p, f"{_BOMB}{_SHEET.format('<row><c><v>&l9;</v></c></row>')}"),
        "cannot be read",
    ),
    "XLSX with an outside entity": (
        "a.xlsx",
        lambda p: workbook_with(p, f"{_OUTSIDE}{_SHEET.format('<row><c><v>&x;</v></c></row>')}"),
        "cannot be read",
    ),
    "XLSX with entities in its texts": (
        "a.xlsx",
        lambda p: shared_texts(p, f"{_BOMB}<sst><si><t>&l9;</t></si></sst>".encode()),
        "cannot be read",
    ),
    "XLSX with 10 million elements in a row": (
        "a.xlsx",
        lambda p: workbook_with(p, _SHEET.format(f"<row>{'<x/>' * 10_000_000}</row>")),
        "cannot be read",
    ),
    "XLSX with 60 million elements in each other": (
        "a.xlsx",
        lambda p: workbook_with(p, (b"<x>", 180_000_000)),
        "cannot be read",
    ),
    "JSON of 100,000 lists in lists": (
        "a.json",
        lambda p: p.write_bytes(b"[" * 100_000),
        "nested too deeply",
    ),
    "JSON of 30 million empty lists": (
        "a.json",
        lambda p: repeated(p, b"[", b"[],", 90_000_000),
        "values, and 5,000,000 are the most",
    ),
    "JSON of 2.4 million empty objects": (
        "a.json",
        lambda p: p.write_bytes(b"[" + b"{}," * 2_400_000 + b"{}]"),
        "",
    ),
    "JSON with a number of 90 million digits": (
        "a.json",
        lambda p: repeated(p, b"[", b"9", 90_000_000),
        "more digits",
    ),
    "KML with billion laughs": (
        "a.kml",
        lambda p: p.write_text(_KML.format("utf-8", _BOMB, "&l9;")),
        "DOCTYPE",
    ),
    "KML with an outside entity": (
        "a.kml",
        lambda p: p.write_text(_KML.format("utf-8", _OUTSIDE, "&x;")),
        "DOCTYPE",
    ),
    "KML with an outside entity, in UTF-16": (
        "a.kml",
        lambda p: p.write_bytes(_KML.format("utf-16", _OUTSIDE, "&x;").encode("utf-16")),
        "DOCTYPE",
    ),
    "KML of a million elements in each other": (
        "a.kml",
        lambda p: p.write_text("<kml>" + "<Folder>" * 1_000_000),
        "nested too deeply",
    ),
    "KML of one placemark of 90 MB": (
        "a.kml",
        lambda p: repeated(p, b"<kml><Placemark>", b"<a/>", 90_000_000),
        "more than 2,000,000 tags",
    ),
    "KML of one placemark of 1.8 million elements": (
        "a.kml",
        lambda p: repeated(p, b"<kml><Placemark>", b"<a/>", 7_000_000),
        "too many elements",
    ),
    "KML of 1.8 million elements that are no placemark": (
        "a.kml",
        lambda p: repeated(p, b"<kml><Document>", b"<a/>", 7_000_000),
        "not XML",
    ),
    "GeoPackage with a view without end": ("a.gpkg", view_without_end, "a view"),
    "GeoPackage with a computed column": ("a.gpkg", computed_column, "computed columns"),
    "GeoPackage with a million views": ("a.gpkg", million_views, "more steps"),
    "Parquet of 20 million numbers in lists": (
        "a.parquet",
        many_in_lists,
        "values, and 5,000,000 are the most",
    ),
    "Parquet of 180 GB in 1 MB": ("a.parquet", repeated_text, "unpacked, the table has"),
}


LARGE = ("CSV of 300,000 rows and 49 columns, 210 MB",)
"""Measured in the table alone: no harm is meant by it."""


def test_texts_that_cells_share_are_read_whole_in_one_font_or_several(tmp_path: Path) -> None:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    several = "<si><r><t>Exam</t></r><r><rPr><b/></rPr><t>pleville</t></r></si>"
    shared_texts(tmp_path / "a.xlsx", f'<sst xmlns="{name}"><si><t>Place</t></si>{several}</sst>'.encode())
    (table,) = opened("a.xlsx", (tmp_path / "a.xlsx").read_bytes()).tables
    assert list(table.frame.columns) == ["Place", "Exampleville"]


def test_a_parquet_file_that_takes_more_than_the_bound_is_refused_in_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = io.BytesIO()
    numbers = pa.array([b"x" * 200_000_000], pa.binary())
    pq.write_table(pa.table({"a": numbers}), content, use_dictionary=False, compression="zstd")
    monkeypatch.setattr(bounded, "DECODING_BYTES", 50_000_000)
    with pytest.raises(IntakeError, match="decoding the table takes more than 50 MB"):
        bounded.check_decoding("a.parquet", content.getvalue())
    monkeypatch.setattr(bounded, "DECODING_BYTES", 1_500_000_000)
    bounded.check_decoding("a.parquet", content.getvalue())


def test_a_parquet_file_whose_pages_are_broken_is_refused_in_one_sentence() -> None:
    content = io.BytesIO()
    pq.write_table(pa.table({"a": [str(number) for number in range(1000)]}), content)
    broken = bytearray(content.getvalue())
    broken[4:200] = b"\xff" * 196
    with pytest.raises(IntakeError, match="the Parquet file is broken"):
        opened("a.parquet", bytes(broken))


@pytest.mark.parametrize("case", [case for case in CASES if case not in LARGE])
def test_a_file_made_to_hurt_is_refused_or_read_soon_and_in_bounded_memory(case: str, tmp_path: Path) -> None:
    name, make, why = CASES[case]
    path = tmp_path / name
    make(path)
    found = probed(path, name)
    path.unlink()
    assert found["refused"] or not why
    assert why in found["said"]
    assert "\n" not in found["said"]
    assert found["seconds"] < (SECONDS if found["refused"] else READ_SECONDS)
    assert found["mb"] < (REFUSED_MB if found["refused"] else READ_MB)
    assert limits.UPLOAD_BYTES == 400_000_000


def main(only: str = "") -> None:
    """Print what each case takes, as the rows of a table."""
    print("| file | size | seconds | memory | what is said |\n|---|---|---|---|---|")
    for case, (name, make, _) in CASES.items():
        if only not in case:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            make(path)
            found = probed(path, name)
            size = path.stat().st_size / 1e6
        said = found["said"] if found["refused"] else f"read: {found['said']}"
        print(
            f"| {case} | {size:.1f} MB | {found['seconds']:.1f} s | {found['mb']:.0f} MB | {said[:150]} |",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
