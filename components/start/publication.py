"""Reports by day of publication, over the whole time, with the largest peaks named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date as Day

from markupsafe import Markup

from components.shared import markup
from datelines.compare.publication import Peak, Publication, PublicationDay
from datelines.record.dates import date_in_words, day_date, day_number
from datelines.share.drawing import DayBar, day_bars
from datelines.words import counted

DRAWN_SHARE = 0.98
"""The shortest span of days with this share of the reports is drawn: a few late pages would make all others
too narrow. The caption says how many are not drawn."""

_NAMED = 34
"""Letters of an event's title beside a peak."""


def show_publication(published: Publication, found: Sequence[Peak]) -> None:
    """Draw heading, bars and caption."""
    bars = publication_bars(published, found)
    title = markup.html("<h2>Reports by day of publication</h2>{bars}", bars=bars)
    markup.show_drawing(title, key="publication")


def publication_bars(published: Publication, found: Sequence[Peak]) -> Markup:
    """The drawing and its caption; a sentence where no page has a day."""
    days, outside = _drawn_days(published.days)
    if not days:
        return markup.html("<p>No page of these reports is dated to a day.</p>")
    named = {peak.day: peak for peak in found}
    of_day = {day.day: day.reports for day in published.days}
    bars = [_bar(day, named.get(day.day)) for day in days]
    words = "Reports by day of publication. " + " ".join(
        f"{_day(peak.day)}: most on {peak.title}." for peak in found
    )
    months = list(_months(days[0].day, days[-1].day))
    wide = day_bars(bars, months, words)
    # On a phone there is no room beside the bars: the peaks are a list below them.
    narrow = day_bars([replace(bar, named=()) for bar in bars], months, words, width=350, height=190)
    listed = markup.joined(
        markup.html(
            "<li>{day}: {number}, {part} on {title}</li>",
            day=_day(peak.day),
            number=counted(of_day[peak.day], "report"),
            part=f"{peak.reports:,}",
            title=peak.title,
        )
        for peak in found
    )
    left = [
        f"{counted(published.coarse, 'report')} on pages dated only to a month or longer"
        if published.coarse
        else "",
        f"{published.undated:,} without a date" if published.undated else "",
        f"{outside:,} outside the days shown" if outside else "",
    ]
    rest = f" Not drawn: {', '.join(part for part in left if part)}." if any(left) else ""
    return markup.html(
        '<ul class="dl-key"><li><span class="dv-swatch dv-swatch-stated"></span>day printed on the page</li>'
        '<li><span class="dv-swatch dv-swatch-inferred"></span>day inferred</li></ul>'
        '<div class="dl-wide">{wide}</div><div class="dl-narrow">{narrow}<ol>{listed}</ol></div>'
        '<p class="dl-quiet">A report is one page’s account of one event; a page can '
        "hold several.{rest}</p>",
        wide=wide,
        narrow=narrow,
        listed=listed,
        rest=rest,
    )


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


def _bar(day: PublicationDay, peak: Peak | None) -> DayBar:
    words = f"{_day(day.day)}: {counted(day.reports, 'report')}"
    if day.inferred:
        words += f", {day.inferred} of them by an inferred day"
    if not peak:
        return DayBar(day.day, day.stated, day.inferred, words)
    title = peak.title if len(peak.title) <= _NAMED else f"{peak.title[: _NAMED - 1].rstrip()}…"
    lines = (f"{_day(day.day, year=False)}: {counted(day.reports, 'report')}", f"{peak.reports} on {title}")
    return DayBar(day.day, day.stated, day.inferred, words, lines)


def _day(day: int, *, year: bool = True) -> str:
    words = date_in_words(day_date(day).isoformat())
    return words if year else words.rpartition(" ")[0]


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
