"""Tables that are in memory as the tables of a store, and a store in the memory of this process."""

from __future__ import annotations

import json
from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa
from sqlalchemy import make_url

from datelines.archive import Archive
from datelines.engine.asking import Store
from datelines.engine.connecting import ROW_GROUP, duckdb_engine
from datelines.engine.schema import ROW, arrow_schema, names, schema, version
from datelines.records import TABLES
from datelines.relation import Relation, published_days
from datelines.text_columns import positions

DIGEST, CORPUS, VERSION, SHAPE = "digest", "corpus", "version", "shapes/"
"""What `about` says: the digest of the data, datapackage.json's part as JSON, for which code the store was
filled, and the bytes of each file in shapes/ as text."""


def stored_tables(archive: Archive, relation: Relation) -> Mapping[str, pa.Table]:
    """Every table of a store (`reports`, `about`, `record_events`), for an archive and its relation."""
    tables = {"reports": relation.reports, "about": about_table(archive)}
    numbers = _numbers(archive, relation)
    for model in TABLES:
        name = f"record_{model.table}"
        cells = {column: archive.cells(model.table, column) for column in model.columns()}
        rows = np.arange(len(next(iter(cells.values()))))
        tables[name] = _table(name, {ROW: rows, **numbers[model.table], **cells})
    return tables


def memory_store(tables: Mapping[str, pa.Table]) -> Store:
    """A store of these tables in the memory of this process; it is gone when nobody holds it."""
    root = duckdb.connect(":memory:")
    if tables["reports"].num_rows <= ROW_GROUP:
        root.execute("set threads = 1")
    for name in names():
        root.register("given", tables[name])
        root.execute(f'create table "{name}" as select * from given')
        root.unregister("given")
    return Store(duckdb_engine(make_url("duckdb:///:memory:"), root.cursor), schema())


def about_table(archive: Archive) -> pa.Table:
    """The table `about`: what is said of the whole, its digest and its shapes among it."""
    corpus = archive.corpus
    said = {
        DIGEST: archive.digest,
        VERSION: version(),
        CORPUS: json.dumps(
            {
                "bounds": corpus.bounds,
                "reviewers": sorted(corpus.reviewers),
                "title": corpus.title,
                "licence": corpus.licence,
                "cited_as": corpus.cited_as,
            },
            ensure_ascii=False,
        ),
    }
    said |= {f"{SHAPE}{name}": content.decode() for name, content in archive.shapes.items()}
    return pa.table([list(said), list(said.values())], schema=arrow_schema("about"))


def _numbers(archive: Archive, relation: Relation) -> Mapping[str, Mapping[str, np.ndarray]]:
    """The numbers that stand beside the cells of each table of records."""
    reports = archive.cells("reports", "report_id")
    of_report = positions(archive.cells("reports", "event_id"), archive.cells("events", "event_id"))
    event_of_report = relation.events[of_report]
    found: dict[str, dict[str, np.ndarray]] = {}
    for table in ("outlets", "speakers", "places"):
        name = f"{table[:-1]}_number"
        number = np.arange(1, len(archive.cells(table, f"{table[:-1]}_id")) + 1)
        found[table] = {name: number, "reports": _reports_of(relation, name, len(number))}
    days = published_days(archive)
    found["sources"] = {"source_number": np.arange(1, len(days) + 1), "published_day": days}
    found["events"] = {"event_number": relation.events}
    found["reports"] = {
        "report_number": relation.numbers,
        "event_number": event_of_report,
        "source_number": relation.sources,
    }
    for table in ("figures", "wording", "cited"):
        report = positions(archive.cells(table, "report_id"), reports)
        found[table] = {"report_number": relation.numbers[report], "event_number": event_of_report[report]}
    cited = positions(archive.cells("cited", "source_id"), archive.cells("sources", "source_id"))
    found["cited"]["source_number"] = cited + 1
    return found


def _reports_of(relation: Relation, name: str, number: int) -> np.ndarray:
    """How many reports have each number in that column, by number from 1."""
    # One number for each pair of report and number, since numpy sorts those ten times as fast.
    report = relation.reports["report_number"].to_numpy().astype(np.int64)
    pairs = np.unique(report * (number + 1) + relation.reports[name].to_numpy())
    return np.bincount(pairs % (number + 1), minlength=number + 1)[1:].astype(np.int64)


def _table(name: str, columns: Mapping[str, np.ndarray | pa.Array]) -> pa.Table:
    shape = arrow_schema(name)
    arrays = [pa.array(columns[field.name], from_pandas=True).cast(field.type) for field in shape]
    return pa.table(arrays, schema=shape)
