"""Hand-made archives for tests, in memory: a row is given by the cells that matter, the rest is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

from datelines.record.package import Corpus
from datelines.record.qualifiers import QUALIFIERS
from datelines.record.records import TABLES
from datelines.store.filling import memory_store, stored_tables
from datelines.store.relation import relation_of
from datelines.store.store import Store
from datelines.table.archive import Archive
from datelines.table.table import Tables
from tests.rows import table_of_rows

Cells = dict[str, str]

_REVIEW = {"status": "reviewed", "reviewed_on": "2026-01-11", "reviewed_by": "maintainers"}
_DEFAULTS: dict[str, Cells] = {
    "outlets": {"outlet_id": "outlet-a", "name": "Outlet A", "kind": "agency", "about": "Artificial."},
    "speakers": {"speaker_id": "speaker-a", "name": "Speaker A", "kind": "military"},
    "sources": {
        "source_id": "source-a",
        "outlet_id": "outlet-a",
        "outlet_basis": "stated",
        "title": "Title A",
        "published": "2019-10-01",
        "published_basis": "stated",
        "language": "en",
    },
    "places": {"place_id": "town", "name": "Town", "kind": "town", "precision": "1"},
    "events": {"event_id": "event-a", "title": "Event A", "date": "2019-09-03", "date_basis": "stated"}
    | {"kind": "attack"}
    | _REVIEW,
    "reports": {
        "report_id": "report-a",
        "event_id": "event-a",
        "source_id": "source-a",
        "locator": "2",
        "voice": "own",
        "summary": "Summary A.",
        "link_status": "same",
    }
    | _REVIEW,
    "figures": {
        "figure_id": "figure-a",
        "report_id": "report-a",
        "measure": "killed",
        "population": "residents",
        "qualifier": "exact",
        "low": "7",
        "high": "7",
        "unit": "people",
        "scope": "event",
        "as_reported": "seven",
    },
    "populations": {"population_id": "residents", "name": "Residents"},
    "parts": {"part_id": "part-a", "event_id": "event-a", "name": "Part A"},
    "wording": {"report_id": "report-a", "subject": "armed group", "term": "fighters"},
    "cited": {"report_id": "report-a", "source_id": "source-a"},
}
"""Cells of a row that a test does not care about."""


def archive(shapes: Mapping[str, bytes] | None = None, **rows: list[Cells]) -> Archive:
    """An archive of the given rows. Outlets, sources, events and reports have one row each where none
    are given; no rule of datelines.checks is applied."""
    tables = {}
    for model in TABLES:
        needed = [{}] if model.table in ("outlets", "sources", "events", "reports") else []
        filled = [_DEFAULTS[model.table] | cells for cells in rows.get(model.table, needed)]
        table = table_of_rows(model, f"memory/{model.table}.csv", filled)
        assert table.fits.all(), filled
        tables[model.table] = table
    return Archive(Tables(Path("memory"), tables, dict(shapes or {}), Corpus(), (), ()))


def ends_for(qualifier: str) -> tuple[float | None, float | None]:
    """Low and high of a figure that is sound with this qualifier: those that its facts ask for."""
    facts = QUALIFIERS[qualifier]
    low, high = {"one": (40, 40), "two": (30, 35), "order": (100, 999)}[facts.numbers]
    return low if facts.needs_low else None, high if facts.needs_high else None


def store_of(data: Archive) -> Store:
    """A store of an archive in the memory of this process."""
    return memory_store(stored_tables(data, relation_of(data)))


DATES = (
    "2019-09-03",
    "2019-09",
    "2019-09-01/2019-09-10",
    "2019-09-15~",
    "2019-10~",
    "2018-12/2019-01",
    "2019",
    "2019-11-30/2020-01-02",
    "2020-02-29",
)
MEASURES = ("killed", "displaced", "drones")
KINDS = ("attack", "clash", "talks", "aid")


@cache
def crowded_archive() -> Archive:
    """Some 40 events, always the same, with every shape of date, several places or none, places that
    cannot be drawn, several reports of an event, and figures or none."""
    random = Random(20190903)
    places = [
        {"place_id": f"town-{n}", "latitude": f"35.{n}", "longitude": f"37.{n}", "name": f"Town {n}"}
        for n in range(4)
    ] + [{"place_id": "nowhere", "kind": "country", "precision": "7", "name": "Nowhere in particular"}]
    places[0] |= {"within": "town-1"}
    places[1] |= {"within": "nowhere"}
    ids = [place["place_id"] for place in places]
    events, reports, figures = [], [], []
    for number in range(40):
        event_id = f"event-{number}"
        cells = {
            "event_id": event_id,
            "title": f"Event number {number}",
            "date": random.choice(DATES),
            "place_ids": ";".join(random.sample(ids, random.choice((0, 1, 1, 2, 3)))),
            "kind": random.choice(KINDS),
            "status": random.choice(("reviewed", "draft")),
        }
        events.append(cells)
        for account in range(random.choice((1, 1, 2, 4))):
            report_id = f"{event_id}-report-{account}"
            speaker = random.choice(("", "speaker-0", "speaker-1"))
            reports.append(
                {
                    "report_id": report_id,
                    "event_id": event_id,
                    "source_id": f"source-{random.randrange(4)}",
                    "speaker_id": speaker,
                    "voice": "quoted" if speaker else "own",
                    "date_as_reported": random.choice(("", "", "", *DATES)),
                    "summary": random.choice(("Drones were seen.", "Shelling near the town.")),
                    "status": cells["status"],
                }
            )
            for measure in random.sample(MEASURES, random.choice((0, 0, 1, 2))):
                figures.append(
                    {"figure_id": f"{report_id}-{measure}", "report_id": report_id, "measure": measure}
                )
    return archive(
        outlets=[
            {"outlet_id": f"outlet-{n}", "name": f"Outlet {n}"}
            | {"country": ("Turkey", "Syria", "Turkey", "")[n], "kind": ("agency", "newspaper")[n % 2]}
            for n in range(4)
        ],
        speakers=[{"speaker_id": f"speaker-{n}", "name": f"Speaker {n}"} for n in range(2)],
        sources=[
            {"source_id": f"source-{n}", "outlet_id": f"outlet-{n}", "language": ("en", "tr")[n % 2]}
            for n in range(4)
        ],
        places=places,
        events=events,
        reports=reports,
        figures=figures,
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "`;alert(1);//",
    "${alert(1)}",
    "{{7*7}}{% raw %}",
    "{name} {0} {text.__class__}",
    '" onmouseover="alert(1)" \'',
    "line\u2028line\u2029line",
    "javascript:alert(1)",
    "back\\slash \\u003c \\",
    "&lt;b&gt; &amp; <b>",
    "map_div feature_group_0 _abc123",
    "\u202edesrever \x00\x07",
    "<!-- comment",
    "]]> <svg/onload=alert(1)>",
)
"""Text that a folder from a stranger may hold, and that has to stay text."""
