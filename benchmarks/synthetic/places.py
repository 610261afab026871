"""Places of a synthetic table: scattered around made-up centres, in a part of Syria that holds them all."""

from __future__ import annotations

PLACES = (
    # Centres lie well inside the country, so that no place around them (at most 0.24 degrees off) leaves it.
    """
    CREATE TABLE region AS
    SELECT
        region,
        34.0 + 2.1 * share(bits, 0) AS latitude,
        37.2 + (1.6 + 0.75 * 2.1 * share(bits, 0)) * share(bits, 1) AS longitude,
        0.02 + 0.07 * share(bits, 2) AS spread
    FROM (SELECT region, draw('region', region) AS bits FROM range(getvariable('regions')) AS t (region))
    """,
    # Gaussian by Box and Muller (1958), cut off at 2.6 times the spread.
    """
    CREATE TABLE place AS
    SELECT
        place,
        region,
        numbered('Place ', place + 1, 5) AS name,
        CASE
            WHEN place % 23 = 7 THEN 'district'
            WHEN place % 97 = 37 THEN 'zone'
            WHEN place < getvariable('regions') THEN 'city'
            WHEN place % 41 = 3 THEN 'camp'
            WHEN place % 53 = 5 THEN 'base'
            WHEN share(bits, 2) < 0.3 THEN 'town'
            ELSE 'village'
        END AS kind,
        latitude + spread * away * sin(2 * pi() * share(bits, 1)) AS latitude,
        longitude + spread * away * cos(2 * pi() * share(bits, 1)) AS longitude,
        CAST(CAST(5 + 20 * share(bits, 2) AS INTEGER) AS VARCHAR) AS radius
    FROM (
        SELECT place, region, bits, least(2.6, sqrt(-2 * ln(1 - share(bits, 0)))) AS away
        FROM (
            SELECT place, place % getvariable('regions') AS region, draw('place', place) AS bits
            FROM range(getvariable('places')) AS t (place)
        )
    ) JOIN region USING (region)
    """,
    # A zone has no point: it is counted beside the map. Blank is '' until several places share a cell.
    """
    CREATE TABLE place_cells AS
    SELECT
        place,
        region,
        numbered('place-', place + 1, 5) AS place_id,
        name AS place_name,
        kind AS place_kind,
        CASE WHEN kind = 'zone' THEN '' ELSE CAST(round(latitude, 4) AS VARCHAR) END AS latitude,
        CASE WHEN kind = 'zone' THEN '' ELSE CAST(round(longitude, 4) AS VARCHAR) END AS longitude,
        CASE WHEN kind = 'district' THEN radius ELSE '' END AS radius_km,
        numbered('Region ', region + 1, 2) AS admin1,
        CASE WHEN kind = 'zone' THEN '' ELSE 'made up from a seed' END AS coordinates_source,
        CASE kind
            WHEN 'district' THEN '3' WHEN 'zone' THEN '7' WHEN 'village' THEN '2' ELSE '1'
        END AS precision
    FROM place
    """,
    # A site is where an event is: a place alone, with the next of its region, or with the next two. Several
    # places share a cell, joined by `;` (datelines.formats.flat.cells); one that is blank for all is blank.
    """
    CREATE TABLE site AS
    SELECT
        place * 3 + also AS site,
        {cells}
    FROM (
        SELECT here.place, also, nth, there.* EXCLUDE (place)
        FROM (
            SELECT place, also, unnest(range(also + 1)) AS nth
            FROM range(getvariable('places')) AS p (place) CROSS JOIN range(3) AS a (also)
        ) AS here
        JOIN place_cells AS there
            ON there.place = (here.place + nth * getvariable('regions')) % getvariable('places')
    )
    GROUP BY place, also
    """.format(
        cells=",\n        ".join(
            f"CASE WHEN bool_or({name} <> '') THEN string_agg({name}, ';' ORDER BY nth) END AS {name}"
            for name in (
                "place_id",
                "place_name",
                "place_kind",
                "latitude",
                "longitude",
                "radius_km",
                "admin1",
                "coordinates_source",
                "precision",
            )
        )
    ),
)
"""Statements that make the tables `region`, `place`, `place_cells` and `site`."""
