"""Lists of choices in a real browser while the numbers in their labels change: what is chosen stays."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from datelines import store
from datelines.query import EventQuery
from tests.browser.driver import expect_sentence, open_app, settled

pytestmark = pytest.mark.browser


def labels(**chosen: str) -> dict[str, str]:
    """The labels of the outlets under a filter."""
    query = EventQuery(**{name: frozenset({value}) for name, value in chosen.items()})
    return dict(store.loaded_folder().offer(query).labels["outlets"])


def chips(page: Page, label: str) -> Locator:
    """What is chosen in a list, as it is shown."""
    return (
        page.get_by_test_id("stMultiSelect").filter(has_text=label).locator(".react-aria-ComboBox [data-tag]")
    )


def choose(page: Page, label: str, words: str) -> None:
    """Choose in a list by typing, and close it; the answer of the server is not waited for."""
    page.get_by_role("combobox", name=label).fill(words)
    page.get_by_role("option").filter(has_text=words).first.click()
    page.keyboard.press("Escape")


def chosen(page: Page) -> dict[str, list[str]]:
    """The filter in the link."""
    return parse_qs(urlsplit(page.url).query)


def test_a_choice_stays_while_another_filter_changes_its_number(page: Page, app: str) -> None:
    open_app(page, app)
    choose(page, "Outlets", "TASS")
    expect(chips(page, "Outlets")).to_have_text([labels()["tass"]])
    choose(page, "Kinds of event", "attack (")
    expect_sentence(page, "of the kind attack")
    fewer = labels(kinds="attack")["tass"]
    assert fewer != labels()["tass"]
    expect(chips(page, "Outlets")).to_have_text([fewer])
    choose(page, "Outlets", "SANA")
    expect_sentence(page, "reported by SANA or TASS")
    expect(chips(page, "Outlets")).to_have_text([fewer, labels(kinds="attack")["sana"]])
    settled(page)
    assert chosen(page) == {"outlet": ["sana", "tass"], "kind": ["attack"]}


def test_a_choice_made_before_the_new_numbers_arrived_is_not_lost(page: Page, app: str) -> None:
    open_app(page, app)
    choose(page, "Outlets", "TASS")
    expect_sentence(page, "reported by TASS")
    # The answer to the first is still on its way when the second is chosen under its old label.
    choose(page, "Kinds of event", "attack (")
    choose(page, "Outlets", "SANA")
    expect_sentence(page, "reported by SANA or TASS")
    expect_sentence(page, "of the kind attack")
    settled(page)
    assert chosen(page) == {"outlet": ["sana", "tass"], "kind": ["attack"]}
    with_kind = labels(kinds="attack")
    expect(chips(page, "Outlets")).to_have_text([with_kind["tass"], with_kind["sana"]])


def test_taking_a_choice_off_leaves_the_others(page: Page, app: str) -> None:
    open_app(page, f"{app}/?outlet=tass&outlet=sana&kind=attack")
    with_kind = labels(kinds="attack")
    chips(page, "Kinds of event").get_by_role("button").click()
    settled(page)
    expect(chips(page, "Outlets")).to_have_text([labels()["sana"], labels()["tass"]])
    assert with_kind["tass"] != labels()["tass"]
    chips(page, "Outlets").filter(has_text="SANA").get_by_role("button").click()
    settled(page)
    expect_sentence(page, "reported by TASS.")
    assert chosen(page) == {"outlet": ["tass"]}
