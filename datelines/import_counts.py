"""Counts the user's rows by what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datelines.formats.model import Imported
from datelines.problems import Problem
from datelines.sound_rows import SoundRows
from datelines.table import Tables

_OF_REPORTS = ("figures", "wording", "cited")


@dataclass(frozen=True, slots=True)
class Counts:
    """The user's rows (features, incidents): read = kept + flagged + skipped. Kept ones have no remark,
    flagged ones have one and are kept as they are, skipped ones are no claims or could not be read."""

    read: int
    kept: int
    flagged: int
    skipped: int

    def sentence(self) -> str:
        """`read 9, kept 7, flagged 1, skipped 1`."""
        return f"read {self.read}, kept {self.kept}, flagged {self.flagged}, skipped {self.skipped}"


def counts_of(
    tables: Tables,
    given: Imported,
    sound: SoundRows,
    skipped: Sequence[Problem],
    remarks: Iterable[Problem],
) -> Counts:
    """The counts of an import. Rows that the format did not know of, since they could not be told apart,
    are read and skipped."""
    unknown = {(one.path, one.line) for one in skipped} - {(one.path, one.line) for one in given.skipped}
    read = given.read + len(unknown)
    left = {(one.path, one.line) for one in skipped}
    flagged = len(_flagged(tables, given, sound, remarks) - left)
    count = min(len(left), read)
    return Counts(read, max(read - count - flagged, 0), min(flagged, read - count), count)


def _flagged(
    tables: Tables, given: Imported, sound: SoundRows, remarks: Iterable[Problem]
) -> set[tuple[str, int]]:
    """The rows of claims that have a remark or a problem, or are left out of what can be explored."""
    claims = given.origins.get("reports")
    if claims is None:
        return set()
    said = np.array(sorted({one.line for one in remarks if one.path == claims.path}), dtype=np.int64)
    # Of the file of the claims any row counts: it may give one more figure of a report.
    known = np.zeros(len(said), dtype=bool)
    for origin in given.origins.values():
        if len(said) and origin.path == claims.path:
            known |= np.isin(said, origin.rows)
    found = {(claims.path, line) for line in said[known].tolist()}
    reports = tables.tables["reports"]
    out = ~sound.masks["reports"]
    for name in _OF_REPORTS:
        part = tables.tables[name]
        if not sound.masks[name].all():
            lost = part.columns["report_id"].filter(pa.array(~sound.masks[name]))
            found_in = pc.is_in(reports.columns["report_id"], value_set=lost)
            out |= found_in.to_numpy(zero_copy_only=False)
    return found | {(claims.path, line) for line in reports.lines[out].tolist()}
