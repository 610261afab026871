"""What a query selects, with all that a file made of it says of itself."""

from __future__ import annotations

from datetime import date as Day

from datelines.citing import cite_view
from datelines.formats.model import Extract
from datelines.query import EventQuery
from datelines.store import Loaded


def extract_of(loaded: Loaded, query: EventQuery, link: str, on: Day) -> Extract:
    """The reports that the query keeps, to be written in a format. `link` leads to the same view, `on` is
    the day on which the file is made."""
    archive, selection = loaded.archive, loaded.selection(query)
    sentence = selection.sentence(loaded.name_of)
    return Extract(
        archive=archive,
        report_ids=selection.report_ids,
        sentence=sentence,
        link=link,
        licence=archive.corpus.licence,
        citation=cite_view(archive, sentence, link, on).text,
        on=on,
    )
