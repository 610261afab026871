"""The tables of Sources: the documents, the outlets, and what was inferred and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from components.shared import markup
from components.shared.long_table import show_rows_of
from datelines.compare.sources import Inference, Inventory, SourceLine
from datelines.record.records import Outlet
from datelines.record.terms import OUTLET_KINDS


def show_documents(held: Inventory, lines_of: Callable[[slice], Sequence[SourceLine]]) -> None:
    """Draw a row for each document that is `held`; `lines_of` gives a part of them."""
    cited = ("Cited by reports",) if held.cited else ()
    show_rows_of(
        (
            *("Outlet", "Title", "Published", "Language", "File", "Events", "Reports", "Figures"),
            *cited,
            "Inferred",
        ),
        held.sources,
        lambda part: (
            (
                line.outlet,
                markup.link(line.title, line.url),
                line.published,
                line.language,
                line.document,
                line.events,
                line.reports,
                line.figures,
                *((line.cited,) if cited else ()),
                line.basis,
            )
            for line in lines_of(part)
        ),
        "Events, reports and figures are counted within the filter. Titles are the outlets’ own; those in "
        "square brackets are ours.",
        "documents",
    )


def show_outlets(outlets: Sequence[Outlet]) -> None:
    """Draw a row for each outlet."""
    show_rows_of(
        ("Outlet", "Kind", "Country", "Language", "About"),
        len(outlets),
        lambda part: (
            (
                outlet.name,
                f"{outlet.kind}: {OUTLET_KINDS[outlet.kind]}",
                outlet.country or "",
                outlet.language or "",
                outlet.about,
            )
            for outlet in outlets[part]
        ),
        "Every outlet that published or relayed a report in these documents.",
        "outlets",
    )


def show_inferences(number: int, some: Callable[[slice], Sequence[Inference]]) -> None:
    """Draw a row for each of the `number` values that a reviewer inferred; `some` gives a part of them."""
    show_rows_of(
        ("What", "Inferred value", "Reason"),
        number,
        lambda part: ((item.what, item.value, item.reason) for item in some(part)),
        "What no document states is marked inferred, with the reviewer’s reason.",
        "inferred",
    )
