"""The rows of a synthetic table: a row for each report and figure, with the columns of the flat table.

Nothing is joined here, since DuckDB's joins do not keep the order of rows, and sorting them would take longer
than all else.
"""

from __future__ import annotations

from collections.abc import Callable

from datelines.formats.flat.columns import OPTIONAL_GROUPS, WRITTEN_COLUMNS
from datelines.record.qualifiers import QUALIFIERS, Qualifier

TOPICS = (
    "airfield",
    "bakery",
    "bridge",
    "checkpoint",
    "convoy",
    "crossing",
    "dam",
    "depot",
    "farmland",
    "forest",
    "granary",
    "harbour",
    "highway",
    "hospital",
    "market",
    "orchard",
    "pipeline",
    "quarry",
    "railway",
    "reservoir",
    "school",
    "suburb",
    "tunnel",
    "workshop",
)
"""One of these is in each summary: a search of the text for it finds one report in 24."""

COMMON = (
    "afterwards",
    "evening",
    "further",
    "morning",
    "nearby",
    "officials",
    "residents",
    "several",
    "southern",
    "witnesses",
)
"""Each of these is in four summaries of five. None of them, and no topic, is in any other cell."""

PHRASES = """
    SET VARIABLE phrases = (
        SELECT list(phrase ORDER BY number)
        FROM (
            SELECT number, string_agg(word, ', ' ORDER BY nth) AS phrase
            FROM (
                SELECT
                    unnest(getvariable('common')) AS word,
                    generate_subscripts(getvariable('common'), 1) AS nth
            )
            CROSS JOIN range(1000) AS p (number)
            WHERE share(draw('phrase', 16 * number + nth), 0) < 0.8
            GROUP BY number
        )
    )
"""
"""Makes the phrases that summaries end with, each of most of the COMMON words."""

# A report of odd number may be of the same source as the one before it, from another paragraph.
_REPORTS = """
    SELECT
        *,
        before + k AS report,
        before + k - CASE WHEN again THEN 1 ELSE 0 END AS source,
        draw('said', before + k) AS said,
        draw('source', before + k - CASE WHEN again THEN 1 ELSE 0 END) AS cited
    FROM (
        SELECT *, k % 2 = 1 AND share(bits, 2) > 0.85 AS again
        FROM (
            SELECT *, draw('report', before + k) AS bits
            FROM (SELECT *, unnest(range(reports)) AS k FROM dated_event)
        )
    )
"""

_FIGURES = f"""
    SELECT
        *,
        draw('figure', 2 * report + nth) AS counted
    FROM (
        SELECT
            *,
            share(bits, 2) < 0.4 AS has_figure,
            unnest(range(CASE WHEN share(bits, 2) < 0.08 THEN 2 ELSE 1 END)) AS nth,
            CASE
                WHEN share(bits, 0) < 0.35 THEN NULL
                ELSE 1 + zipf(share(bits, 1), getvariable('speakers'))
            END AS speaker,
            1 + zipf(share(cited, 0), getvariable('outlets')) AS outlet
        FROM ({_REPORTS})
    )
"""

_QUALIFIERS = ("exact", "exact", *QUALIFIERS)
"""Three figures are exact for one of each other qualifier."""


def _high_of(qualifier: Qualifier) -> str:
    """The high end of a figure as SQL, blank where the qualifier has none."""
    if qualifier.numbers == "order":
        return "10 ** (power + 1) - 1"
    if qualifier.numbers == "two":
        return "number + 1 + number // 4"
    if not qualifier.needs_high:
        return "NULL"
    return "number + 1" if qualifier.strict else "number"


def _low_of(qualifier: Qualifier) -> str:
    if qualifier.numbers == "order":
        return "10 ** power"
    return "number" if qualifier.needs_low else "NULL"


def _printed_as(qualifier: Qualifier) -> str:
    if qualifier.numbers == "order":
        return "['tens', 'hundreds', 'thousands'][power]"
    low, high = (f"CAST({end} AS VARCHAR)" for end in (_low_of(qualifier), _high_of(qualifier)))
    return "'" + qualifier.words.format(low=f"' || {low} || '", high=f"' || {high} || '") + "'"


def _by_qualifier(sql_of: Callable[[Qualifier], str]) -> str:
    cases = [f"WHEN '{term}' THEN {sql_of(qualifier)}" for term, qualifier in QUALIFIERS.items()]
    return f"CASE qualifier {' '.join(cases)} END"


# The numbers of people and things have the same heavy tail as the reports of an event.
_COUNTED = f"""
    SELECT
        * REPLACE (CASE WHEN has_figure THEN nth + 1 END AS nth),
        CASE WHEN has_figure THEN [
            'killed', 'injured', 'displaced', 'detained', 'vehicles', 'drones', 'strikes'
        ][1 + (evenly(share(counted, 0), 6) + nth) % 7] END AS measure,
        CASE WHEN has_figure THEN {list(_QUALIFIERS)}
            [1 + evenly(share(counted, 1), {len(_QUALIFIERS)})] END AS qualifier,
        heavy_tail(share(counted, 2), 5000) AS number,
        1 + CAST(floor(3 * share(counted, 2)) AS INTEGER) AS power
    FROM ({_FIGURES})
"""

