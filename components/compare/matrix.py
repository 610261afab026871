"""The matrix: events as rows in time order, outlets as columns, each cell says how the outlet reported it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from components.shared import markup
from components.shared.palette import OutletStyle, glyph
from datelines.compare.matrix import Matrix, MatrixCell, MatrixRow

ABSENT = "not in these documents"
"""What an empty cell says. It is about this corpus: the outlet may well have reported the event."""

CELLS = 16_000
"""Cells of the table where all outlets are asked for: a larger one takes a browser seconds to lay out."""


def shown_outlets(matrix: Matrix, pins: Sequence[str], *, every: bool, most: int = 6) -> tuple[str, ...]:
    """The columns: pinned outlets first, then those with most events, at most `most`; where `every`
    outlet is asked for, as many as CELLS allow."""
    events = Counter(outlet for row in matrix.rows for outlet in row.cells)
    pinned = [outlet for outlet in pins if outlet in events]
    others = sorted((o for o in matrix.outlet_ids if o not in pinned), key=lambda o: (-events[o], o))
    room = max((CELLS // max(len(matrix.rows), 1) if every else most) - len(pinned), 0)
    return (*pinned, *others[:room])


def show_matrix(
    matrix: Matrix,
    groups: Sequence[tuple[str, Sequence[str]]],
    styles: Mapping[str, OutletStyle],
    address_of: Mapping[str, str],
) -> None:
    """Draw the rows with the columns of `groups` (name, outlets; an empty name for no grouping).
    `address_of` is the address of each event's view."""
    outlets = [outlet for _, members in groups for outlet in members]
    rows = [row for row in matrix.rows if any(outlet in row.cells for outlet in outlets)]
    markup.show(
        markup.html(
            '<p class="dl-quiet">{rows} of {all} events are reported by at least one of '
            "these {n} outlets, of {outlets}. An empty cell says nothing about the outlet: only that none of "
            "the documents here carries the event.</p>"
            '<div class="dl-scroll dl-matrix" tabindex="0" role="region" aria-label="Events by outlets">'
            '<table class="dl-table"><thead>{group_row}<tr>{head}</tr></thead>'
            "<tbody>{body}</tbody></table></div>",
            rows=len(rows),
            all=len(matrix.rows),
            n=len(outlets),
            outlets=len(matrix.outlet_ids),
            group_row=_group_row(groups),
            head=_head(outlets, styles),
            body=markup.joined(_row(row, outlets, address_of.get(row.event_id, "")) for row in rows),
        )
    )


def _group_row(groups: Sequence[tuple[str, Sequence[str]]]) -> Markup:
    if not any(name for name, _ in groups):
        return Markup("")
    cells = markup.joined(
        markup.html('<th scope="colgroup" colspan="{n}">{name}</th>', n=len(members), name=name)
        for name, members in groups
        if members
    )
    return markup.html("<tr><td></td>{cells}</tr>", cells=cells)


def _head(outlets: Sequence[str], styles: Mapping[str, OutletStyle]) -> Markup:
    heads = markup.joined(
        markup.html(
            '<th scope="col">{glyph} {name}</th>', glyph=glyph(styles[outlet]), name=styles[outlet].name
        )
        for outlet in outlets
    )
    return markup.html('<th scope="col">Event</th>{heads}', heads=heads)


def _row(row: MatrixRow, outlets: Sequence[str], address: str) -> Markup:
    differing = (
        markup.html(' <span class="dl-tag">figures differ</span>') if row.differing_figures else Markup("")
    )
    cells = markup.joined(_cell(row.cells.get(outlet)) for outlet in outlets)
    return markup.html(
        '<tr><th scope="row"><span class="dl-quiet">{dated}</span><br>{title}{differing}</th>{cells}</tr>',
        dated=row.dated,
        title=markup.inner_link(row.title, address),
        differing=differing,
        cells=cells,
    )


def _cell(cell: MatrixCell | None) -> Markup:
    if cell is None:
        return markup.html('<td class="dl-absent">{absent}</td>', absent=ABSENT)
    lines = [markup.html("<b>{figure}</b>", figure=figure) for figure in cell.figures]
    lines.append(markup.html("{who}", who=", ".join(cell.speakers) or "in its own voice"))
    if cell.dated:
        lines.append(markup.html("dates it {dated}", dated=cell.dated))
    if cell.places:
        lines.append(markup.html("place “{places}”", places="”, “".join(cell.places)))
    if cell.doubtful:
        lines.append(markup.html('<span class="dl-tag">possibly this event</span>'))
    return markup.html("<td>{lines}</td>", lines=markup.joined(lines, "<br>"))
