"""A synthetic file in the shape of UCDP GED 23.1 (49 columns), made by numpy from a seed.

Places lie in clusters and years have bursts, as in the real file; names and headlines are made up and say so.
"""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

SEED = 20191222
COUNTRIES = 60
OUTLETS = ("Reuters News", "Agence France Presse", "AP", "BBC Monitoring", "Xinhua", "Example Daily")
COLUMNS = (
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
)


def ucdp_frame(rows: int, seed: int = SEED) -> pd.DataFrame:
    """`rows` events with every column of the file, as text."""
    random = np.random.default_rng(seed)
    number = np.arange(1, rows + 1)
    place = np.minimum(random.zipf(1.3, rows), max(rows // 6, 10)) % max(rows // 6, 10)
    country = place % COUNTRIES
    spots = np.random.default_rng(seed + 1)
    centre = np.column_stack([spots.uniform(-30, 45, COUNTRIES), spots.uniform(-15, 110, COUNTRIES)])
    drift = spots.normal(0, 1.5, (max(rows // 6, 10), 2))
    latitude, longitude = (centre[country] + drift[place]).T
    start = np.datetime64("1989-01-01") + (random.beta(4, 1.4, rows) * 12_700).astype(int)
    date_prec = random.choice([1, 2, 3, 4, 5], rows, p=[0.72, 0.12, 0.07, 0.07, 0.02])
    end = start + np.array([0, 0, 4, 6, 27, 200])[date_prec]
    low = random.poisson(2, rows)
    best = low + random.poisson(1, rows)
    high = best + random.poisson(1, rows)
    outlet = np.array(OUTLETS)[random.integers(0, len(OUTLETS), rows)]
    day = pd.Series(np.datetime_as_string(start))
    text = pd.Series(number.astype(str))
    named = pd.Series(place.astype(str))
    article = '"' + pd.Series(outlet) + "," + day + ",Made-up headline " + text + '"'
    several = article + ';"Example Daily,' + day + ",Another made-up headline " + text + '"'
    made = {
        "id": text,
        "relid": "EXA-2019-1-" + text,
        "year": day.str[:4],
        "active_year": "True",
        "code_status": "Clear",
        "type_of_violence": random.integers(1, 4, rows),
        "conflict_name": "Example: Government",
        "dyad_name": "Side A - Side B",
        "side_a": "Side A",
        "side_b": "Side B",
        "number_of_sources": np.where(number % 3 == 0, 2, 1),
        "source_article": np.where(number % 3 == 0, several, article),
        "source_office": outlet,
        "source_date": day,
        "source_headline": "Made-up headline " + text,
        "where_prec": random.choice([1, 2, 3, 4, 5, 6], rows, p=[0.5, 0.15, 0.15, 0.14, 0.03, 0.03]),
        "where_coordinates": "Exampleville " + named,
        "where_description": "near Exampleville " + named,
        "adm_1": "Example province " + pd.Series((place % 400).astype(str)),
        "latitude": np.char.mod("%.6f", latitude),
        "longitude": np.char.mod("%.6f", longitude),
        "country": "Exampleland " + pd.Series(country.astype(str)),
        "region": "Middle East",
        "event_clarity": random.integers(1, 3, rows),
        "date_prec": date_prec,
        "date_start": day + " 00:00:00.000",
        "date_end": pd.Series(np.datetime_as_string(end)) + " 00:00:00.000",
        "deaths_a": random.poisson(0.5, rows),
        "deaths_b": random.poisson(0.5, rows),
        "deaths_civilians": random.poisson(0.5, rows),
        "deaths_unknown": 0,
        "best": best,
        "high": high,
        "low": low,
    }
    frame = pd.DataFrame({name: made.get(name, "") for name in COLUMNS}, index=range(rows))
    return frame.astype("str")


def ucdp_csv(rows: int, seed: int = SEED) -> bytes:
    """The same as a CSV file."""
    buffer = io.BytesIO()
    ucdp_frame(rows, seed).to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()
