"""Reports by day of publication, over the whole time, with the largest peaks named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date as Day

import streamlit as st
from markupsafe import Markup

from components.shared import markup
from datelines.compare.publication import Peak, Publication, PublicationDay
from datelines.record.dates import date_in_words, day_date, day_number
from datelines.share.drawing import DayBar, day_bars
from datelines.words import counted, joined

DRAWN_SHARE = 0.98
"""The shortest span of days with this share of the reports is drawn: a few late pages would make all others
too narrow. The caption says how many are not drawn."""


def show_publication(published: Publication, found: Sequence[Peak]) -> None:
    """Draw heading and bars, the largest peaks with links to their events, and the caption."""
    days, outside = _drawn_days(published.days)
    markup.show(markup.html('<div class="dl-row"><h2>Reports by day of publication</h2></div>'))
    if not days:
        markup.show(markup.html("<p>No page of these reports is dated to a day.</p>"))
        return
    markup.show_drawing(publication_bars(days, found), key="publication")
    of_day = {day.day: day.reports for day in published.days}
    with st.container(key="peaks", gap=None):
        for number, peak in enumerate(found, 1):
            words = f"{_day(peak.day)}: {counted(of_day[peak.day], 'report')}, {peak.reports:,} of them on {peak.title}"
            st.page_link(
                "pages/explore.py",
                label=f"**{number}.** {markup.plain(words)}",
                query_params={"event": peak.event_id},
            )
    what = "A report is one page’s account of one event; a page can hold several."
    markup.show(markup.html('<p class="dl-quiet">{words}</p>', words=what + _not_drawn(published, outside)))


def publication_bars(days: Sequence[PublicationDay], found: Sequence[Peak]) -> Markup:
    """The bars of some days (at least one) with their key, for a wide and for a narrow screen; a peak has its
    number above its bar."""
    numbers = {peak.day: f"{number}" for number, peak in enumerate(found, 1)}
    bars = [_bar(day, numbers.get(day.day, "")) for day in days]
    words = "Reports by day of publication. " + " ".join(
        f"{_day(peak.day)}: most on {peak.title}." for peak in found
    )
    months = list(_months(days[0].day, days[-1].day))
    return markup.html(
        '<ul class="dl-key"><li><span class="dv-swatch dv-swatch-stated"></span>day printed on the page</li>'
        '<li><span class="dv-swatch dv-swatch-inferred"></span>day inferred</li></ul>'
        '<div class="dl-wide">{wide}</div><div class="dl-narrow">{narrow}</div>',
        wide=day_bars(bars, months, words),
        narrow=day_bars(bars, months, words, width=350, height=190),
    )


def _not_drawn(published: Publication, outside: int) -> str:
    left = [
        f"{counted(published.coarse, 'report')} on pages dated only to a month or longer"
        if published.coarse
        else "",
        f"{counted(published.undated, 'report')} without a date" if published.undated else "",
        f"{counted(outside, 'report')} outside the days shown" if outside else "",
    ]
    return f" Not drawn: {joined(part for part in left if part)}." if any(left) else ""


def _drawn_days(days: Sequence[PublicationDay]) -> tuple[list[PublicationDay], int]:
    """The days to draw, and how many reports lie outside of them."""
    every, first, inside = sum(day.reports for day in days), 0, 0
    best = (0, len(days) - 1)
    for last, day in enumerate(days):
        inside += day.reports
        while inside - days[first].reports >= DRAWN_SHARE * every:
            inside -= days[first].reports
            first += 1
        if (
            inside >= DRAWN_SHARE * every
            and day.day - days[first].day < days[best[1]].day - days[best[0]].day
        ):
            best = (first, last)
    drawn = list(days[best[0] : best[1] + 1])
    return drawn, every - sum(day.reports for day in drawn)


def _bar(day: PublicationDay, number: str) -> DayBar:
    words = f"{_day(day.day)}: {counted(day.reports, 'report')}"
    if day.inferred:
        words += f", {day.inferred} of them by an inferred day"
    return DayBar(day.day, day.stated, day.inferred, words, number)


def _day(day: int) -> str:
    return date_in_words(day_date(day).isoformat())


def _months(first: int, last: int) -> Iterator[tuple[int, str]]:
    """First days of the months between two days, named; the year stands with the first one and with each
    January."""
    at = day_date(first).replace(day=1)
    while day_number(at) <= last:
        if day_number(at) >= first:
            name = date_in_words(at.isoformat()[:7])
            january = at.month == 1 or day_number(at) - first < 31
            yield day_number(at), name if january else name.partition(" ")[0]
        at = Day(at.year + at.month // 12, at.month % 12 + 1, 1)
