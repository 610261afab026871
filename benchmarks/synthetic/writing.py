"""Writes a synthetic table as a Parquet file in the layout of the flat table (formats.flat_columns)."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb

from benchmarks.synthetic.drawing import DRAWING
from benchmarks.synthetic.events import EVENTS
from benchmarks.synthetic.places import PLACES
from benchmarks.synthetic.rows import COMMON, PHRASES, ROWS, TOPICS
from datelines.record.package import Corpus
from datelines.record.terms import EVENT_KINDS, OUTLET_KINDS, SPEAKER_KINDS

SEED = 20191222
MEMORY = "3GB"
"""What DuckDB may hold at once; what is more lies beside the file until it is written."""

_REGIONS, _WAVES = 24, 40


def sizes_of(reports: int) -> Mapping[str, int]:
    """How many places, regions, outlets, speakers and waves a table of so many reports has.

    Places grow with the reports, and slower above 1e5: nobody writes about ten times the towns in ten times
    the reports. Outlets and speakers grow slower still.
    """
    places = reports / 20 if reports <= 100_000 else 5_000 * math.sqrt(reports / 100_000)
    sizes = {
        "places": max(12, round(places)),
        "outlets": min(300, max(8, round(30 * (reports / 1_000) ** 0.25))),
        "speakers": min(2_000, max(6, round(math.sqrt(reports)))),
        "waves": _WAVES,
    }
    # Three places of a region at least, or an event at three places would name one twice.
    return MappingProxyType(sizes | {"regions": min(_REGIONS, sizes["places"] // 3)})


def write_synthetic(path: Path, reports: int, seed: int = SEED, threads: int | None = None) -> None:
    """Write exactly so many reports (at least 1), of about a quarter as many events.

    Equal numbers and seeds give equal rows in equal order, on any number of threads: every cell is a function
    of the seed and the number of its event, report or place. The file stands when it is complete. Raises
    ValueError for less than one report, OSError where the file cannot be written.
    """
    if reports < 1:
        raise ValueError(f"a table has at least one report, not {reports}")
    bounds = Corpus().span
    given = {
        "seed": seed,
        "reports": reports,
        **sizes_of(reports),
        "first_day": bounds.day_from,
        "last_day": bounds.day_to,
        "event_kinds": list(EVENT_KINDS),
        "outlet_kinds": list(OUTLET_KINDS),
        "speaker_kinds": list(SPEAKER_KINDS),
        "topics": list(TOPICS),
        "common": list(COMMON),
    }
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        waiting = Path(folder) / "rows.parquet"
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": folder,
        }
        if threads:
            config["threads"] = threads
        with duckdb.connect(config=config) as connection:
            for name, value in given.items():
                connection.execute(f"SET VARIABLE {name} = $1", [value])
            for statement in (*DRAWING, *PLACES, *EVENTS, PHRASES):
                connection.execute(statement)
            connection.sql(ROWS).write_parquet(str(waiting), compression="zstd")
        os.replace(waiting, path)
