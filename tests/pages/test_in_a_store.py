"""Pages on data that are in a store only: equal to those on the files, in few statements, and bounded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import cite
from datelines.query import dataset
from datelines.share import extract
from datelines.store.failures import Failure, StoreError
from datelines.store.store import Store
from tests import builders
from tests.builders import archive, crowded_archive
from tests.pages.opened import COMPARE, PAGES, SECTIONS, html_of, whole
from tests.stores import Asked, store_of

ROOT = Path(__file__).parents[2]
EVENT = "vershinin-interview-2020-02-22"
VIEWS: list[tuple[str, dict[str, str | list[str]]]] = [
    ("explore", {}),
    ("explore", {"event": EVENT}),
    ("explore", {"event": EVENT, "outlet": ["sana"], "text": "idlib", "period": "2019-09-01/2020-02-28"}),
    ("explore", {"place": ["idlib-governorate", "al-hawl-camp"], "days": "2019-09-01/2019-12-31"}),
    ("explore", {"text": "no such words anywhere"}),
    *[("compare", {"section": section}) for section in SECTIONS],
    ("compare", {"event": EVENT, "outlet": ["tass", "sana"]}),
    ("compare", {"section": "speakers", "place": ["idlib-governorate", "al-hawl-camp"]}),
    ("sources", {}),
    ("sources", {"kind": ["ceasefire"]}),
    ("method", {}),
]


@pytest.fixture
def in_store(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Store]:
    """Lets the pages show the shipped data as a store that was filled elsewhere; gives the store."""

    def show() -> Store:
        data = store_of(whole())
        monkeypatch.setattr(dataset, "open_store", lambda url: data)
        monkeypatch.setenv(dataset.STORE_VARIABLE, "duckdb:////elsewhere")
        return data

    return show


def opened(page: str, link: dict[str, str | list[str]]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    if page != "explore":
        app.switch_page({**PAGES, "compare": COMPARE}[page]).run()
    assert not app.exception, app.exception
    return app


def drawn(app: AppTest) -> dict[str, Any]:
    """Everything that a page draws, as values."""
    return {
        "html": html_of(app),
        "text": [(one.type, one.value) for one in (*app.markdown, *app.caption, *app.header, *app.subheader)],
        "code": [one.value for one in app.code],
        "lists": {one.key: (one.label, one.options, one.value) for one in (*app.multiselect, *app.selectbox)},
        "buttons": [(one.key, one.label) for one in app.button],
        "downloads": [(one.proto.label, one.proto.disabled) for one in app.get("download_button")],
        "tables": [one.value.to_dict("list") for one in app.dataframe],
        "charts": [
            (json.loads(one.proto.spec), [(data.name, data.data.data) for data in one.proto.datasets])
            for one in app.get("vega_lite_chart")
        ],
        "maps": [json.loads(one.proto.json_args) for one in app.get("component_instance")],
        "link": dict(app.query_params),
    }


@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_a_page_on_a_store_is_the_page_on_its_files(
    in_store: Callable[[], Store], page: str, link: dict[str, str | list[str]]
) -> None:
    files = drawn(opened(page, link))
    in_store()
    stored = drawn(opened(page, link))
    for part, found in files.items():
        assert stored[part] == found, part


@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_no_statement_is_asked_twice_in_a_run(
    in_store: Callable[[], Store], page: str, link: dict[str, str | list[str]]
) -> None:
    data = in_store()
    dataset._of_store.cache_clear()
    with Asked(data) as note:
        opened(page, link)
    assert note.twice == set()


def test_a_page_hands_out_no_more_reports_of_a_store_than_it_can(
    in_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = len(whole().reports)
    monkeypatch.setattr(extract, "FROM_A_PAGE", reports - 1)
    monkeypatch.setattr(cite, "FROM_A_PAGE", reports - 1)
    files = drawn(opened("compare", {}))
    assert not any(disabled for label, disabled in files["downloads"])
    assert "Save the file" in dict(files["downloads"])
    in_store()
    stored = drawn(opened("compare", {}))
    assert "Save the file" not in dict(stored["downloads"])
    assert dict(stored["downloads"])["Figures with citations (CSV)"]
    words = "\n".join(words for _, words in stored["text"])
    assert f"{reports:,} reports match: a page exports at most {reports - 1:,} reports at a time." in words
    assert "python -m datelines export" in words
    few = drawn(opened("compare", {"outlet": ["tass"]}))
    assert "Save the file" in dict(few["downloads"])


def test_another_filling_is_shown_at_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    opened_now = [store_of(crowded_archive())]
    monkeypatch.setattr(dataset, "open_store", lambda url: opened_now[0])
    monkeypatch.setenv(dataset.STORE_VARIABLE, "duckdb:////elsewhere")
    app = opened("explore", {"outlet": ["outlet-1"]})
    assert "reported by Outlet 1" in html_of(app)
    opened_now[0] = store_of(archive())
    app.run()
    assert not app.exception
    assert "0 events (0 reports)" in html_of(app) or "1 event (1 report)" in html_of(app)


class Failing:
    """A store whose statements fail from a certain one on."""

    def __init__(self, data: Store, after: int) -> None:
        self.data, self.after, self.asked = data, after, 0

    def rows(self, statement: Any) -> Any:
        self.asked += 1
        if self.asked > self.after:
            raise StoreError(Failure.UNREACHABLE, "The store somewhere")
        return Store.rows(self.data, statement)


@pytest.mark.parametrize("after", [0, 3, 9, 13])
def test_a_store_that_fails_in_a_run_is_told_and_the_page_comes_back(
    monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    data = builders.store_of(crowded_archive())
    failing = Failing(data, after)
    object.__setattr__(data, "rows", failing.rows)
    monkeypatch.setattr(dataset, "open_store", lambda url: data)
    monkeypatch.setenv(dataset.STORE_VARIABLE, "duckdb:////elsewhere")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception, app.exception
    assert "cannot be reached" in app.error[0].value
    failing.after = 10_000
    next(button for button in app.button if button.label == "Try again").click().run()
    assert not app.exception
    assert not app.error
    assert "<b>40 events</b>" in html_of(app)
