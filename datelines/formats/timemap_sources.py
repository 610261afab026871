"""The sources of a TimeMap: found by id in its file of sources, each with the outlet that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datelines.formats.cited_sources import cited_source, is_address
from datelines.formats.claims import ClaimsBuilder, text_of
from datelines.formats.date_ends import day_alone, slashed_date
from datelines.formats.model import DayOrder

_MEMBERS = frozenset({"title", "paths", "url", "author", "affil_s", "type"})


def sources_of_value(value: Any) -> dict[str, Mapping[str, Any]] | None:
    """The sources in a value of JSON by id; None where it has none.

    They are an object by id (/api/sources), a list, or the member `sources` of either kind.
    """
    if isinstance(value, dict) and isinstance(value.get("events", value.get("incidents")), list):
        value = value.get("sources")
    if isinstance(value, dict):
        given = [{"id": key} | one for key, one in value.items() if isinstance(one, dict)]
        whole = len(given) == len(value)
    else:
        given = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        whole = all("latitude" not in one and "lat" not in one for one in given)
    fitting = all("id" in one and _MEMBERS & one.keys() for one in given)
    if not given or not whole or not fitting:
        return None
    return {text_of(one["id"]): one for one in given}


def cited_ids(event: Mapping[str, Any]) -> list[Any]:
    """What an event names as its sources: ids, addresses or objects, in `sources`, `source` or both."""
    found: list[Any] = []
    for name in ("sources", "source"):
        given = event.get(name)
        several = given if isinstance(given, list) else [given]
        found += [one for one in several if isinstance(one, dict) or text_of(one)]
    return found


class Sources:
    """Makes a row of sources.csv for each source when it is first cited; `row` is that of the event."""

    def __init__(
        self, builder: ClaimsBuilder, given: Mapping[str, Mapping[str, Any]], order: DayOrder
    ) -> None:
        self._builder, self._given, self._order = builder, given, order

    def row_of(self, cited: Any, row: int) -> str:
        """The id of the row for what an event cites; blank where nothing is known of it."""
        if isinstance(cited, dict):
            path = text_of(cited.get("path") or cited.get("url"))
            identifier = text_of(cited.get("id")) or path
            known = bool(path) or len(cited) > 1
            return self._row(identifier, {"url": path} | cited, row) if known else ""
        identifier = text_of(cited)
        if identifier in self._given:
            return self._row(identifier, self._given[identifier], row)
        return self._row(identifier, {"url": identifier}, row) if is_address(identifier) else ""

    def _row(self, identifier: str, one: Mapping[str, Any], row: int) -> str:
        paths = one.get("paths")
        urls = [one.get("url"), *(paths if isinstance(paths, list) else [])]
        affiliations = one.get("affil_s")
        named = [one.get("author"), *(affiliations if isinstance(affiliations, list) else [affiliations])]
        published = text_of(one.get("date"))
        return cited_source(
            self._builder,
            row,
            identifier,
            title=text_of(one.get("title")),
            url=next(filter(is_address, map(text_of, urls)), ""),
            outlet=next(filter(None, map(text_of, named)), ""),
            published=slashed_date(published, self._order) or day_alone(published),
        )
