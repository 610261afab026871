"""A chart as an SVG file, made when its button is pressed; Streamlit's own toolbar offers PNG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
import vl_convert

from components.shared import view_state

WIDTH = 760
"""Width of a saved chart in pixels; on the page it is that of its column."""


def show_svg_download(spec: Mapping[str, Any], name: str, key: str) -> None:
    """Draw a button that saves the chart of a Vega-Lite specification as an SVG file that is named by what it
    shows (`name`), the filter and the day."""
    st.download_button(
        "Chart as SVG",
        data=lambda: svg_of(spec).encode(),
        file_name=f"{view_state.named_file(name)}.svg",
        mime="image/svg+xml",
        on_click="ignore",  # as in components/shared/cite.py
        key=f"svg-{key}",
        icon=":material/download:",
    )


def svg_of(spec: Mapping[str, Any]) -> str:
    """The chart as SVG, on white, with its text as text. Reads nothing from the network."""
    sized = dict(spec) | {"background": "white"}
    sized.pop("autosize", None)
    if "vconcat" in sized:
        sized["vconcat"] = [{**chart, "width": WIDTH} for chart in sized["vconcat"]]
    else:
        sized["width"] = WIDTH
    svg: str = vl_convert.vegalite_to_svg(sized, allowed_base_urls=[])
    return svg
