"""Counts of many reports as a timeline draws them, in columns."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

import numpy as np

from components.explore.timeline import timeline_spec
from components.explore.timeline_lanes import Crowd
from components.shared.palette import others_style, outlet_styles
from components.shared.view_state import View
from datelines.query.periods import Bins, Counted
from datelines.query.timeline import OTHERS, Focus
from datelines.record.dates import day_number

STYLES = outlet_styles([("a", "Outlet A"), ("b", "Outlet B")]) | {OTHERS: others_style(OTHERS, 3)}
START = day_number(Day(2019, 9, 1))
DAYS = Bins("day", np.array([START, START + 1, START + 2]))


def counted(dated: list[list[int]], possible: list[list[int]]) -> Counted:
    return Counted(DAYS, np.array(dated), np.array(possible))


def crowd(dated: list[list[int]], possible: list[list[int]]) -> Crowd:
    found = counted(dated, possible)
    return Crowd(20, ("a", "b", OTHERS), found, found, Focus(START, START + 1, 0), (START, START + 1))


def spec(styles: Any = STYLES) -> dict[str, Any]:
    one = crowd([[8, 4], [0, 0], [0, 1]], [[0, 2], [0, 0], [0, 0]])
    return timeline_spec((), styles, View(), one)
