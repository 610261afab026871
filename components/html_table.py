"""A small table as HTML: every cell is text that a screen reader reads and a page search finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from components import markup


def show_html_table(headers: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> None:
    """Draw the rows. A cell is escaped unless `markup.html` or `markup.link` made it."""
    head = markup.joined(markup.html('<th scope="col">{text}</th>', text=text) for text in headers)
    body = markup.joined(
        markup.html(
            "<tr>{cells}</tr>",
            cells=markup.joined(markup.html("<td>{text}</td>", text=text) for text in row),
        )
        for row in rows
    )
    markup.show(
        markup.html(
            '<div class="dl-scroll"><table class="dl-table"><caption class="dl-quiet">{caption}</caption>'
            "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
            caption=caption,
            head=head,
            body=body,
        )
    )
