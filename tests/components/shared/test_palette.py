"""Every outlet is distinguished by more than its colour, and every colour stands out on both pages."""

from __future__ import annotations

import math
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from components.shared.palette import COLOURS, GLYPHS, SIGNS, OutletStyle, outlet_styles

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PAGES = {theme: CONFIG["theme"][theme]["backgroundColor"] for theme in ("light", "dark")}


def styles(number: int) -> list[OutletStyle]:
    return list(outlet_styles([(f"outlet-{n}", f"Outlet {n}") for n in range(number)]).values())


def linear(colour: str) -> list[float]:
    """Red, green and blue of an sRGB colour as shares of light."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lab(colour: str) -> tuple[float, float, float]:
    """CIELAB (D65): the distance of two colours is about how different they look (CIE 1976)."""
    red, green, blue = linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    f, g, h = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, luminance(colour), z))
    return 116 * g - 16, 500 * (f - g), 200 * (g - h)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#2f6f9f", "#2f6f9f") == 1


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("theme", PAGES)
def test_a_colour_stands_out_on_the_light_and_on_the_dark_page(colour: str, theme: str) -> None:
    assert contrast(colour, PAGES[theme]) >= 3


def test_the_pages_have_the_backgrounds_that_the_colours_were_chosen_for() -> None:
    assert PAGES == {"light": "#fbfaf7", "dark": "#171c20"}


def test_no_two_colours_are_near_each_other() -> None:
    pairs = [(a, b) for n, a in enumerate(COLOURS) for b in COLOURS[n + 1 :]]
    assert [pair for pair in pairs if math.dist(lab(pair[0]), lab(pair[1])) < 20] == []


def test_the_first_eight_outlets_differ_in_colour_and_in_glyph() -> None:
    first = styles(8)
    assert len({style.colour for style in first}) == 8
    assert len({style.glyph for style in first}) == 8


def test_forty_outlets_are_told_apart_by_colour_and_glyph() -> None:
    many = styles(40)
    assert len({(style.colour, style.glyph) for style in many}) == 40


def test_neighbours_differ_in_both() -> None:
    for one, other in pairwise(styles(40)):
        assert one.colour != other.colour
        assert one.glyph != other.glyph


def test_one_more_outlet_at_the_end_changes_no_other() -> None:
    assert styles(9)[:8] == styles(8)


def test_an_outlet_has_its_id_its_name_and_its_glyph_as_path_and_character() -> None:
    style = outlet_styles([("tass", "TASS")])["tass"]
    assert (style.outlet_id, style.name) == ("tass", "TASS")
    assert style.path == GLYPHS[style.glyph]
    assert style.sign == SIGNS[style.glyph]
    assert outlet_styles([]) == {}


def test_every_glyph_has_a_character_of_its_own() -> None:
    assert SIGNS.keys() == GLYPHS.keys()
    assert len(set(SIGNS.values())) == len(set(GLYPHS.values())) == len(GLYPHS)
