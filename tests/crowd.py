"""A folder of many artificial events, always the same: more than the map, the timeline and the table draw at
once."""

from __future__ import annotations

import csv
import json
from datetime import date as Day
from datetime import timedelta
from pathlib import Path
from random import Random

from datelines.record.records import TABLES

EVENTS = 1800
"""Each at a place of its own and with one report, on a day between 2000 and 2019, in a box over Sudan."""


def write_crowd(folder: Path, events: int = EVENTS, together: int = 0) -> Path:
    """Write the tables, with the first `together` events at one place, north of all others; gives the
    folder."""
    random = Random(20000101)
    rows: dict[str, list[dict[str, object]]] = {model.table: [] for model in TABLES}
    rows["outlets"] = [{"outlet_id": "big", "name": "Big List", "kind": "monitor", "about": "Artificial."}]
    rows["outlets"] += [{"outlet_id": "small", "name": "Small List", "kind": "ngo", "about": "Artificial."}]
    rows["speakers"] = [{"speaker_id": "list", "name": "The list", "kind": "monitor"}]
    for outlet in ("big", "small"):
        source = {"source_id": outlet, "outlet_id": outlet, "outlet_basis": "stated", "title": "A list"}
        rows["sources"].append(source | {"language": "en", "document": f"{outlet}.csv"})
    for number in range(events):
        key = f"{number:05}"
        rows["places"].append(
            {
                "place_id": f"place-{key}",
                "name": f"Place {number}",
                "kind": "village",
                "latitude": f"{random.uniform(8, 20):.4f}",
                "longitude": f"{random.uniform(22, 36):.4f}",
                "precision": 1,
                "coordinates_source": "Artificial",
            }
        )
        if together and number == 1:
            rows["places"][-1] |= {"latitude": "21.5", "longitude": "29"}
        day = Day(2000, 1, 1) + timedelta(days=random.randrange(7300))
        rows["events"].append(
            {
                "event_id": f"event-{key}",
                "title": f"Event {number}",
                # A month is wider than a day and shall stay so where days are counted.
                "date": day.isoformat() if number % 10 else day.isoformat()[:7],
                "date_basis": "stated",
                "place_ids": "place-00001" if number < together else f"place-{key}" if number % 100 else "",
                "kind": "clash",
                "status": "draft",
            }
        )
        rows["reports"].append(
            {
                "report_id": f"report-{key}",
                "event_id": f"event-{key}",
                "source_id": "small" if number % 5 == 0 else "big",
                "locator": number + 1,
                "speaker_id": "list",
                "voice": "paraphrased",
                "summary": "Artificial.",
                "link_status": "same",
                "status": "draft",
            }
        )
    folder.mkdir(parents=True, exist_ok=True)
    for model in TABLES:
        if model.optional and not rows[model.table]:
            continue
        with (folder / f"{model.table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, model.columns(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[model.table])
    package = {"name": "crowd", "datelines:bounds": "1999-01-01/2021-12-31"}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder
