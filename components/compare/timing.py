"""When: each outlet's first report of an event on an axis of time, and the events that are dated differently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from components.shared import markup
from components.shared.charts import show_svg_download
from components.shared.long_table import show_rows_of
from components.shared.palette import OutletStyle
from datelines.compare.timing import DifferingDate, FirstReport
from datelines.record.dates import date_in_words, day_date
from datelines.words import counted

FIRST = 13
"""Events drawn with their dates; the table of the data has all."""

NAMED = 4
"""Dates named beside one event."""

FEW = 6
"""Days whose outlets are named at once; more are named on demand."""

LISTED = 60
"""Outlets named for one day."""

INK = "#3d7fb0"
"""Of marks in charts: it stands out on the light and on the dark page."""


def show_first_reports(
    title: str, reports: Sequence[FirstReport], outlets: int, styles: Mapping[str, OutletStyle]
) -> None:
    """Draw a dot for each outlet on the day of its first report of an event, and name the outlets by day.
    `outlets` is how many report it, those included whose day is not known."""
    markup.show(
        markup.html(
            '<p class="dc-lead"><b>{title}</b>. One dot is one outlet, on the day of its first report here. '
            "Within a day there is no order, unless the page printed a time.</p>",
            title=title,
        )
    )
    if reports:
        spec = first_reports_spec(reports, styles)
        st.vega_lite_chart(
            None, spec, width="stretch", alt=f"First reports of {len(reports)} outlets by day."
        )
        show_svg_download(spec, "first-reports", "first")
    by_day: dict[int, list[FirstReport]] = defaultdict(list)
    for one in reports:
        by_day[one.day].append(one)
    days = markup.joined(_day(day, own, styles) for day, own in by_day.items())
    unknown = outlets - len(reports)
    without = f"Of {counted(unknown, 'outlet')} the day is not known. " if unknown else ""
    st.caption(f"{without}Hollow: the day is inferred or approximate.")
    with st.expander("The outlets by day", expanded=len(by_day) <= FEW):
        markup.show(markup.html('<ul class="dt-days">{days}</ul>', days=days))


def _day(day: int, reports: Sequence[FirstReport], styles: Mapping[str, OutletStyle]) -> Markup:
    names = [
        styles[one.outlet_id].name + (f" ({one.moment:%H:%M %Z})" if one.moment else "")
        for one in reports[:LISTED]
    ]
    more = len(reports) - LISTED
    return markup.html(
        "<li><b>{day}</b> ({n}): {names}{more}</li>",
        day=date_in_words(day_date(day).isoformat()),
        n=counted(len(reports), "outlet"),
        names=", ".join(names),
        more=f" and {more:,} more" if more > 0 else "",
    )


def first_reports_spec(reports: Sequence[FirstReport], styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    """The Vega-Lite specification: dots stacked by day over a true axis of time."""
    stacked: Counter[int] = Counter()
    values = []
    for one in reports:
        values.append(
            {
                "day": day_date(one.day).isoformat(),
                "level": stacked[one.day],
                "outlet": styles[one.outlet_id].name,
                "published": one.published,
                "near": one.near,
            }
        )
        stacked[one.day] += 1
    most = max(stacked.values())
    first, last = min(stacked), max(stacked)
    return {
        "data": {"values": values},
        "height": max(16 * most, 60) + 10,
        "config": {"axis": {"labelFontSize": 13}, "view": {"stroke": None}},
        "mark": {"type": "point", "size": 110, "strokeWidth": 2, "color": INK},
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "scale": {
                    "type": "utc",
                    "domain": [day_date(first - 1).isoformat(), day_date(last + 1).isoformat()],
                },
                "axis": {
                    "title": None,
                    "format": "%-d %b %Y",
                    "tickMinStep": 86_400_000,
                    "labelOverlap": True,
                },
            },
            "y": {
                "field": "level",
                "type": "quantitative",
                "axis": None,
                "scale": {"domain": [-0.6, most - 0.4]},
            },
            "fill": {"condition": {"test": "datum.near", "value": "transparent"}, "value": INK},
            "tooltip": [{"field": "outlet", "title": "Outlet"}, {"field": "published", "title": "Published"}],
        },
    }


def show_differing_dates(
    events: Sequence[DifferingDate],
    styles: Mapping[str, OutletStyle],
    address_of: Callable[[str], str],
) -> None:
    """Draw a line for each event that its reports date differently, from its first to its last date, with a
    mark for each date that is given; the outlets of each date are in a table on demand."""
    verb = "is" if len(events) == 1 else "are"
    lead = f"{counted(len(events), 'event')} {verb} dated differently by different reports."
    if not events:
        st.caption(lead)
        return
    if len(events) > 1:
        lead += " First those whose dates lie furthest apart."
    rows = markup.joined(_event(event, address_of(event.event_id)) for event in events[:FIRST])
    markup.show(
        markup.html(
            '<p class="dc-lead">{lead}</p><table class="dt"><thead>'
            '<tr><th scope="col">Event</th><th scope="col">From the first to the last date</th>'
            '<th scope="col">Dates that reports give</th></tr></thead><tbody>{rows}</tbody></table>'
            '<p class="dl-quiet">Each line has an axis of its own. A dot is a day, a bar all days that a date '
            "may mean; darker ones are given by more reports.</p>",
            lead=lead,
            rows=rows,
        )
    )
    every = [(event, date) for event in events for date in event.dates]
    with st.expander("Show the data"):
        show_rows_of(
            ("Event", "Dated", "Reports", "By"),
            len(every),
            lambda part: (
                (event.title, one.words, one.reports, ", ".join(styles[name].name for name in one.outlet_ids))
                for event, one in every[part]
            ),
            "Events whose reports give more than one date.",
            "dates",
        )


def _event(event: DifferingDate, address: str) -> Markup:
    first, last = min(one.first for one in event.dates), max(one.last for one in event.dates)
    most = max(one.reports for one in event.dates)
    wide = max(last - first, 1)
    marks = markup.joined(
        markup.html(
            '<i class="{kind}" style="left:{left}%;width:{width}%;opacity:{dark}" title="{words}: {n}"></i>',
            kind="dt-day" if one.first == one.last else "dt-span",
            left=round(100 * (one.first - first) / wide, 2),
            width=round(100 * (one.last - one.first) / wide, 2),
            dark=round(0.35 + 0.65 * one.reports / most, 2),
            words=one.words,
            n=counted(one.reports, "report"),
        )
        for one in sorted(event.dates, key=lambda one: one.first - one.last)
    )
    leading = sorted(event.dates, key=lambda one: -one.reports)[:NAMED]
    more = len(event.dates) - len(leading)
    return markup.html(
        '<tr><th scope="row">{title}</th><td class="dt-strip"><div class="dt-line">{marks}</div>'
        "<small><span>{first}</span><span>{last}</span></small></td><td>{dates}{more}</td></tr>",
        title=markup.inner_link(event.title, address),
        marks=marks,
        first=date_in_words(day_date(first).isoformat()),
        last=date_in_words(day_date(last).isoformat()),
        dates="; ".join(f"{one.words} ({one.reports})" for one in leading),
        more=f"; {more} more" if more else "",
    )
