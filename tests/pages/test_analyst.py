"""The analyst's task from one end to the other: a filter set in the bar, the file saved, opened in pandas."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date as Day
from typing import Any

import pandas as pd
import pytest

from datelines.record.dates import Period, date_span
from datelines.store.relation import report_date
from tests.oracle import possibly_within
from tests.pages.opened import opened, whole

FEBRUARY = Period(Day(2020, 2, 1), Day(2020, 2, 10))
Saved = dict[str, tuple[str, Callable[[], bytes]]]


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Saved:
    """The name of the file that each download button saves, and what makes it, by the button's key."""
    found: Saved = {}

    def keep(label: str, data: Callable[[], bytes], file_name: str, key: str, **_: Any) -> bool:
        found[key] = (file_name, data)
        return False

    monkeypatch.setattr("streamlit.download_button", keep)
    return found


def test_killed_in_idlib_governorate_from_turkish_and_russian_outlets_opens_in_pandas(saved: Saved) -> None:
    app = opened()
    app.multiselect(key="places").set_value(["idlib-governorate"])
    app.date_input(key="first").set_value(Day(2020, 2, 1))
    app.date_input(key="last").set_value(Day(2020, 2, 10))
    app.multiselect(key="measures").set_value(["killed"])
    app.multiselect(key="countries").set_value(["Turkey", "Russia"]).run()
    assert not app.exception

    name, made = saved["download-figures"]
    assert name.startswith(
        "datelines-figures-russia-turkey-idlib-governorate-killed-2020-02-01-to-2020-02-10-20"
    )
    assert name.endswith(".csv")
    figures = pd.read_csv(io.BytesIO(made()))
    assert set(figures["measure"]) == {"killed"}
    assert set(figures["outlet_country"]) == {"Turkey", "Russia"}
    assert {"qualifier", "low", "high", "as_reported", "speaker", "citation", "url"} <= set(figures.columns)
    assert figures["citation"].notna().all()
    assert pd.api.types.is_numeric_dtype(figures["low"])
    assert set(figures["report_id"]) == wanted()

    name, made = saved["download-reports"]
    reports = pd.read_csv(io.BytesIO(made()))
    assert set(reports["report_id"]) == wanted()
    assert reports["figures"].str.contains("killed").all()

    name, made = saved["export-explore"]
    assert name.startswith("datelines-reports-russia-turkey-idlib-governorate-killed-")
    assert made()


def wanted() -> set[str]:
    """The reports of the task, found one by one."""
    archive, found = whole(), set()
    inside = {place.place_id for place in archive.places if place.admin1 == "Idlib"}
    for report in archive.reports:
        event = archive.event_by_id[report.event_id]
        outlet = archive.outlet_by_id[archive.source_by_id[report.source_id].outlet_id]
        if (
            report.link_status != "different"
            and inside.intersection(event.place_ids)
            and outlet.country in ("Turkey", "Russia")
            and any(
                figure.measure == "killed" for figure in archive.figures_by_report.get(report.report_id, ())
            )
            and possibly_within(date_span(report_date(report, event)), FEBRUARY)
        ):
            found.add(report.report_id)
    return found
