"""*How sure is this?*: how much was read, by how many readers, what was inferred, and how often two readers
agreed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components.shared import markup
from datelines.compare.certainty import Certainty
from datelines.record.records import Agreement

_READ = {
    "reviewed": "by two readers",
    "read-once": "by one reader",
    "draft": "drafts, reviewed by nobody",
}
_PAGES = {
    "full": "to the end",
    "excerpt": "in part",
    "title": "title alone",
    "": "how much is not recorded",
}
_PUBLISHED = {"stated": "printed on the page", "inferred": "inferred, with the reason", "": "not known"}
_DATED = {"stated": "printed in a report", "inferred": "inferred"}


def show_certainty(found: Certainty, agreement: Sequence[Agreement]) -> None:
    """Draw the panel, with a link to Method."""
    with st.container(key="sure"):
        markup.show(certainty_panel(found, agreement))
        st.page_link("pages/method.py", label="How rows are made and checked")


def certainty_panel(found: Certainty, agreement: Sequence[Agreement]) -> Markup:
    """The panel in HTML."""
    bars = markup.joined(
        [
            _bar("Reports read", found.status, _READ),
            _bar("How much of a page was read", found.read, _PAGES),
            _bar("Day of publication", found.published, _PUBLISHED),
            _bar("Date of the event", found.dated, _DATED),
        ]
    )
    compared = sum(row.compared for row in agreement)
    agreed = sum(row.agreed for row in agreement)
    agreement_words = (
        f"Two readers agreed in {agreed:,} of {compared:,} cells that both recorded." if compared else ""
    )
    witnesses = (
        f"{found.reports:,} reports are not {found.reports:,} witnesses: {found.attributed:,} carry someone else’s "
        f"words, {found.relayed:,} came by way of another. {found.possibly:,} are only possibly about their event."
    )
    return markup.html(
        '<section class="dl-sure"><h2>How sure is this?</h2><p>{what}</p>{bars}<p>{agreed}</p>'
        "<p>{witnesses}</p></section>",
        what="A row says what was printed, not whether it is so.",
        bars=bars,
        agreed=agreement_words,
        witnesses=witnesses,
    )


def _bar(title: str, counts: object, words: dict[str, str]) -> Markup:
    """A bar in parts, each with its number and what it is; parts without rows are left out."""
    assert isinstance(counts, dict)
    parts = [(counts[key], meaning) for key, meaning in words.items() if counts.get(key)]
    if not parts:
        return Markup()
    shares = markup.joined(
        markup.html(
            '<span class="dl-part dl-part-{place}" style="flex-grow:{number}"></span>',
            place=place,
            number=number,
        )
        for place, (number, _) in enumerate(parts)
    )
    said = markup.joined(
        (
            markup.html("<span><b>{number}</b> {meaning}</span>", number=f"{number:,}", meaning=meaning)
            for number, meaning in parts
        ),
        " ",
    )
    return markup.html(
        '<h3>{title}</h3><div class="dl-parts" aria-hidden="true">{shares}</div><p class="dl-parts-said">{said}</p>',
        title=title,
        shares=shares,
        said=said,
    )
