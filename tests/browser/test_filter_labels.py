"""Lists of choices in a real browser while the numbers in their labels change: what is chosen stays."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from datelines.query.query import EventQuery
from tests.browser.driver import expect_sentence, open_app, settled
from tests.stores import loaded_folder

pytestmark = pytest.mark.browser


def labels(**chosen: str) -> dict[str, str]:
    """The labels of the outlets under a filter."""
    query = EventQuery(**{name: frozenset({value}) for name, value in chosen.items()})
    return dict(loaded_folder().offer(query).labels["outlets"])


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


def test_a_choice_stays_as_it_is_while_the_numbers_of_the_others_change(page: Page, app: str) -> None:
    open_app(page, app)
    choose(page, "Outlets", "TASS (")
    expect(chips(page, "Outlets")).to_have_text(["TASS"])
    choose(page, "Kinds of event", "attack (")
    expect_sentence(page, "of the kind attack")
    assert labels(kinds="attack")["sana"] != labels()["sana"]
    page.get_by_role("combobox", name="Outlets").fill("SANA")
    option = page.get_by_role("option").filter(has_text="SANA").first
    expect(option).to_have_text(labels(kinds="attack")["sana"])
    option.click()
    expect_sentence(page, "reported by SANA or TASS")
    expect(chips(page, "Outlets")).to_have_text(["TASS", "SANA"])
    settled(page)
    assert chosen(page) == {"outlet": ["sana", "tass"], "kind": ["attack"]}


def test_a_choice_made_before_the_new_numbers_arrived_is_not_lost(page: Page, app: str) -> None:
    open_app(page, app)
    choose(page, "Outlets", "TASS (")
    expect_sentence(page, "reported by TASS")
    settled(page)
    # The answer to the first is still on its way when the second is chosen under its old label.
    choose(page, "Kinds of event", "attack (")
    choose(page, "Outlets", "SANA")
    expect_sentence(page, "reported by SANA or TASS")
    expect_sentence(page, "of the kind attack")
    settled(page)
    assert chosen(page) == {"outlet": ["sana", "tass"], "kind": ["attack"]}
    expect(chips(page, "Outlets")).to_have_text(["TASS", "SANA"])


def test_what_is_typed_stays_while_the_answer_to_another_filter_arrives(page: Page, app: str) -> None:
    open_app(page, f"{app}/?outlet=tass")
    choose(page, "Kinds of event", "attack (")
    page.get_by_role("combobox", name="Outlets").fill("SANA")
    expect_sentence(page, "of the kind attack")
    settled(page)
    expect(page.get_by_role("combobox", name="Outlets")).to_have_value("SANA")
    expect(page.get_by_role("option").first).to_have_text(labels(kinds="attack")["sana"])


def test_enter_takes_the_match_and_nothing_else(page: Page, app: str) -> None:
    open_app(page, app)
    page.get_by_role("combobox", name="Outlets").fill("SANA")
    page.get_by_role("combobox", name="Outlets").press("Enter")
    expect_sentence(page, "reported by SANA.")
    settled(page)
    assert chosen(page) == {"outlet": ["sana"]}


def test_taking_a_choice_off_leaves_the_others(page: Page, app: str) -> None:
    open_app(page, f"{app}/?outlet=tass&outlet=sana&kind=attack")
    expect(chips(page, "Outlets")).to_have_text(["SANA", "TASS"])
    chips(page, "Kinds of event").get_by_role("button").click()
    settled(page)
    expect(chips(page, "Outlets")).to_have_text(["SANA", "TASS"])
    chips(page, "Outlets").filter(has_text="SANA").get_by_role("button").click()
    settled(page)
    expect_sentence(page, "reported by TASS.")
    assert chosen(page) == {"outlet": ["tass"]}
