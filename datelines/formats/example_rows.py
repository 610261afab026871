"""Rows of an invented example, Exampleville, that fill a template: no such place, outlet or event exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

Cells = dict[str, str]

_ABOUT = "Invented for the example."

EXAMPLE: Mapping[str, Sequence[Cells]] = MappingProxyType(
    {
        "outlets": (
            {"outlet_id": "example-times", "name": "Example Times", "kind": "newspaper", "about": _ABOUT},
            {"outlet_id": "sample-agency", "name": "Sample Agency", "kind": "agency", "about": _ABOUT},
        ),
        "speakers": (
            {
                "speaker_id": "example-ministry",
                "name": "Example Ministry",
                "role": "spokesperson",
                "kind": "government",
            },
        ),
        "sources": (
            {
                "source_id": "example-times-2019-09-04",
                "outlet_id": "example-times",
                "outlet_basis": "stated",
                "title": "Market in Exampleville hit, ministry says",
                "published": "2019-09-04",
                "published_basis": "stated",
                "language": "en",
                "url": "https://example.org/market",
            },
            {
                "source_id": "sample-agency-2019-09",
                "outlet_id": "sample-agency",
                "outlet_basis": "stated",
                "title": "Casualties in Exampleville",
                "published": "2019-09",
                "published_basis": "inferred",
                "language": "en",
                "note": "The page names no day; its address has 2019/09.",
            },
        ),
        "places": (
            {
                "place_id": "exampleville",
                "name": "Exampleville",
                "kind": "town",
                "names": "Exampleville;Example Ville",
                "latitude": "10.5",
                "longitude": "-30.25",
                "coordinates_source": "invented, in the Atlantic",
                "precision": "1",
            },
        ),
        "events": (
            {
                "event_id": "market-2019-09-03",
                "title": "Attack on the market of Exampleville, 3 September 2019",
                "date": "2019-09-03",
                "date_basis": "stated",
                "place_ids": "exampleville",
                "kind": "attack",
                "status": "draft",
            },
        ),
        "reports": (
            {
                "report_id": "market-example-times",
                "event_id": "market-2019-09-03",
                "source_id": "example-times-2019-09-04",
                "locator": "2",
                "speaker_id": "example-ministry",
                "voice": "quoted",
                "summary": "The ministry is quoted with at least seven killed.",
                "link_status": "same",
                "status": "draft",
            },
            {
                "report_id": "market-sample-agency",
                "event_id": "market-2019-09-03",
                "source_id": "sample-agency-2019-09",
                "locator": "1-2",
                "voice": "own",
                "place_as_reported": "Example Ville",
                "summary": "The agency speaks of five killed and up to twenty injured.",
                "link_status": "possibly",
                "status": "draft",
            },
        ),
        "figures": (
            {
                "figure_id": "market-example-times-killed",
                "report_id": "market-example-times",
                "measure": "killed",
                "population": "people",
                "qualifier": "at-least",
                "low": "7",
                "unit": "people",
                "scope": "event",
                "as_reported": "at least seven killed",
            },
            {
                "figure_id": "market-sample-agency-killed",
                "report_id": "market-sample-agency",
                "measure": "killed",
                "population": "people",
                "qualifier": "exact",
                "low": "5",
                "high": "5",
                "unit": "people",
                "scope": "event",
                "as_reported": "five dead",
            },
            {
                "figure_id": "market-sample-agency-injured",
                "report_id": "market-sample-agency",
                "measure": "injured",
                "population": "people",
                "qualifier": "at-most",
                "high": "20",
                "unit": "people",
                "scope": "event",
                "as_reported": "up to 20 injured",
            },
        ),
        "wording": (
            {"report_id": "market-example-times", "subject": "attackers", "term": "armed men"},
            {"report_id": "market-sample-agency", "subject": "attackers", "term": "“fighters”"},
        ),
    }
)
"""Our table -> its rows."""
