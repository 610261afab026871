"""The event view: what is counted and what reports give for it, who says so, where, when and in which words.

The head comes first, so that a reader has the answer while the rest is prepared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from components.shared import markup, view_state
from datelines.compare.answer import answer_of, counted_words
from datelines.compare.event_voices import Voice, sides_by_number, voices
from datelines.compare.event_words import NO_GROUP, Printed, SubjectWords
from datelines.compare.figure_groups import IN_OWN_VOICE, FigureGroup, FigureMark
from datelines.compare.matrix import figure_sign
from datelines.compare.sheet import SIDE_NOT_RECORDED, EventSheet
from datelines.record.dates import date_in_words, day_date
from datelines.record.terms import SIDE_LETTERS, SIDES
from datelines.share.drawing import DatedFigure, DrawnFigure, dot_plot, figures_by_day, scale_of, strip
from datelines.words import counted, joined

MOST_SIDES = 5
"""Sides that have a colour of their own in one plot; the others are drawn alike, in grey."""
TABS = 6
"""Kinds of figures that are offered side by side; the others are behind the last tab."""
PRINTED_AT_ONCE, TERMS_AT_ONCE = 6, 4
"""Places or dates as printed, and terms of a group, that stand in sight before the others are folded."""
FEW = 3
"""Names that stand in a line before the others are only counted."""
OTHERS = "others"


def show_head(sheet: EventSheet, groups: Sequence[FigureGroup]) -> None:
    """Draw date, place and kind, the title, the answer line, and how much there is."""
    markup.show(head_of_event(sheet, groups))


def bring_head_into_sight(sheet: EventSheet) -> None:
    """Bring the head into sight, once for each choice: after what is above it has its height."""
    markup.bring_into_sight(f"{sheet.event_id} {view_state.choices()}")


def head_of_event(sheet: EventSheet, groups: Sequence[FigureGroup]) -> Markup:
    """The head as markup."""
    figures = sum(len(group.marks) for group in groups)
    inferred = " (date inferred)" if sheet.date_inferred else ""
    answer = markup.html('<p class="dl-answer">No figure is recorded for this event.</p>')
    if groups:
        found = answer_of(groups[0])
        mode = f"; {found.mode}" if found.mode else ""
        answer = markup.html(
            '<p class="dl-answer"><b>{counted}: {span}</b>{mode}</p>',
            counted=found.counted,
            span=found.span,
            mode=mode,
        )
    outlets = len({account.outlet_id for account in sheet.accounts})
    speakers = len({account.speaker for account in sheet.accounts if account.speaker})
    left_out = f" ({sheet.accounts_left_out} more left out by the filter)" if sheet.accounts_left_out else ""
    return markup.html(
        '<section class="dl-event" aria-label="Chosen event">'
        '<p class="dl-eyebrow"><span class="dl-plum" aria-hidden="true">●</span> {facts}</p>'
        "<h2>{title}</h2>{answer}"
        '<p class="dl-counts">{reports}{left_out} · {outlets} · {speakers} · {figures}</p>{long}{note}'
        '<p class="dl-quiet dl-review">{review}</p></section>',
        facts=markup.html(
            '{dated} · {places} · <span title="{means}">{kind}</span>',
            dated=sheet.dated + inferred,
            places=sheet.places or "no place reported",
            means=sheet.kind_means,
            kind=sheet.kind,
        ),
        review=sheet.review,
        title=sheet.title,
        answer=answer,
        reports=counted(len(sheet.accounts), "report"),
        left_out=left_out,
        outlets=counted(outlets, "outlet"),
        speakers=counted(speakers, "speaker"),
        figures=f"{counted(figures, 'figure')} of {counted(len(groups), 'kind')}" if groups else "no figures",
        long=markup.html("<p>{long}</p>", long=sheet.title_long) if sheet.title_long else Markup(),
        note=markup.html('<p class="dl-note"><b>Reviewer’s note</b> {note}</p>', note=sheet.note)
        if sheet.note
        else Markup(),
    )


def choose_group(groups: Sequence[FigureGroup], event_id: str) -> FigureGroup:
    """Draw the tabs (what is counted, from which to which figure) and give the group that is chosen: at first
    the one that the title is about."""
    st.subheader("What numbers are given?")
    by_name = {group_name(group): group for group in groups}
    labels = {name: _tab(group) for name, group in by_name.items()}
    chosen = view_state.begin_counted(tuple(by_name))
    shown = list(labels)[:TABS]
    if chosen not in shown:
        shown.append(chosen)
    if len(groups) > 1:
        st.pills(
            "Kinds of figures",
            shown,
            format_func=labels.__getitem__,
            key=view_state.COUNTED,
            label_visibility="collapsed",
            required=True,
            **view_state.KEPT,
        )
    rest = [name for name in labels if name not in shown]
    if rest:
        key = f"more-figures-of-{event_id}"
        st.selectbox(
            counted(len(rest), "more kind"),
            rest,
            index=None,
            format_func=labels.__getitem__,
            key=key,
            placeholder=f"{counted(len(rest), 'more kind')} of figures",
            label_visibility="collapsed",
            on_change=view_state.choose_counted,
            args=(key,),
            width=360,
        )
    return by_name[chosen]


def group_name(group: FigureGroup) -> str:
    """A group's name in a link, after its event: `turkish-soldiers-2020-02-03.killed.turkish-soldiers`."""
    event_id, part, measure, population, scope, dates, unit = group.key
    # What is so for nearly all groups is left out.
    parts = (
        measure,
        population,
        part,
        scope if scope != "event" else "",
        dates,
        unit if unit not in ("people", "items") else "",
    )
    return ".".join((event_id, *(re.sub(r"\W+", "-", one.lower()) for one in parts if one)))


