"""Text as it is searched: without case, accents and scripts, every word of a report in one piece."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

from datelines.archive import Archive
from datelines.text_columns import TEXT, distinct, joined, positions

_SEPARATOR = " \n "


def folded(text: str) -> str:
    """`text` without case, accents and scripts (`حميميم` and `Ḥmeimim` become Latin letters), for
    searching only; what is shown is always the text as recorded."""
    return anyascii(text).casefold()


def searchable(
    archive: Archive,
    reports: Mapping[str, pa.Array],
    event: np.ndarray,
    source: np.ndarray,
    place: np.ndarray,
    counts: np.ndarray,
) -> pa.Array:
    """Every word by which a reader may look for each of `reports` (columns of reports.csv), folded.

    `event` and `source` are the positions of what a report names; `place` those of the places of every
    event in turn, as many as `counts` says. Text is folded character by character, so that each distinct
    text is folded once and then joined.
    """
    of_source = pa.array(source)
    outlets, speakers = (partial(_named, archive, table) for table in ("outlets", "speakers"))
    at = joined(_place_words(archive).take(pa.array(place)), counts, _SEPARATOR)
    words = [
        _folded(archive.cells("events", "title").take(pa.array(event))),
        _folded(reports["summary"]),
        _folded(reports["place_as_reported"]),
        _folded(archive.cells("sources", "title")).take(of_source),
        outlets("outlet_id", archive.cells("sources", "outlet_id")).take(of_source),
        speakers("speaker_id", reports["speaker_id"]),
        at.take(pa.array(event)),
        _beside(archive, "wording", "term", reports["report_id"]),
        _beside(archive, "figures", "as_reported", reports["report_id"]),
    ]
    return pc.binary_join_element_wise(*words, pa.scalar(_SEPARATOR, TEXT), null_handling="skip")


def _folded(texts: pa.Array) -> pa.Array:
    """Each text folded; null where it is blank."""
    found, numbers = distinct(texts)
    return pa.array([folded(text) if text else None for text in found], TEXT).take(pa.array(numbers))


def _named(archive: Archive, table: str, key: str, ids: pa.Array) -> pa.Array:
    """The folded name for each id; null where the table has no such id."""
    found = positions(ids, archive.cells(table, key))
    return _folded(archive.cells(table, "name")).take(pa.array(found, mask=found < 0))


def _place_words(archive: Archive) -> pa.Array:
    """Every name of each place, folded."""
    names = archive.cells("places", "name").to_pylist()
    others = archive.cells("places", "names").to_pylist()
    words = ([name, *map(str.strip, other.split(";"))] for name, other in zip(names, others, strict=True))
    return pa.array([_SEPARATOR.join(folded(word) for word in found if word) for found in words], TEXT)


def _beside(archive: Archive, table: str, column: str, report_ids: pa.Array) -> pa.Array:
    """The folded texts of a table whose rows belong to reports, those of each report joined in file order;
    null for a report that has none."""
    report = positions(archive.cells(table, "report_id"), report_ids)
    order = np.argsort(report, kind="stable")
    order = order[np.searchsorted(report[order], 0) :]
    texts = _folded(archive.cells(table, column)).take(pa.array(order))
    return joined(texts, np.bincount(report[order], minlength=len(report_ids)), _SEPARATOR)