_CELLS = {
    "event.event_id": "numbered('event-', event + 1, 8)",
    "event.title": "numbered('Synthetic event ', event + 1, 8) || ' (' || kind || ')'",
    "event.date": "date",
    "event.date_basis": "'stated'",
    "event.kind": "kind",
    "event.status": "status",
    "event.reviewed_on": "CASE WHEN reviewed THEN '2025-01-01' END",
    "event.reviewed_by": "CASE WHEN reviewed THEN 'maintainers' END",
    "place.place_id": "place_id",
    "place.name": "place_name",
    "place.kind": "place_kind",
    "place.latitude": "latitude",
    "place.longitude": "longitude",
    "place.radius_km": "radius_km",
    "place.admin1": "admin1",
    "place.country": "regexp_replace(place_id, '[^;]+', 'Syria', 'g')",
    "place.coordinates_source": "coordinates_source",
    "place.precision": "precision",
    "outlet.outlet_id": "numbered('outlet-', outlet, 3)",
    "outlet.name": "numbered('Synthetic outlet ', outlet, 3)",
    "outlet.kind": "getvariable('outlet_kinds')[1 + outlet % len(getvariable('outlet_kinds'))]",
    "outlet.language": "language",
    "outlet.about": "'Made up from a seed; there is no such outlet.'",
    "source.source_id": "numbered('source-', source + 1, 8)",
    "source.outlet_basis": "'stated'",
    "source.title": "numbered('Synthetic source ', source + 1, 8)",
    # Never before the last day that its event may have; half of them within two days after it.
    "source.published": """strftime(CAST(
            until + CAST(least(60, floor(-3 * ln(1 - share(cited, 1)))) AS INTEGER) AS DATE
        ), '%Y-%m-%d')""",
    "source.published_basis": "'stated'",
    "source.language": "language",
    "source.url": "numbered('https://example.org/synthetic/', source + 1, 8)",
    "speaker.speaker_id": "numbered('speaker-', speaker, 4)",
    "speaker.name": "numbered('Synthetic speaker ', speaker, 4)",
    "speaker.kind": "getvariable('speaker_kinds')[1 + speaker % len(getvariable('speaker_kinds'))]",
    "report.report_id": "numbered('report-', report + 1, 8)",
    "report.locator": "CAST(1 + evenly(share(said, 1), 30) + CASE WHEN again THEN 30 ELSE 0 END AS VARCHAR)",
    "report.voice": """CASE
            WHEN speaker IS NULL THEN 'own' WHEN share(bits, 0) < 0.6 THEN 'quoted' ELSE 'paraphrased'
        END""",
    "report.date_as_reported": """CASE
            WHEN to_the_day AND share(said, 0) < 0.03 THEN strftime(CAST(until - 1 AS DATE), '%Y-%m-%d')
            WHEN to_the_day AND share(said, 0) < 0.04 THEN strftime(until, '%Y-%m')
        END""",
    "report.summary": """numbered('Synthetic report ', report + 1, 8) || ' of an event near a '
            || getvariable('topics')[1 + evenly(share(cited, 2), len(getvariable('topics')))] || ': '
            || getvariable('phrases')[1 + evenly(share(said, 1), len(getvariable('phrases')))]""",
    "report.link_status": "CASE WHEN share(said, 2) < 0.06 THEN 'possibly' ELSE 'same' END",
    "report.status": "status",
    "report.reviewed_on": "CASE WHEN reviewed THEN '2025-01-01' END",
    "report.reviewed_by": "CASE WHEN reviewed THEN 'maintainers' END",
    "report.wording": """CASE WHEN share(said, 0) > 0.9
            THEN 'the other side: label ' || CAST(evenly(share(said, 2), 40) AS VARCHAR) END""",
    "figure.figure_id": "numbered('figure-', report + 1, 8) || '-' || CAST(nth AS VARCHAR)",
    "figure.measure": "measure",
    "figure.population": "CASE WHEN people THEN 'people' ELSE measure END",
    "figure.qualifier": "qualifier",
    "figure.low": f"CAST({_by_qualifier(_low_of)} AS DOUBLE)",
    "figure.high": f"CAST({_by_qualifier(_high_of)} AS DOUBLE)",
    "figure.unit": "CASE WHEN people THEN 'people' WHEN NOT people THEN 'items' END",
    "figure.scope": "CASE WHEN has_figure THEN 'event' END",
    "figure.as_reported": _by_qualifier(_printed_as),
}


def _select() -> str:
    written = [
        name for name in WRITTEN_COLUMNS if not name.startswith(tuple(f"{one}." for one in OPTIONAL_GROUPS))
    ]
    cells = ",\n        ".join(f'{_CELLS.get(name, "CAST(NULL AS VARCHAR)")} AS "{name}"' for name in written)
    return f"""
    SELECT
        {cells}
    FROM (
        SELECT
            *,
            CASE WHEN reviewed THEN 'reviewed' ELSE 'draft' END AS status,
            measure IN ('killed', 'injured', 'displaced', 'detained') AS people,
            ['en', 'ar', 'ru', 'tr'][1 + outlet % 4] AS language
        FROM ({_COUNTED})
    )
    """


ROWS = _select()
"""The query whose rows are the table."""
