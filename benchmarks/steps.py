"""The steps of a reader that are measured, the same on every page: filters, a pan of the map, a brush."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
from playwright.sync_api import Page, TimeoutError

from benchmarks.synthetic.rows import COMMON, TOPICS
from tests.browser.driver import map_frame

BRUSH = 0.1
"""Width of a brush, as a part of the timeline's strip."""

TRIES = 5
"""How often a list is opened before that counts as failed."""

PANS = ((0.6, 0), (0, 0.6), (-0.6, 0), (-0.6, 0), (0, -0.6), (0.3, -0.6))
"""Moves of the map, in widths and heights of it: each brings another part of the map into sight."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter change: its `group` (`broad` keeps most of the reports, `narrow` one in 24, `list` is a choice
    from a list) and what the reader does, given the page."""

    group: str
    act: Callable[[Page], None]


def filters(rows: Path, number: int = 5) -> tuple[Filter, ...]:
    """Filter changes for the table in this Parquet file. Each keeps other reports than the one before, and at
    least one that the map draws; none is asked for twice, so that no answer is a kept one."""
    narrow = _drawn("\"report.summary\" LIKE '%' || given || '%'", TOPICS, rows)
    outlets = _drawn('"outlet.name" = given', _values("outlet.name", rows), rows)
    kinds = _drawn('"event.kind" = given', _values("event.kind", rows), rows)
    # `attack` would find `drone-attack` too in a list that is searched by typing.
    kinds = [kind for kind in kinds if kind != "attack"]
    return (
        *(Filter("broad", partial(_type, word)) for word in COMMON[:number]),
        *(Filter("narrow", partial(_type, word)) for word in narrow[:number]),
        Filter("clear", partial(_type, "")),
        *(Filter("list", partial(_choose, "Outlets", name)) for name in outlets[:3]),
        *(Filter("list", partial(_choose, "Kinds of event", name)) for name in kinds[:3]),
    )


def _values(column: str, rows: Path) -> list[str]:
    found = duckdb.sql(f'SELECT DISTINCT "{column}" FROM read_parquet($path)', params={"path": str(rows)})
    return [value for (value,) in found.fetchall()]


def _drawn(matches: str, given: Sequence[str], rows: Path) -> list[str]:
    """The values that keep a report with a point on the map, those that keep most first."""
    statement = f"""
        SELECT given
        FROM (SELECT unnest($given) AS given) JOIN read_parquet($path) ON {matches}
        WHERE "place.latitude" <> ''
        GROUP BY given
        ORDER BY count(*) DESC, given
    """
    found = duckdb.sql(statement, params={"given": list(given), "path": str(rows)})
    return [value for (value,) in found.fetchall()]


def _type(word: str, page: Page) -> None:
    field = page.get_by_label("Free text")
    field.fill(word)
    field.press("Enter")


def _choose(label: str, name: str, page: Page) -> None:
    # The list that was chosen from last is still open, and hides all else from a screen reader.
    page.keyboard.press("Escape")
    field = page.get_by_role("combobox", name=label)
    option = page.get_by_role("option").filter(has_text=f"{name} (").first
    # A list closes when the page scrolls, as it may do for what the last answer has changed above it.
    for _ in range(TRIES):
        field.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        field.fill("")
        field.fill(name)
        try:
            option.wait_for(timeout=2_000)
            break
        except TimeoutError:
            page.keyboard.press("Escape")
    option.click()


def brushes(rows: Path, number: int = 5) -> tuple[tuple[float, float], ...]:
    """Parts of the timeline's strip, from left to right, each with an event that the map draws. None begins
    within another: a drag that does would move that one."""
    statement = """
        SELECT (day - min(day) OVER ()) / greatest(1, max(day) OVER () - min(day) OVER ()), "place.latitude"
        FROM (
            SELECT *, CAST(left("event.date", 7) || '-01' AS DATE) - DATE '1970-01-01' AS day
            FROM read_parquet($path)
        )
        QUALIFY "place.latitude" <> ''
        ORDER BY 1
    """
    found = duckdb.sql(statement, params={"path": str(rows)}).fetchall()
    begin, parts = 0.0, []
    for at, _ in found:
        # The strip has a margin on either side.
        middle = 0.03 + 0.94 * at
        if middle - BRUSH / 2 > begin:
            parts.append((middle - BRUSH / 2, min(middle + BRUSH / 2, 0.99)))
            begin = parts[-1][1] + 0.02
    return tuple(parts[:: max(1, len(parts) // number)][:number])


def closer(page: Page) -> None:
    """Zoom in, so that a part of the places is in sight."""
    map_frame(page).evaluate("() => map.setZoom(map.getZoom() + 2, { animate: false })")


def pan(move: tuple[float, float], page: Page) -> None:
    """Move the map at once: what is measured is the answer, not the animation."""
    script = """([across, down]) => {
      const size = map.getSize();
      parent.__step.begin();
      map.panBy([across * size.x, down * size.y], { animate: false });
    }"""
    map_frame(page).evaluate(script, list(move))


def brush(part: tuple[float, float], page: Page) -> None:
    """Drag across a part of the strip under the timeline."""
    strip = page.locator(".concat_1_marks").bounding_box()
    assert strip is not None
    height = strip["y"] + strip["height"] / 2
    page.mouse.move(strip["x"] + strip["width"] * part[0], height)
    page.mouse.down()
    page.mouse.move(strip["x"] + strip["width"] * part[1], height, steps=4)
    page.mouse.up()
