"""*What words?*: the groups of terms by country of the outlet, two outlets side by side, and every term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from components.compare.close_reading import show_close_reading
from components.compare.controls import show_pair_choice
from components.compare.statements import show_points
from components.shared import markup
from components.shared.long_table import show_rows_of
from components.shared.palette import OutletStyle
from datelines.compare.close_reading import close_reading
from datelines.compare.word_pairs import OutletWords, PairedSubject, PairedTerm, paired_subjects
from datelines.compare.wording import NAMED, GroupUse, Subject, Term
from datelines.words import counted

COUNTRIES, GROUPS = 6, 8
"""Countries and groups of terms that are drawn; the table of the data has every term."""


def labels_of(subjects: Sequence[Subject]) -> dict[str, str]:
    """Each subject with a label that counts its terms and outlets, in their order."""
    return {
        one.subject: f"{one.subject} ({counted(one.terms, 'term')}, {counted(one.outlets, 'outlet')})"
        for one in subjects
    }


def show_group_uses(uses: Sequence[GroupUse]) -> None:
    """Draw a bar for each group of terms and country: the share of the reports of outlets there."""
    by_group: dict[str, dict[str, GroupUse]] = defaultdict(dict)
    for one in uses:
        by_group[one.group][one.country] = one
    countries = list(dict.fromkeys(one.country for one in uses))
    # The countries that are not known are no country: last, and only where there is room.
    shown = [country for country in countries if country][:COUNTRIES] + [c for c in countries if not c]
    totals = {one.country: one.of for one in uses}
    groups = sorted(by_group, key=lambda name: (-sum(u.reports for u in by_group[name].values()), name))
    head = markup.joined(
        markup.html(
            '<th scope="col">{country} <small>{of}</small></th>',
            country=country or "not known",
            of=counted(totals[country], "report"),
        )
        for country in shown
    )
    body = markup.joined(
        markup.html(
            '<tr><th scope="row">“<bdi>{group}</bdi>”</th>{cells}</tr>',
            group=group,
            cells=markup.joined(
                _share(by_group[group].get(country), country or "not known") for country in shown
            ),
        )
        for group in groups[:GROUPS]
    )
    more = len(groups) - GROUPS
    markup.show(
        markup.html(
            '<table class="dw-shares"><thead><tr><th scope="col">Group of terms</th>{head}</tr></thead>'
            '<tbody>{body}</tbody></table><p class="dl-quiet">{more}Shares of the reports with a term for this '
            "subject, by country of the outlet. A report with terms of two groups counts in both. Terms of one "
            "group are counted together, also in other languages.</p>",
            head=head,
            body=body,
            more=f"{counted(more, 'more group')} in the data below. " if more > 0 else "",
        )
    )


def _share(use: GroupUse | None, country: str) -> Markup:
    if use is None:
        return markup.html('<td class="dw-none" data-outlet="{country}">·</td>', country=country)
    return markup.html(
        '<td data-outlet="{country}"><i class="dw-bar" style="width:{share}%"></i>{reports} of {of}</td>',
        country=country,
        share=round(100 * use.reports / use.of, 1),
        reports=use.reports,
        of=use.of,
    )


def show_two_outlets(
    words: OutletWords | None, report_ids: frozenset[str], styles: Mapping[str, OutletStyle]
) -> None:
    """Draw two outlets on one event, which the reader chooses among those with terms, with what else they
    report of it in the reports of `report_ids`; of a statement also its points."""
    st.header("Two outlets side by side")
    if words is None:
        st.caption("No two outlets of this selection have terms for one event.")
        return
    archive, statement, by_outlet = words.archive, words.statement, words.by_outlet
    markup.show(
        markup.html(
            '<p class="dc-lead"><b>{title}</b>{parts}</p>',
            title=archive.event_by_id[words.event_id].title,
            parts=": the words of all parts of the statement." if statement else "",
        )
    )
    first = second = ""
    if words.pair is None:
        st.caption("No two outlets have a term for it, in the parts of their pages that we read.")
    else:
        names = {outlet: styles[outlet].name for outlet in by_outlet}
        first, second = map(str, show_pair_choice(names, (words.pair.first, words.pair.second)))
        if first in by_outlet and second in by_outlet and first != second:
            read = {one.outlet_id: one.read for one in statement.versions} if statement else {}
            show_pair(
                paired_subjects(archive, by_outlet[first], by_outlet[second]),
                names[first],
                names[second],
                (read.get(first, ""), read.get(second, "")),
            )
            reading = close_reading(archive, words.event_id, first, second, report_ids)
            show_close_reading(reading, names[first], names[second])
    if statement:
        st.header("Which points of it, in which outlet?")
        show_points(statement, styles, (first, second))


def show_pair(
    pairs: Sequence[PairedSubject], first: str, second: str, read: tuple[str, str] = ("", "")
) -> None:
    """Draw the terms of two outlets (their names) by subject, the words that differ marked. `read` says how
    much of each was read."""
    both = [one for one in pairs if one.both]
    same = sum(one.same for one in both)
    rows = markup.joined(
        markup.html(
            '<tr><th scope="row">{subject}</th>{first}{second}</tr>',
            subject=one.subject,
            first=_terms(one.first, first),
            second=_terms(one.second, second),
        )
        for one in pairs
    )
    markup.show(
        markup.html(
            '<p class="dc-lead">Both have terms for {both}: the same for {same}, others for {other}.</p>'
            '<table class="dw"><thead><tr><th scope="col">Subject</th><th scope="col">{first}<small>{read_first}'
            '</small></th><th scope="col">{second}<small>{read_second}</small></th></tr></thead>'
            '<tbody>{rows}</tbody></table><p class="dl-quiet"><mark>Marked</mark>: words that the other outlet’s '
            "terms do not have, in a term of a group that it does not use. Terms as printed; a difference may be a "
            "translator’s. The subjects, and the English beside a term, are ours.</p>",
            both=counted(len(both), "subject"),
            same=same,
            other=len(both) - same,
            first=first,
            second=second,
            read_first=read[0],
            read_second=read[1],
            rows=rows,
        )
    )


def _terms(terms: Sequence[PairedTerm], outlet: str) -> Markup:
    found = markup.joined(
        markup.html(
            '<span class="dw-term">“<bdi lang="{language}">{pieces}</bdi>”{gloss}</span>',
            language=one.language,
            pieces=markup.joined(
                markup.html("<mark>{words}</mark>" if marked else "{words}", words=words)
                for words, marked in one.pieces
            ),
            gloss=markup.html(" <small>{gloss}</small>", gloss=one.gloss) if one.gloss else "",
        )
        for one in terms
    )
    absent = markup.html('<span class="dl-quiet">no term in the part we read</span>')
    return markup.html('<td data-outlet="{outlet}">{terms}</td>', outlet=outlet, terms=found or absent)


def show_terms(
    subject: str,
    number: int,
    uses: int,
    terms_of: Callable[[slice], Sequence[Term]],
    styles: Mapping[str, OutletStyle],
) -> None:
    """Draw the terms of one subject, of which there are `number`, used `uses` times, behind *Show the data*;
    `terms_of` gives a part of them, most used first."""
    with st.expander("Show the data"):
        show_rows_of(
            ("Term as printed", "Reports", "Outlets", "On"),
            number,
            lambda part: (
                (
                    f"“{term.term}”",
                    f"{term.reports:,}",
                    _some(
                        [f"{styles[outlet].name} ({reports})" for outlet, reports in term.outlets], 0, ", "
                    ),
                    _some(term.titles, term.more_events, "; "),
                )
                for term in terms_of(part)
            ),
            f"Terms for {subject}: {number:,}, used {counted(uses, 'time')}. Most used first.",
            "terms",
        )


def _some(words: Sequence[str], more: int, between: str) -> str:
    """The words; of a long list the first NAMED, and how many others there are, with the `more` that are not
    in the list."""
    left = more + max(0, len(words) - NAMED)
    return between.join([*words[:NAMED], *([f"and {left:,} more"] if left else [])])
