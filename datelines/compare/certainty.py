"""How sure the data are of themselves, in numbers: how much of the pages was read, by how many readers, and
what was inferred. It says nothing on whether what was printed is so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, Table, func, select

from datelines.store.store import Store


@dataclass(frozen=True, slots=True)
class Certainty:
    """Numbers of sources, reports and events by one column each, `''` where it is blank: `read` (sources),
    `status` (reports), `published_basis` (sources with a date, `''` those without), `date_basis` (events).
    `attributed` reports carry someone else's words, `relayed` ones came by way of another, `possibly` are
    only possibly about their event."""

    read: Mapping[str, int]
    status: Mapping[str, int]
    published: Mapping[str, int]
    dated: Mapping[str, int]
    attributed: int
    relayed: int
    possibly: int

    @property
    def reports(self) -> int:
        """All reports."""
        return sum(self.status.values())


def certainty(store: Store) -> Certainty:
    """What the store knows of its rows; asked once for each filling of it."""
    return store.remembered.one("certainty", None, partial(_certainty, store))


def _certainty(store: Store) -> Certainty:
    records = store.schema.records
    sources, reports, events = records["sources"], records["reports"], records["events"]
    dated = sources.c.published != ""
    basis = _counts(store, sources, "published_basis", dated)
    undated = store.row(select(func.count()).select_from(sources).where(sources.c.published == ""))[0]
    one = [
        select(func.count()).select_from(reports).where(condition).scalar_subquery()
        for condition in (
            reports.c.speaker_id != "",
            reports.c.relayed_by != "",
            reports.c.link_status == "possibly",
        )
    ]
    attributed, relayed, possibly = store.row(select(*one))
    return Certainty(
        _counts(store, sources, "read"),
        _counts(store, reports, "status"),
        {**basis, "": int(undated)} if undated else basis,
        _counts(store, events, "date_basis"),
        int(attributed),
        int(relayed),
        int(possibly),
    )


def _counts(store: Store, table: Table, column: str, *conditions: ColumnElement[bool]) -> dict[str, int]:
    named = table.c[column]
    asked = select(named, func.count()).select_from(table).where(*conditions)
    return {value or "": int(number) for value, number in store.rows(asked.group_by(named).order_by(named))}
