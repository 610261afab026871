"""The export: a format that is chosen, what it cannot hold, and a file made only when it is asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import cite
from components.shared.cite import written
from datelines.formats import all_formats, writable_formats
from datelines.formats.model import Format
from datelines.share.extract import FROM_A_PAGE, Extract
from tests.builders import HOSTILE, archive
from tests.extracts import extract_of

EXTRACT = extract_of(archive())


def drawn(formats: dict[str, Format], key: str = "a", too_many: int = 0) -> AppTest:
    """The button, drawn with an extract that must not be made."""

    def extract() -> Extract:
        raise AssertionError("the extract was made before the file was asked for")

    def script(draw):  # type: ignore[no-untyped-def]
        draw()

    def draw() -> None:
        cite.show_export(formats, extract, key=key, too_many=too_many)

    app = AppTest.from_function(script, kwargs={"draw": draw}, default_timeout=30).run()
    assert not app.exception
    return app


def test_every_format_that_can_be_written_is_offered_by_its_title() -> None:
    app = drawn(dict(writable_formats()))
    (choice,) = app.selectbox
    assert list(choice.options) == [one.title for one in writable_formats().values()]
    assert len(choice.options) < len(all_formats())


def test_the_file_is_made_when_it_is_asked_for_and_not_when_the_button_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn(dict(writable_formats()))
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(cite.st, "download_button", lambda *_, **named: given.append(named))
    calls: list[int] = []
    cite.show_export(writable_formats(), lambda: calls.append(1) or EXTRACT, key="a")  # type: ignore[func-returns-value]
    assert calls == []
    content = given[0]["data"]()
    assert calls == [1]
    first = next(iter(writable_formats().values()))
    assert content == written(first, EXTRACT)
    assert re.fullmatch(
        rf"datelines-reports-\d{{4}}-\d\d-\d\d{re.escape(first.suffix)}", given[0]["file_name"]
    )
    assert given[0]["mime"] == first.mime
    assert given[0]["on_click"] == "ignore"


@pytest.mark.parametrize("name", list(writable_formats()))
def test_what_a_format_cannot_hold_is_said_before_it_is_saved(name: str) -> None:
    app = drawn(dict(writable_formats()))
    app.selectbox[0].set_value(name).run()
    assert not app.exception
    captions = [caption.value.replace("\\", "") for caption in app.caption]
    loses = writable_formats()[name].loses
    assert len(captions) == (2 if loses else 1)
    assert loses in captions[0] or not loses
    assert "licence and the citation" in captions[-1]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_format_says_of_itself_stays_text(text: str) -> None:
    app = drawn({"a": Format("a", "A", 1, write=lambda _: b"", suffix=".a", loses=text)})
    bare = app.caption[0].value
    for mark in "`*_[]<>{}$~|!":
        assert bare.count(mark) == bare.count(f"\\{mark}")


def test_a_format_without_a_type_is_saved_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(cite.st, "download_button", lambda *_, **named: given.append(named))
    bare = Format("a", "A", 1, write=lambda _: b"abc")
    cite.show_export({"a": bare}, lambda: EXTRACT, key="a")
    assert given[0]["mime"] == "application/octet-stream"
    assert given[0]["data"]() == b"abc"


def test_two_exports_on_one_page_do_not_share_a_choice() -> None:
    assert drawn(dict(writable_formats()), "a").selectbox[0].key == "export-format-a"
    assert drawn(dict(writable_formats()), "b").selectbox[0].key == "export-format-b"


def test_a_format_that_is_only_read_cannot_be_written() -> None:
    only_read = [one for one in all_formats().values() if one.write is None]
    assert only_read
    for one in only_read:
        with pytest.raises(ValueError, match="cannot be written"):
            written(one, EXTRACT)
    assert written(writable_formats()["flat"], EXTRACT)


def test_what_a_page_cannot_export_is_said_with_the_command_that_can() -> None:
    app = drawn(dict(writable_formats()), too_many=2_345_678)
    words = "\n".join(caption.value for caption in app.caption)
    assert f"2,345,678 reports match: a page exports at most {FROM_A_PAGE:,} reports at a time" in words
    first = next(iter(writable_formats()))
    assert f"python -m datelines export {first} FILE --store ADDRESS" in words
    assert not app.get("download_button")
    assert drawn(dict(writable_formats())).get("download_button")
