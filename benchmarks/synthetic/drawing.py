"""Random numbers for SQL that depend on the seed and on what they are for, never on the order of rows.

DuckDB's `random()` depends on threads and its `hash()` may change from one version to the next, so the bits
are those of MD5.
"""

from __future__ import annotations

DRAWING = (
    # 63 bits for the row `number` of a purpose; `share` cuts three numbers from them, from 0 to below 1.
    """
    CREATE MACRO draw(purpose, number) AS
        CAST(md5_number_lower(concat_ws(':', getvariable('seed'), purpose, number)) >> 1 AS BIGINT)
    """,
    "CREATE MACRO share(bits, part) AS ((bits >> (21 * part)) & 2097151) / 2097152.0",
    # One of `count`, from 0: evenly, or by Zipf's law (the share of rank r is nearly as 1 / r).
    "CREATE MACRO evenly(share, count) AS CAST(floor(share * count) AS BIGINT)",
    "CREATE MACRO zipf(share, count) AS CAST(floor(power(count + 1, share)) AS BIGINT) - 1",
    # At least 1, and s or more as often as 1 / s: most have few and some have many.
    "CREATE MACRO heavy_tail(share, most) AS least(most, CAST(floor(1 / (1 - share)) AS BIGINT))",
    "CREATE MACRO numbered(stem, number, digits) AS stem || lpad(CAST(number AS VARCHAR), digits, '0')",
)
"""Macros that the statements of this package are written with."""
