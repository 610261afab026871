"""The card of a report: who prints it, who is speaking, each figure with its qualifier, and where it
stands."""

from __future__ import annotations

from markupsafe import Markup

from components.shared import markup
from components.shared.palette import OutletStyle, glyph
from datelines.compare.sheet import Account, FigureLine

NOTHING = Markup("")
FEW_CITED = 3
"""Up to this many cited sources are listed; more are folded away."""


def report_card(account: Account, style: OutletStyle) -> Markup:
    """The whole card of a report, in the style of its outlet."""
    inferred = markup.html(' <span class="dl-tag">outlet inferred</span>')
    rest = markup.html(
        '{as_reported}{terms}{cited}<p class="dl-source">{citation}{locator}{read}</p>'
        '<p class="dl-quiet">{review}</p>{note}',
        as_reported=_as_reported(account),
        terms=_terms(account),
        cited=_cited(account.cited),
        citation=markup.link(account.citation, account.url),
        locator=f", {account.locator or 'paragraph not recorded'}",
        read=f"; page {account.read}" if account.read else "",
        review=account.review,
        note=_note(account.note),
    )
    return markup.html(
        '<article class="dl-account" style="border-top-color:{colour}" aria-label="Report of {outlet}">'
        "<h3>{glyph} {outlet}{inferred}</h3>{doubt}"
        '<p class="dl-voice" title="{voice_means}">{who}</p>{figures}<p>{summary}</p>{rest}</article>',
        colour=style.colour,
        glyph=glyph(style),
        outlet=account.outlet,
        inferred=inferred if account.outlet_inferred else NOTHING,
        doubt=markup.html('<p class="dl-doubt">{text}.</p>', text=account.link_doubt)
        if account.link_doubt
        else NOTHING,
        voice_means=account.voice_means,
        who=_who(account),
        figures=_figures(account.figures),
        summary=account.summary,
        rest=rest,
    )


def _who(account: Account) -> Markup:
    relay = markup.html(", via {relay}", relay=account.relayed_by) if account.relayed_by else NOTHING
    if account.voice == "own":
        return markup.html("<b>In its own voice</b>, no speaker named{relay}", relay=relay)
    if account.voice == "unknown" and not account.speaker:
        return markup.html("<b>Speaker not recorded</b>{relay}", relay=relay)
    return markup.html(
        "<b>{voice}</b> {speaker}{relay}",
        voice="Quotes" if account.voice == "quoted" else "Paraphrases",
        speaker=account.speaker or "a speaker not recorded",
        relay=relay,
    )


def _figures(figures: tuple[FigureLine, ...]) -> Markup:
    if not figures:
        return NOTHING
    return markup.html(
        '<ul class="dl-figures">{items}</ul>',
        items=markup.joined(
            markup.html(
                '<li><span class="dl-said">{sentence}</span><br><span class="dl-quiet">as in the source: '
                "“{printed}”{note}</span></li>",
                sentence=figure.sentence,
                printed=figure.as_reported,
                note=f" — {figure.note}" if figure.note else "",
            )
            for figure in figures
        ),
    )


def _as_reported(account: Account) -> Markup:
    lines = []
    if account.dated_otherwise:
        lines.append(markup.html("<b>Gives the date as</b> {dated}", dated=account.dated))
    if account.place:
        lines.append(markup.html("<b>Place as printed</b> “{place}”", place=account.place))
    return (
        markup.html('<p class="dl-quiet">{lines}</p>', lines=markup.joined(lines, "; ")) if lines else NOTHING
    )


def _terms(account: Account) -> Markup:
    if not account.terms:
        return NOTHING
    items = (
        markup.html("<li><span>{subject}:</span> {term}</li>", subject=subject, term=term)
        for subject, term in account.terms
    )
    return markup.html(
        '<details class="dl-terms"><summary>Its words ({n})</summary><ul>{items}</ul></details>',
        n=len(account.terms),
        items=markup.joined(items),
    )


def _cited(cited: tuple[str, ...]) -> Markup:
    """The sources that a compiled database cites for its claim. The remark goes with them: such a database
    does not say whose number the claim carries, and the list alone would look like an answer."""
    if not cited:
        return NOTHING
    remark = markup.html("Which number comes from which source is not known.")
    items = markup.joined(markup.html("<li>{text}</li>", text=text) for text in cited)
    if len(cited) > FEW_CITED:
        return markup.html(
            '<details class="dl-terms"><summary>Cites {n} sources</summary><p>{remark}</p><ul>{items}</ul>'
            "</details>",
            n=len(cited),
            remark=remark,
            items=items,
        )
    return markup.html(
        '<div class="dl-quiet"><b>Cites as its {noun}:</b><ul>{items}</ul>{remark}</div>',
        noun="source" if len(cited) == 1 else "sources",
        items=items,
        remark=remark,
    )


def _note(note: str) -> Markup:
    return markup.html('<p class="dl-note"><b>Note</b> {note}</p>', note=note) if note else NOTHING
