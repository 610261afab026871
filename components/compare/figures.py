"""The figures section: a chart for each comparable group, the same as a table, and what shares no axis.

A range chart has every figure of a group on one axis, in order of publication. An exact figure is a dot,
“over” a hollow dot with an open arrow, “about” a dot with soft ends, a range a bar between two ticks, an
order of magnitude a wide faint band. Arrows and soft ends have a fixed length in pixels: the source gave no
number for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import streamlit as st

from components.shared import markup
from components.shared.charts import show_svg_download
from components.shared.markup import show_html_table
from components.shared.palette import OutletStyle
from datelines.compare.figure_groups import Apart, FigureGroup, FigureMark
from datelines.record.qualifiers import QUALIFIERS

AT_ONCE = 12
"""Charts drawn at once; more are a click away, so that the page stays quick."""

BUTTONS = 45
"""Pages of charts to choose among by buttons; with more, the page is chosen by its number."""

ARROW, SOFT = 46, 22
"""Length of arrows and of soft ends, in pixels."""

LOG_FROM = 30
"""From this ratio of the largest to the smallest number on, an axis is logarithmic, and says so."""


def show_figures(
    groups: Sequence[FigureGroup], apart: Sequence[Apart], styles: Mapping[str, OutletStyle], page: int
) -> None:
    """Draw the groups of a page (from 0), the same as a table, and the groups that share no axis."""
    figures = sum(len(group.marks) for group in groups)
    differing = sum(group.differing for group in groups)
    st.write(
        f"{figures} figures in {len(groups)} groups that can be compared: same event, measure, population "
        f"and scope. In {differing} of them the figures differ. They are in order of the day of publication; "
        "within one day the order means nothing. Nothing is averaged or added up."
    )
    if not groups:
        return
    shown = groups[page * AT_ONCE : (page + 1) * AT_ONCE]
    show_figure_groups(shown, styles, key=f"ranges-{page}")
    with st.expander("The same as a table"):
        rows = (
            (
                group.title,
                f"{group.measure}: {group.population}{f', {group.part}' if group.part else ''}",
                group.period,
                styles[mark.outlet_id].name,
                mark.speaker,
                mark.published,
                mark.words,
                f"“{mark.as_reported}”",
                mark.note,
            )
            for group in shown
            for mark in group.marks
        )
        headers = (
            "Event",
            "Subject",
            "For",
            "Outlet",
            "Speaker",
            "Published",
            "Figure",
            "As printed",
            "Note",
        )
        show_html_table(headers, rows, "Figures in the order of the charts")
    _show_apart(apart)


def show_figure_groups(groups: Sequence[FigureGroup], styles: Mapping[str, OutletStyle], key: str) -> None:
    """Draw a chart for each group, one below the other."""
    spec = ranges_spec(groups, styles)
    alt = f"Range charts of {len(groups)} groups of figures; the table below holds the same."
    st.vega_lite_chart(None, spec, width="stretch", key=key, alt=alt)
    show_svg_download(spec, "figures", key)


def ranges_spec(groups: Sequence[FigureGroup], styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    """The Vega-Lite specification: a chart for each group, with an axis of its own."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "spacing": 26,
        "config": {
            "view": {"stroke": None},
            "axis": {"labelFontSize": 13, "titleFontSize": 13, "labelLimit": 340},
        },
        "vconcat": [_chart(group, styles) for group in groups],
    }


def axis_of(group: FigureGroup) -> dict[str, Any]:
    """The scale of a group's axis: from the smallest to the largest number with room for arrows."""
    numbers = [number for mark in group.marks for number in (mark.low, mark.high) if number is not None]
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low >= LOG_FROM:
        return {"type": "log", "domain": [low / 1.6, high * 2], "nice": False}
    room = max((high - low) * 0.35, high * 0.12, 1)
    return {"type": "linear", "domain": [max(low - room, 0), high + room], "zero": False, "nice": False}


def title_of(group: FigureGroup, scale: Mapping[str, Any]) -> str:
    """What the axis counts, in words."""
    unit = {"people": "people", "items": "number"}.get(group.unit, group.unit)
    log = ", logarithmic" if scale["type"] == "log" else ""
    period = "" if group.scope == "event" else f", {group.period}"
    part = f", {group.part}" if group.part else ""
    return f"{group.measure}: {group.population}{part}{period} ({unit}{log})"