def show_numbers(group: FigureGroup, outlets: Mapping[str, str]) -> None:
    """Draw the figures of a group by value, and by day of publication; `outlets` has names by id."""
    sides = _sides(group)
    words = answer_of(group).line
    days = [
        DatedFigure(
            _drawn(mark, sides, outlets),
            figure_sign(mark.qualifier, mark.low, mark.high),
            mark.published_day,
            mark.inferred_day,
        )
        for mark in group.marks
        if mark.published_day is not None and mark.day_known
    ]
    drawn = [_drawn(mark, sides, outlets) for mark in group.marks]
    undated = len(group.marks) - len(days)
    by_day: Markup = Markup()
    if days:
        by_day = markup.html(
            "<div><h3>By day of publication</h3>{plot}<p class='dl-quiet'>{order} "
            "Hollow: the day is inferred.{undated}</p></div>",
            order=order_in_words(group),
            plot=figures_by_day(days, _short_day, f"{words}, by day of publication"),
            undated=f" Not drawn: {counted(undated, 'figure')} without a day." if undated else "",
        )
    markup.show_drawing(
        markup.html(
            '<div class="dl-numbers"><div><h3>{counted}</h3>{legend}{plot}{key}</div>{by_day}</div>',
            counted=counted_words(group),
            legend=_legend(group, sides),
            plot=markup.html(
                '<div class="dl-wide">{wide}</div><div class="dl-narrow">{narrow}</div>',
                wide=dot_plot(drawn, words, width=620.0),
                narrow=dot_plot(drawn, words, width=350.0),
            ),
            key=_shapes(group),
            by_day=by_day,
        ),
        key="numbers",
    )


def order_in_words(group: FigureGroup) -> str:
    """What is known of the order of figures within a day: nothing, unless pages print a time."""
    timed = len({mark.report_id for mark in group.marks if mark.timed})
    if not timed:
        return "Within a day the order is not known."
    pages = "1 report’s page prints" if timed == 1 else f"the pages of {timed} reports print"
    return f"Within a day the order is not known; only {pages} a time, which stands in the row below."


def show_voices(group: FigureGroup, outlets: Mapping[str, str]) -> None:
    """Draw who gives the figures: each speaker once, with the outlets that carry it."""
    found = voices(group)
    sides = _sides(group)
    scale = scale_of([_drawn(mark, sides, outlets) for mark in group.marks], 190.0)
    rows = markup.joined(_voice_row(one, sides, outlets, scale) for one in found)
    relayed = sum(1 for mark in group.marks if mark.relay)
    carried = len({mark.outlet_id for mark in group.marks})
    markup.show_drawing(
        markup.html(
            '<h2>Who says so?</h2><table class="dl-voices"><thead><tr><th scope="col">Speaker</th>'
            '<th scope="col">Figures</th><th scope="col">Outlets</th><th scope="col">Carried by</th></tr></thead>'
            '<tbody>{rows}</tbody></table><p class="dl-quiet">{relayed} of {figures} come by way of a named outlet or '
            "agency; elsewhere no relay is printed in the part we read. {outlets} are not {number} witnesses.</p>",
            rows=rows,
            relayed=f"{relayed:,}",
            figures=counted(len(group.marks), "figure"),
            outlets=counted(carried, "outlet"),
            number=f"{carried:,}",
        ),
        key="voices",
    )


