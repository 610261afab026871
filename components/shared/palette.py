"""Colours of the outlets, each with a second cue: a glyph.

Colour alone would fail readers who cannot distinguish colours, and a projector in daylight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from components.shared import markup

COLOURS = ("#2f6f9f", "#c0562f", "#4a7c59", "#8a5a9e", "#a07d1c", "#2d8a8a", "#b04a6a", "#6b7280")
"""Calm colours of one weight, distinct in lightness or hue in the three common kinds of colour blindness;
each has a contrast of 3:1 or more on the light and on the dark page."""

GLYPHS = {
    "circle": "M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1Z",
    "diamond": "M0,-1.2L1,0L0,1.2L-1,0Z",
    "triangle-up": "M0,-1.1L1.05,.8L-1.05,.8Z",
    "triangle-down": "M0,1.1L1.05,-.8L-1.05,-.8Z",
    "cross": "M-.35,-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z",
    "square": "M-.89,-.89H.89V.89H-.89Z",
    "triangle-right": "M1.1,0L-.8,1.05L-.8,-1.05Z",
    "triangle-left": "M-1.1,0L.8,1.05L.8,-1.05Z",
}
"""Vega's symbol names, each with its SVG path in a box from -1 to 1, for the map."""

SIGNS = dict(zip(GLYPHS, "●◆▲▼✚■▶◀", strict=True))
"""The same glyphs as characters, for text: Streamlit takes SVG out of what it is given."""


@dataclass(frozen=True, slots=True)
class OutletStyle:
    """How an outlet is drawn everywhere: colour (hex), glyph (a name in GLYPHS)."""

    outlet_id: str
    name: str
    colour: str
    glyph: str

    @property
    def path(self) -> str:
        """The glyph as an SVG path in a box from -1 to 1."""
        return GLYPHS[self.glyph]

    @property
    def sign(self) -> str:
        """The glyph as a character."""
        return SIGNS[self.glyph]


OTHERS_COLOUR = "#7d858c"
"""Colour of the outlets that are drawn together, and of the timeline's strip of counts."""

INK = {"light": "#23272b", "dark": "#eceff1"}
"""Outline of the chosen report's glyph, by theme."""


def others_style(others_id: str, number: int) -> OutletStyle:
    """The style of the outlets that are drawn together."""
    name = f"{number} other outlet" + ("" if number == 1 else "s")
    return OutletStyle(others_id, name, OTHERS_COLOUR, "circle")


def outlet_styles(outlets: Sequence[tuple[str, str]]) -> dict[str, OutletStyle]:
    """A style for each outlet (id, name), by id. Styles follow the order given, so give all outlets of the
    corpus, not the filtered ones: an outlet must not change colour with a filter."""
    glyphs = tuple(GLYPHS)
    styles = {}
    for number, (outlet_id, name) in enumerate(outlets):
        turn, place = divmod(number, len(COLOURS))
        glyph = glyphs[(place + turn * 3) % len(glyphs)]
        styles[outlet_id] = OutletStyle(outlet_id, name, COLOURS[place], glyph)
    return styles


def glyph(style: OutletStyle) -> Markup:
    """The outlet's mark, as on map and timeline, for text."""
    return markup.html(
        '<span class="dl-glyph" style="color:{colour}" aria-hidden="true">{sign}</span>',
        colour=style.colour,
        sign=style.sign,
    )
