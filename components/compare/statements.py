"""A statement: which of its points stand in which outlet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from components.compare.matrix import NOT_READ
from components.shared import markup
from components.shared.long_table import show_rows_of
from components.shared.palette import OutletStyle
from datelines.compare.statements import Statement, StatementPoint, Version
from datelines.words import counted


def show_points(statement: Statement, styles: Mapping[str, OutletStyle], pair: Sequence[str]) -> None:
    """Draw a row for each outlet and a column for each point of the statement; the outlets of `pair` are
    those that are read side by side."""
    if not statement.compared:
        st.caption(
            "One of these sources carries too many reports of this speaker for the versions of the statement "
            "to be compared here."
        )
        return
    points = statement.leading
    head = markup.joined(markup.html('<th scope="col">{words}</th>', words=point.words) for point in points)
    body = markup.joined(
        _row(statement, version, points, styles[version.outlet_id].name, version.outlet_id in pair)
        for version in statement.versions
    )
    foot = markup.joined(markup.html("<td>{n}</td>", n=len(point.outlet_ids)) for point in points)
    narrow = markup.joined(_block(statement, point, styles) for point in points)
    markup.show(
        markup.html(
            '<p class="dc-lead">{speaker}: {outlets} carry the statement.</p>'
            '<ul class="dl-key"><li><i class="ds-in"></i>in it</li><li><i class="ds-out"></i>{absent}</li></ul>'
            '<table class="ds"><thead><tr><th scope="col">Outlet</th>{head}<th scope="col">Points</th></tr>'
            '</thead><tbody>{body}</tbody><tfoot><tr><th scope="row">Outlets</th>{foot}<td></td></tr></tfoot>'
            '</table><ul class="ds-narrow">{narrow}</ul>',
            speaker=statement.speaker,
            outlets=counted(len(statement.versions), "outlet"),
            absent=NOT_READ,
            head=head,
            body=body,
            foot=foot,
            narrow=narrow,
        )
    )
    with st.expander("Show the data"):
        show_rows_of(
            ("Point", "Outlets", "In"),
            len(statement.points),
            lambda part: (
                (point.words, len(point.outlet_ids), ", ".join(_names(statement, point, styles)))
                for point in statement.points[part]
            ),
            f"All points of the statement. Not named: {NOT_READ}.",
            "points",
        )
        show_rows_of(
            ("Outlet", "Via", "Read", "Source"),
            len(statement.versions),
            lambda part: (
                (styles[one.outlet_id].name, one.relayed_by, one.read, "; ".join(one.citations))
                for one in statement.versions[part]
            ),
            "The pages that carry it.",
            "versions",
        )


def _row(
    statement: Statement, version: Version, points: Sequence[StatementPoint], name: str, paired: bool
) -> Markup:
    about = "; ".join(filter(None, (f"via {version.relayed_by}" if version.relayed_by else "", version.read)))
    cells = markup.joined(
        markup.html("<td>{mark}</td>", mark=_mark(version.outlet_id in point.outlet_ids)) for point in points
    )
    return markup.html(
        '<tr class="{kind}"><th scope="row">{name}<small>{about}</small></th>{cells}<td>{n}</td></tr>',
        kind="ds-paired" if paired else "",
        name=name,
        about=about,
        cells=cells,
        n=statement.number_of(version.outlet_id, points),
    )


def _block(statement: Statement, point: StatementPoint, styles: Mapping[str, OutletStyle]) -> Markup:
    marks = markup.joined(_mark(one.outlet_id in point.outlet_ids) for one in statement.versions)
    return markup.html(
        "<li><b>{words}</b> <span>{n} of {of}</span><div>{marks}</div><small>{names}</small></li>",
        words=point.words,
        n=len(point.outlet_ids),
        of=len(statement.versions),
        marks=marks,
        names=", ".join(_names(statement, point, styles)),
    )


def _names(statement: Statement, point: StatementPoint, styles: Mapping[str, OutletStyle]) -> list[str]:
    return [styles[one.outlet_id].name for one in statement.versions if one.outlet_id in point.outlet_ids]


def _mark(there: bool) -> Markup:
    return markup.html(
        '<i class="{kind}" role="img" aria-label="{words}"></i>',
        kind="ds-in" if there else "ds-out",
        words="in it" if there else NOT_READ,
    )
