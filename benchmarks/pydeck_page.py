"""The same points in deck.gl, which draws them on the graphics card where there is one."""

import pydeck
import streamlit as st

from benchmarks.compared_rows import filtered_rows, show_count

st.set_page_config(layout="wide")
rows, filters = filtered_rows()
points = rows.dropna(subset=["latitude"])[["longitude", "latitude", "event", "outlet"]]
layer = pydeck.Layer(
    "ScatterplotLayer",
    points,
    get_position=["longitude", "latitude"],
    get_radius=1000,
    radius_min_pixels=4,
    get_fill_color=[47, 111, 159, 160],
    pickable=True,
)
view = pydeck.ViewState(latitude=35.0, longitude=38.5, zoom=6)
st.pydeck_chart(
    pydeck.Deck(
        [layer], map_provider=None, map_style=None, initial_view_state=view, tooltip={"text": "{event}"}
    ),
    height=435,
)
# Below the chart, so that the browser has been given the chart when it shows this.
show_count(rows, filters)
