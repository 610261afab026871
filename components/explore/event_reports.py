"""The reports of an event as compact rows, ten at a time; a row opens to the whole card of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from components.explore.event_card import report_card
from components.explore.event_view import side_mark
from components.shared import cite, markup, view_state
from components.shared.palette import OutletStyle
from datelines.compare.figure_groups import FigureGroup, FigureMark
from datelines.compare.sheet import Account, EventSheet

AT_ONCE = 10


def show_reports(
    sheet: EventSheet,
    group: FigureGroup | None,
    styles: Mapping[str, OutletStyle],
    csv_of_reports: Callable[[frozenset[str]], str],
) -> None:
    """Draw the rows: those with a figure of the group, by day of publication and within a day by value, or
    all of the event's; and a button that saves the rows shown, also those on other pages, as
    `csv_of_reports` writes them."""
    st.header("The reports")
    every = {account.report_id: account for account in sheet.accounts}
    with_figure = _with_figure(group, every) if group else []
    which = "all"
    if with_figure and len(with_figure) < len(every):
        labels = {
            "with": f"{len(with_figure)} with this figure",
            "all": f"all {len(every)} reports of the event",
        }
        which = (
            st.segmented_control(
                "Which reports",
                list(labels),
                default="with",
                format_func=labels.__getitem__,
                key=f"which-reports-{sheet.event_id}",
                label_visibility="collapsed",
            )
            or "with"
        )
    rows = with_figure if which == "with" else list(sheet.accounts)
    pages = max(1, -(-len(rows) // AT_ONCE))
    number = 1
    place = st.container()
    if pages > 1:
        number = st.pagination(pages, key=f"reports-page-{sheet.event_id}-{which}-{len(rows)}")
    shown = rows[(number - 1) * AT_ONCE : number * AT_ONCE]
    with place:
        markup.show(report_rows(shown, group, styles))
        first = (number - 1) * AT_ONCE + 1
        within = "by value" if which == "with" else "in no order that is known"
        words = (
            f"{first}–{first + len(shown) - 1} of {len(rows)}, by day of publication, within a day {within}."
        )
        more = "Open a row for its source, words and notes."
        markup.show(markup.html('<p class="dl-quiet">{words} {more}</p>', words=words, more=more))
    ids = frozenset(account.report_id for account in rows)
    cite.show_download(
        f"These {len(rows)} reports with citations (CSV)"
        if len(rows) > 1
        else "This report with its citation (CSV)",
        view_state.named_file(f"reports {sheet.event_id}"),
        lambda: csv_of_reports(ids),
        key=f"download-reports-of-{sheet.event_id}",
    )


def report_rows(
    accounts: Sequence[Account], group: FigureGroup | None, styles: Mapping[str, OutletStyle]
) -> Markup:
    """The rows as markup."""
    marks: dict[str, list[FigureMark]] = {}
    for mark in group.marks if group else ():
        marks.setdefault(mark.report_id, []).append(mark)
    rows = []
    for account in accounts:
        own = marks.get(account.report_id, [])
        side = own[0].side if own else account.side
        figures = "; ".join(mark.words for mark in own) or "; ".join(
            line.number for line in account.figures[:2]
        )
        others = len(account.figures) - (len(own) or min(2, len(account.figures)))
        rows.append(
            markup.html(
                '<details class="dl-report"><summary><span class="dl-report-outlet">{outlet}</span>'
                "<span>{mark} {who}</span><b><bdi>{figures}</bdi> <i>{others}</i></b>"
                '<span class="dl-report-words">{printed}</span><span>{published}</span></summary>'
                "{card}</details>",
                outlet=account.outlet,
                mark=side_mark(side),
                who=_who(account),
                figures=figures,
                others=f"and {others} other{'s' if others > 1 else ''}" if others > 0 and figures else "",
                printed=_printed_words(own) if own else account.summary,
                published=account.published,
                card=report_card(account, styles[account.outlet_id]),
            )
        )
    return markup.html('<div class="dl-reports">{rows}</div>', rows=markup.joined(rows))


def _printed_words(marks: Sequence[FigureMark]) -> Markup:
    """The words of some figures, each in quotation marks that stand outside of its direction of writing."""
    return markup.joined((markup.html("“<bdi>{words}</bdi>”", words=one.as_reported) for one in marks), "; ")


def _who(account: Account) -> str:
    if account.voice == "own":
        return "in its own voice"
    if account.voice == "unknown" and not account.speaker:
        return "speaker not recorded"
    verb = "quotes" if account.voice == "quoted" else "paraphrases"
    return f"{verb} {account.speaker or 'a speaker not recorded'}"


def _with_figure(group: FigureGroup, every: Mapping[str, Account]) -> list[Account]:
    """The accounts with a figure of the group. The day comes first; within a day nothing is known of the
    order, so the lowest value does."""
    order: dict[str, tuple[object, ...]] = {}
    for mark in group.marks:
        value = mark.low if mark.low is not None else mark.high
        key = (
            mark.published_day is None,
            mark.published_day or 0,
            value or 0.0,
            mark.outlet_id,
            mark.report_id,
        )
        order[mark.report_id] = min(order.get(mark.report_id, key), key)
    return [every[report_id] for report_id in sorted(order, key=order.__getitem__) if report_id in every]