def show_where_and_when(places: Sequence[Printed], dates: Sequence[Printed], reports: int) -> None:
    """Draw how the reports describe the place and the date, most frequent first."""
    parts = [_printed("Where, as printed", places, reports)]
    if len(dates) > 1:
        parts.append(_printed("When, as given", dates, reports))
    markup.show(markup.joined(parts))


def show_words(found: Sequence[SubjectWords]) -> None:
    """Draw the terms by subject and group; the first subjects in sight, the others folded."""
    if not found:
        return
    columns = [_subject(one) for one in found]
    more = markup.joined(columns[4:])
    markup.show(
        markup.html(
            '<h2>In which words?</h2><p class="dl-quiet">As printed, grouped by meaning. English beside other '
            "languages is ours. A quoted speaker’s words stand under the outlet that carries them.</p>"
            '<div class="dl-subjects">{first}</div>{more}',
            first=markup.joined(columns[:4]),
            more=markup.html(
                '<details class="dl-terms"><summary>{n}</summary><div class="dl-subjects">{more}</div></details>',
                n=counted(len(columns) - 4, "more subject"),
                more=more,
            )
            if len(columns) > 4
            else Markup(),
        )
    )


def side_mark(side: str, colour: str | None = None) -> Markup:
    """The dot of a side with its letter; of the outlet's own voice, without. `colour` is the class of its
    colour where that is not the side's own."""
    return markup.html(
        '<span class="dl-side dl-side-{side}" aria-hidden="true">{letter}</span>',
        side=(side if colour is None else colour) or "own",
        letter=SIDE_LETTERS.get(side, ""),
    )


def _tab(group: FigureGroup) -> str:
    found = answer_of(group)
    span = found.lowest if found.lowest == found.highest else f"{found.lowest} to {found.highest}"
    return markup.plain(f"{found.counted}: {span} ({found.figures})")


def _sides(group: FigureGroup) -> dict[str, str]:
    """Side -> the class of its colour: the frequent ones have their own, the others are grey."""
    found = [side for side in sides_by_number(group) if side not in ("", SIDE_NOT_RECORDED)]
    drawn = {side: side if place < MOST_SIDES else OTHERS for place, side in enumerate(found)}
    return drawn | {SIDE_NOT_RECORDED: SIDE_NOT_RECORDED}


def _drawn(mark: FigureMark, sides: Mapping[str, str], outlets: Mapping[str, str]) -> DrawnFigure:
    relay = f", via {mark.relay}" if mark.relay else ""
    said = f"{mark.words} (“{mark.as_reported}”): {mark.speaker}{relay}; {outlets[mark.outlet_id]}, {mark.published}"
    doubt = "; only possibly about this event" if mark.doubtful else ""
    return DrawnFigure(
        mark.qualifier,
        mark.low,
        mark.high,
        said + doubt,
        SIDE_LETTERS.get(mark.side, ""),
        sides.get(mark.side, ""),
    )


_NO_SIDES = {"": "The outlet’s own voice", SIDE_NOT_RECORDED: "Speaker not recorded"}


def _legend(group: FigureGroup, sides: Mapping[str, str]) -> Markup:
    items = []
    for side, number in sides_by_number(group).items():
        means = _NO_SIDES.get(side) or SIDES[side].partition(",")[0]
        items.append(
            markup.html(
                "<li>{mark} {means} <b>{number}</b></li>",
                mark=side_mark(side, sides.get(side, "")),
                means=f"{means[:1].upper()}{means[1:]}",
                number=number,
            )
        )
    return markup.html(
        '<p class="dl-quiet">Each mark is one figure in one report; colour and letter say whom the speaker speaks '
        'for.</p><ul class="dl-key">{items}</ul>',
        items=markup.joined(items),
    )


_SHAPES = {
    "exact": ("dot", "a number as printed"),
    "at-least": ("least", "at least"),
    "over": ("over", "over"),
    "at-most": ("most", "up to"),
    "under": ("most", "under"),
    "about": ("about", "about"),
    "range": ("range", "a range"),
    "order": ("order", "tens, hundreds"),
}


