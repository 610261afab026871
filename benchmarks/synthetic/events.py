"""Events of a synthetic table: in waves, each around one region, with as many reports as there are to be."""

from __future__ import annotations

EVENTS = (
    """
    CREATE TABLE wave AS
    SELECT
        wave,
        evenly(share(bits, 0), getvariable('regions')) AS region,
        CAST(
            getvariable('first_day') + 30
            + floor((getvariable('last_day') - getvariable('first_day') - 90) * share(bits, 1)) AS BIGINT
        ) AS begins,
        5 + 55 * share(bits, 2) AS lasts
    FROM (SELECT wave, draw('wave', wave) AS bits FROM range(getvariable('waves')) AS t (wave))
    """,
    # `before` is how many reports the events before have; the last event has what is left of them.
    """
    CREATE TABLE counted_event AS
    SELECT event, before, least(reports, getvariable('reports') - before) AS reports
    FROM (
        SELECT
            event,
            reports,
            CAST(sum(reports) OVER (ORDER BY event) AS BIGINT) - reports AS before
        FROM (
            SELECT event, heavy_tail(share(draw('reports', event), 0), 40) AS reports
            FROM range(getvariable('reports')) AS t (event)
        )
    )
    WHERE before < getvariable('reports')
    """,
    # Five of six events are of a wave, and most of these in its region; the others lie anywhere, any time.
    """
    CREATE TABLE event AS
    SELECT
        event,
        before,
        reports,
        CASE WHEN share(spot, 2) >= 0.9 THEN NULL ELSE least(
            getvariable('places') - 1,
            CASE
                WHEN of_wave AND share(spot, 0) < 0.75
                THEN region + getvariable('regions') * CAST(floor(
                    (getvariable('places') // getvariable('regions')) * power(share(spot, 1), 2)
                ) AS BIGINT)
                ELSE CAST(floor(getvariable('places') * power(share(spot, 1), 2)) AS BIGINT)
            END
        ) * 3 + CASE WHEN share(spot, 2) < 0.02 THEN 2 WHEN share(spot, 2) < 0.1 THEN 1 ELSE 0 END
        END AS site,
        -- Two days from either end, so that what a source dates a day earlier is within the bounds too.
        least(getvariable('last_day') - 12, greatest(getvariable('first_day') + 2, CASE
            WHEN of_wave THEN begins + CAST(floor(-lasts * ln(1 - share(time, 1))) AS BIGINT)
            ELSE getvariable('first_day') + CAST(floor(
                (getvariable('last_day') - getvariable('first_day')) * share(time, 1)
            ) AS BIGINT)
        END)) AS day,
        share(time, 2) AS dated_to,
        share(sort, 0) AS spread,
        getvariable('event_kinds')[
            1 + CAST(floor(len(getvariable('event_kinds')) * power(share(sort, 1), 1.5)) AS BIGINT)
        ] AS kind,
        share(sort, 2) < 0.8 AS reviewed
    FROM (
        SELECT counted_event.*, wave.*, spot, time, sort, share(time, 0) < 0.83 AS of_wave
        FROM (
            SELECT *, draw('spot', event) AS spot, draw('time', event) AS time, draw('sort', event) AS sort
            FROM counted_event
        ) AS counted_event
        JOIN wave ON wave.wave = zipf(share(draw('wave of', event), 0), getvariable('waves'))
    )
    """,
    "DROP TABLE counted_event",
    # 8 % a month, 6 % some days from one to the other, 7 % about a day, a few uncertain: the others a day.
    """
    CREATE TABLE dated_event AS
    SELECT
        event.* EXCLUDE (site, dated_to, spread),
        site.* EXCLUDE (site),
        dated_to >= 0.22 AS to_the_day,
        CASE
            WHEN dated_to < 0.08 THEN strftime(last_day(on_day), '%Y-%m')
            WHEN dated_to < 0.14 THEN strftime(on_day, '%Y-%m-%d/')
                || strftime(CAST(on_day + CAST(1 + spread * 9 AS INTEGER) AS DATE), '%Y-%m-%d')
            WHEN dated_to < 0.21 THEN strftime(on_day, '%Y-%m-%d~')
            WHEN dated_to < 0.22 THEN strftime(on_day, '%Y-%m-%d?')
            ELSE strftime(on_day, '%Y-%m-%d')
        END AS date,
        CASE
            WHEN dated_to < 0.08 THEN last_day(on_day)
            WHEN dated_to < 0.14 THEN CAST(on_day + CAST(1 + spread * 9 AS INTEGER) AS DATE)
            ELSE on_day
        END AS until
    FROM (SELECT *, CAST(DATE '1970-01-01' + CAST(day AS INTEGER) AS DATE) AS on_day FROM event) AS event
    LEFT JOIN site USING (site)
    ORDER BY event.event
    """,
    "DROP TABLE event",
)
"""Statements that make the table `dated_event`, which is all that the rows are made of."""
