"""The screen for data that cannot be shown: every problem, as `python -m datelines check` prints it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import markup
from datelines.problems import Problem


def show_problems(problems: Sequence[Problem]) -> None:
    """Draw the problems, all of them, with where each stands."""
    noun = "problem" if len(problems) == 1 else "problems"
    st.title(f"The data has {len(problems)} {noun}")
    st.write("Nothing is shown until they are mended. `python -m datelines check` prints the same list.")
    items = markup.joined(markup.html("<li>{text}</li>", text=problem) for problem in problems)
    markup.show(markup.html('<ol class="dl-problems">{items}</ol>', items=items))
