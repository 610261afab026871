"""How often two readers agreed, as agreement.csv of a folder says."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from datelines.record.records import Agreement


def read_agreement(folder: Path) -> Iterator[tuple[int, Agreement | str]]:
    """Line and row of agreement.csv, or why a line cannot be read; nothing where the folder has no such file.
    Raises OSError where the file is there and cannot be opened."""
    path = folder / f"{Agreement.table}.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, cells in enumerate(csv.DictReader(file), start=2):
            try:
                yield line, Agreement.model_validate(cells)
            except ValidationError as error:
                found = error.errors()[0]
                yield line, f"{'.'.join(map(str, found['loc']))}: {found['msg']}"
