"""*What numbers?*: cases by outlets, each figure tinted by its distance from the one given most often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from components.shared import markup
from components.shared.long_table import show_rows_of
from components.shared.palette import OutletStyle
from datelines.compare.answer import counted_words
from datelines.compare.matrix import CellFigure, NumberCase
from datelines.share.drawing import DrawnFigure, scale_of, strip
from datelines.words import joined

FIRST = 13
"""Cases drawn at first."""

MOST = 200
"""Cases drawn where all are asked for."""

COLUMNS = 6
"""Outlets that get a column; the figures of the others are in the strip, and in the table of the data."""

STRIP = 190.0
"""Width of a strip in pixels at its natural size."""

NOT_READ = "not in the part we read"
"""What an empty cell says: the rest of the page, and other pages of the outlet, were not read."""

_WAYS = {"": "", "higher": "▲", "lower": "▼"}
_STEPS = ("same number", "up to a tenth off", "up to a half", "more")


def show_matrix(
    cases: Sequence[NumberCase],
    columns: Sequence[str],
    styles: Mapping[str, OutletStyle],
    address_of: Callable[[str], str],
    *,
    every: bool,
    of_event: bool = False,
) -> None:
    """Draw the cases with a column for each outlet of `columns`. `address_of` gives the address of an event,
    whose title stands at each case unless all are those `of_event`, a chosen one. Where not `every` case was
    asked for, a phone shows the first few of them."""
    head = markup.joined(
        markup.html('<th scope="col" class="dm-outlet">{name}</th>', name=styles[outlet].name)
        for outlet in columns
    )
    body = markup.joined(
        _row(case, columns, styles, None if of_event else address_of(case.group.event_id)) for case in cases
    )
    table = markup.html(
        '{key}<table class="dm{first}"><thead><tr><th scope="col">Figure and event</th>'
        '<th scope="col" class="dm-most">Most often</th>{head}<th scope="col" class="dm-others">Others</th>'
        '<th scope="col" class="dm-strip">All figures, from zero</th></tr></thead><tbody>{body}</tbody></table>'
        '<p class="dl-quiet">≥ at least, &gt; over, ≤ up to, &lt; under, ~ about. A figure with an open end is '
        "tinted by the number printed. A dot in a cell: {absent}. Several figures in a cell come from several "
        "reports or speakers. In the last column a larger mark is a figure given more often.</p>",
        key=_key(),
        first="" if every else " dm-first",
        head=head,
        body=body,
        absent=NOT_READ,
    )
    markup.show_drawing(table, key="matrix")


def _key() -> Markup:
    steps = markup.joined(
        markup.html('<li><i class="dm-swatch dm-{step}"></i>{words}</li>', step=step, words=words)
        for step, words in enumerate(_STEPS)
    )
    return markup.html(
        '<ul class="dl-key"><li>Beside the figure given most often:</li>{steps}<li>▲ higher</li>'
        "<li>▼ lower</li></ul>",
        steps=steps,
    )


def _row(
    case: NumberCase, columns: Sequence[str], styles: Mapping[str, OutletStyle], address: str | None
) -> Markup:
    cells = markup.joined(_cell(case.cells.get(outlet, ()), styles[outlet].name) for outlet in columns)
    others = len(set(case.cells) - set(columns))
    if case.commonest:
        each = " each" if len(case.commonest) > 1 else ""
        most = markup.html(
            "<b>{signs}</b> <small>{times}{each} of {figures}</small>",
            signs=joined(case.commonest),
            times=case.times,
            each=each,
            figures=case.figures,
        )
    else:
        none = "one figure" if case.figures == 1 else f"none stands out, {case.figures} figures"
        most = markup.html("<small>{none}</small>", none=none)
    return markup.html(
        '<tr><th scope="row">{counted}{title}</th><td class="dm-most">{most}</td>{cells}'
        '<td class="dm-others">{others}</td><td class="dm-strip">{strip}</td></tr>',
        counted=counted_words(case.group),
        title=""
        if address is None
        else markup.html("<small>{link}</small>", link=markup.inner_link(case.group.title, address)),
        most=most,
        cells=cells,
        others=others or "·",
        strip=_strip(case),
    )


def _cell(figures: Sequence[CellFigure], outlet: str) -> Markup:
    if not figures:
        return markup.html('<td class="dm-none" title="{absent}"><span>·</span></td>', absent=NOT_READ)
    marks = markup.joined(
        markup.html(
            '<span class="dm-figure dm-{step}" title="{words}: {who}{times}">{sign}{way}</span>',
            step=one.step,
            words=one.words,
            who=", ".join(one.speakers),
            times=f" ({one.reports} reports)" if one.reports > 1 else "",
            sign=one.sign,
            way=markup.html('<i aria-label="{way}">{mark}</i>', way=one.way, mark=_WAYS[one.way])
            if one.way
            else "",
        )
        for one in figures
    )
    return markup.html('<td data-outlet="{outlet}">{marks}</td>', outlet=outlet, marks=marks)


def _strip(case: NumberCase) -> Markup:
    figures = [
        DrawnFigure(mark.qualifier, mark.low, mark.high, f"{mark.words}: {mark.as_reported}")
        for mark in case.group.marks
    ]
    words = "; ".join(dict.fromkeys(mark.words for mark in case.group.marks))
    return strip(figures, scale_of(figures, STRIP), f"{counted_words(case.group)}: {words}")


def show_figures_as_table(cases: Sequence[NumberCase], styles: Mapping[str, OutletStyle]) -> None:
    """Draw every figure of the cases as a row, behind *Show the data*."""
    rows = [(case.group, mark) for case in cases for mark in case.group.marks]
    with st.expander("Show the data"):
        show_rows_of(
            ("Event", "Counted", "Outlet", "Speaker", "Published", "Figure", "As printed", "Note"),
            len(rows),
            lambda part: (
                (
                    group.title,
                    counted_words(group),
                    styles[mark.outlet_id].name,
                    mark.speaker,
                    mark.published,
                    mark.words,
                    f"“{mark.as_reported}”",
                    mark.note,
                )
                for group, mark in rows[part]
            ),
            "By day of publication, within a day by value: the order within a day is not known. Nothing is "
            "averaged or added up.",
            "figures",
        )
