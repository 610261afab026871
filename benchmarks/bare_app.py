"""The least page that Streamlit can rerun: what the numbers of Explore are compared with."""

import streamlit as st

st.text_input("Free text", key="text")
st.html(f'<p class="dl-sentence">{len(st.session_state.text)} characters</p>')
