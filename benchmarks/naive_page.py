"""The page that one writes first: a marker for each row on a folium map, and a table of all rows."""

import folium
import streamlit as st
from streamlit_folium import st_folium

from benchmarks.compared_rows import filtered_rows, show_count

st.set_page_config(layout="wide")
rows, filters = filtered_rows()
show_count(rows, filters)
chart = folium.Map(location=(35.0, 38.5), zoom_start=6)
for row in rows.dropna(subset=["latitude"]).itertuples():
    marker = folium.CircleMarker(
        (row.latitude, row.longitude), radius=4, tooltip=f"{row.event}, {row.outlet}"
    )
    marker.add_to(chart)
st_folium(chart, height=435, use_container_width=True, returned_objects=[])
st.dataframe(rows)