def _shapes(group: FigureGroup) -> Markup:
    """What the shapes mean, of those that are drawn."""
    drawn = {mark.qualifier for mark in group.marks}
    items = markup.joined(
        markup.html('<li><span class="dv-key dv-key-{kind}"></span>{words}</li>', kind=kind, words=words)
        for qualifier, (kind, words) in _SHAPES.items()
        if qualifier in drawn
    )
    return markup.html('<ul class="dl-key">{items}</ul>', items=items)


def _voice_row(one: Voice, sides: Mapping[str, str], outlets: Mapping[str, str], scale: object) -> Markup:
    given = ", ".join(f"{words} ×{times}" if times > 1 else words for words, times in one.given)
    names = [outlets[outlet] for outlet in one.outlet_ids]
    carried = joined(names) if len(names) <= FEW else f"{', '.join(names[:FEW])} and {len(names) - FEW} more"
    relays = f"by way of {', '.join(one.relays)}" if one.relays else ""
    drawn = [_drawn(mark, sides, outlets) for mark in one.marks]
    name = "The outlets’ own voice" if one.speaker == IN_OWN_VOICE else one.speaker
    return markup.html(
        '<tr><th scope="row">{mark} {name}</th><td>{strip}<bdi>{given}</bdi></td><td data-label="Outlets">{n}</td>'
        '<td title="{all}">{carried} <span class="dl-quiet">{relays}</span></td></tr>',
        mark=side_mark(one.side, sides.get(one.side, "")),
        name=name,
        strip=strip(drawn, scale, f"{name}: {given}"),  # type: ignore[arg-type]
        given=given,
        n=len(names),
        all=", ".join(names),
        carried=carried,
        relays=relays,
    )


def _printed(title: str, found: Sequence[Printed], reports: int) -> Markup:
    most = max((one.reports for one in found), default=1)
    items = [
        markup.html(
            '<li><b>{n}</b> {words} <span class="dl-quiet">{outlets}</span>'
            '<span class="dl-share" style="width:{share}%"></span></li>',
            n=one.reports,
            words=markup.html("“<bdi>{words}</bdi>”", words=one.words)
            if title.startswith("Where")
            else one.words,
            outlets=", ".join(one.outlets[:2])
            + (f" and {len(one.outlets) - 2} more" if len(one.outlets) > 2 else ""),
            share=round(100 * one.reports / most),
        )
        for one in found
    ]
    without = reports - sum(one.reports for one in found)
    if without > 0:
        items.append(markup.html('<li class="dl-quiet"><b>{n}</b> none in the part we read</li>', n=without))
    return markup.html(
        '<section class="dl-printed"><h3>{title}</h3><ul>{first}</ul>{more}</section>',
        title=title,
        first=markup.joined(items[:PRINTED_AT_ONCE]),
        more=_folded(items[PRINTED_AT_ONCE:]),
    )


def _folded(items: Sequence[Markup]) -> Markup:
    """The items of a list that a reader opens on demand; nothing where there are none."""
    if not items:
        return Markup()
    return markup.html(
        '<details class="dl-terms"><summary>{n} more</summary><ul>{items}</ul></details>',
        n=len(items),
        items=markup.joined(items),
    )


def _subject(one: SubjectWords) -> Markup:
    groups = []
    for group in one.groups:
        terms = [
            markup.html(
                '<li>“<bdi>{term}</bdi>”{gloss} <span class="dl-quiet">{outlets}</span></li>',
                term=term.term,
                gloss=markup.html(' <span class="dl-gloss">{gloss}</span>', gloss=term.gloss)
                if term.gloss
                else Markup(),
                outlets=", ".join(term.outlets[:FEW])
                + (f" and {len(term.outlets) - FEW} more" if len(term.outlets) > FEW else ""),
            )
            for term in group.terms
        ]
        groups.append(
            markup.html(
                '<p class="dl-group"><b>{name}</b> <span class="dl-quiet">{outlets}</span></p><ul>{first}</ul>{more}',
                # The words are the outlets', and one side's may be among them: they stand as quoted.
                name=group.name if group.name == NO_GROUP else f"“{group.name}”",
                outlets=counted(group.outlets, "outlet"),
                first=markup.joined(terms[:TERMS_AT_ONCE]),
                more=_folded(terms[TERMS_AT_ONCE:]),
            )
        )
    return markup.html(
        '<section><h3>For: {subject}</h3><p class="dl-quiet">{outlets}</p>{groups}</section>',
        subject=one.subject,
        outlets=counted(one.outlets, "outlet"),
        groups=markup.joined(groups),
    )


def _short_day(day: int) -> str:
    return date_in_words(day_date(day).isoformat()).rpartition(" ")[0]
