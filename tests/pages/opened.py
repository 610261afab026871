"""The app opened on a page without a browser, and what the page shows."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from components.shared.compare_options import LABELS, SECTION
from datelines.table.archive import Archive
from tests.stores import loaded_folder

ROOT = Path(__file__).parents[2]
PAGES = {
    "start": "pages/start.py",
    "explore": "pages/explore.py",
    "sources": "pages/sources.py",
    "method": "pages/method.py",
}
COMPARE = "pages/compare.py"
SECTIONS = tuple(LABELS[SECTION])


def opened(page: str = "explore", **link: str | list[str]) -> AppTest:
    """The app on a page, opened through a link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    if page != "start" and not (link and page == "explore"):
        app.switch_page(PAGES[page]).run()
    assert not app.exception, app.exception
    return app


def whole() -> Archive:
    """All records that the pages show."""
    found = loaded_folder().whole
    assert found is not None
    return found


def html_of(app: AppTest) -> str:
    """All HTML of the page, as sent to the browser."""
    return "\n".join(element.proto.body for element in app.get("html"))


def map_arguments(app: AppTest) -> dict[str, object]:
    """What the map component was given."""
    return json.loads(app.get("component_instance")[0].proto.json_args)