def _chart(group: FigureGroup, styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    scale = axis_of(group)
    values = [_value(number, mark, styles[mark.outlet_id]) for number, mark in enumerate(group.marks)]
    axis = {"title": title_of(group, scale), "tickCount": 5, "format": ",~r", "grid": True}
    x: dict[str, Any] = {"type": "quantitative", "scale": scale, "axis": axis}
    names = {
        "field": "who",
        "type": "ordinal",
        "sort": {"field": "order"},
        "axis": None,  # the words are above each mark: beside it, a phone would have no room for the axis
    }
    said = [
        {"field": "who", "title": "Outlet"},
        {"field": "words", "title": "Figure"},
        {"field": "printed", "title": "As printed"},
        {"field": "published", "title": "Published"},
    ]
    colour = {"field": "colour", "type": "nominal", "scale": None}
    shared = {"y": names, "color": colour, "tooltip": said, "description": {"field": "label"}}

    def layer(mark: dict[str, Any], fields: dict[str, Any], test: str) -> dict[str, Any]:
        return {"transform": [{"filter": test}], "mark": mark, "encoding": {**shared, **fields}}

    at = {"x": {"field": "at", **x}}
    both = {"x": {"field": "low", **x}, "x2": {"field": "high"}}
    return {
        "title": {"text": wrap(group.title, 48), "anchor": "start", "fontSize": 14},
        "data": {"values": values},
        "height": {"step": 40},
        "layer": [
            layer({"type": "bar", "size": 18, "opacity": 0.22}, both, "datum.ends === 'order'"),
            layer({"type": "rule", "strokeWidth": 3}, both, "datum.ends === 'two'"),
            layer(
                {"type": "tick", "thickness": 3, "size": 16},
                {"x": {"field": "low", **x}},
                "datum.ends === 'two'",
            ),
            layer(
                {"type": "tick", "thickness": 3, "size": 16},
                {"x": {"field": "high", **x}},
                "datum.ends === 'two'",
            ),
            layer(
                {"type": "bar", "size": 9, "opacity": 0.35, "xOffset": -SOFT, "x2Offset": SOFT},
                {**at, "x2": {"field": "at"}},
                "datum.soft === 'both'",
            ),
            layer(
                {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 3], "x2Offset": ARROW},
                {**at, "x2": {"field": "at"}},
                "datum.way === 'up'",
            ),
            layer(
                {"type": "point", "shape": "triangle-right", "filled": False, "size": 70, "xOffset": ARROW},
                at,
                "datum.way === 'up'",
            ),
            layer(
                {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 3], "x2Offset": -ARROW},
                {**at, "x2": {"field": "at"}},
                "datum.way === 'down'",
            ),
            layer(
                {"type": "point", "shape": "triangle-left", "filled": False, "size": 70, "xOffset": -ARROW},
                at,
                "datum.way === 'down'",
            ),
            layer({"type": "point", "filled": True, "size": 110, "opacity": 1}, at, "datum.dot === 'full'"),
            layer(
                {"type": "point", "filled": False, "size": 110, "strokeWidth": 2},
                at,
                "datum.dot === 'hollow'",
            ),
            layer(
                {"type": "text", "dy": -15, "fontSize": 13, "align": "left", "limit": 330},
                {"x": {"value": 0}, "text": {"field": "line"}, "color": {"value": "#80868c"}},
                "true",
            ),
        ],
    }


def _value(number: int, mark: FigureMark, style: OutletStyle) -> dict[str, Any]:
    qualifier = QUALIFIERS[mark.qualifier]
    # An arrow begins at the end beyond which the source gave no number; other figures have one number only.
    first, last = (mark.high, mark.low) if qualifier.opens == "up" else (mark.low, mark.high)
    dot = "hollow" if qualifier.strict else "full"
    who = f"{style.sign} {style.name} — {mark.speaker}"
    return {
        "order": number,
        # A zero-width mark keeps two rows of one outlet and speaker apart.
        "who": who + "\u200b" * number,
        "colour": style.colour,
        "ends": qualifier.numbers,
        "low": mark.low,
        "high": mark.high,
        "at": last if first is None else first,
        "way": qualifier.opens or "",
        "soft": "both" if qualifier.near else "",
        "dot": dot if qualifier.numbers == "one" else "",
        "words": mark.words,
        "line": f"{style.sign} {mark.words} — {style.name}, {mark.speaker}",
        "printed": mark.as_reported,
        "published": mark.published,
        "label": f"{style.name}, {mark.speaker}: {mark.words}, published {mark.published}",
    }


def _show_apart(apart: Sequence[Apart]) -> None:
    if not apart:
        return
    with st.expander(f"Not on one axis, and why ({len(apart)})"):
        items = markup.joined(
            markup.html(
                "<li><b>{title}</b>, {measure}: {reasons}</li>",
                title=one.title,
                measure=one.measure,
                reasons="; ".join(one.reasons),
            )
            for one in apart
        )
        markup.show(markup.html('<ul class="dl-points">{items}</ul>', items=items))
