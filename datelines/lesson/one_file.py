"""A lesson as one HTML file that opens from a stick, without a network: its steps, map and reports.

The pupils' edition has neither answers nor notes: they are not hidden in it, they are not there. Only the
scripts that are written here may run, by their hashes in the page's own content security policy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from datelines.compare.sheet import Account, event_sheet
from datelines.lesson.lesson import QUESTION_KINDS, Lesson, Question, Stop
from datelines.query.dataset import Dataset
from datelines.record.dates import published_in_words
from datelines.share.html import element, json_block, paragraphs, script_hash, web_link
from datelines.table.archive import Archive
from datelines.words import counted

Edition = Literal["pupils", "teacher"]

STATIC = Path(__file__).parents[2] / "static"
CAVEAT = (
    "A row says what a source reported, never what happened. Nothing is averaged or added up. What stands "
    "under no outlet was not in the part that was read."
)


def lesson_page(lesson: Lesson, data: Dataset, edition: Edition) -> str:
    """The whole page. Raises KeyError where the data lack an event or a report that the lesson names
    (`datelines.lesson.checking` says which)."""
    archive = data.archive_of(lesson.event_ids)
    steps = [
        _cover(lesson),
        *(_stop(archive, lesson, number, edition) for number in range(len(lesson.stops))),
        _step("Vote", _vote(lesson.vote), _question(lesson.vote, edition)),
        _step("Before you leave", _question(lesson.exit_ticket, edition)),
        _sources(archive, lesson),
    ]
    if edition == "teacher":
        steps.append(_step("Teacher’s notes", paragraphs(lesson.notes)))
    scripts = [_static("leaflet/leaflet.js"), _static("datelines/lesson.js")]
    body = [
        element("a", "Skip to the step", href="#steps", class_="skip"),
        _header(lesson, edition),
        element(
            "main",
            element("div", *steps, id="steps", tabindex="-1"),
            element(
                "aside", element("div", id="map"), element("p", id="map-words"), aria_label="Map", id="beside"
            ),
        ),
        element("footer", element("p", CAVEAT), element("p", imprint(lesson, data))),
        json_block("lesson-data", {"stops": [_on_map(archive, data, stop) for stop in lesson.stops]}),
        json_block("base-map", json.loads(_static("basemap/basemap.geojson"))),
        # The files are ours; none of them holds the end of a script.
        *(Markup(f"<script>{script}</script>") for script in scripts),
    ]
    head = [
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(scripts)),
        element("title", f"{lesson.title} (for {edition})"),
        Markup(f"<style>{_static('leaflet/leaflet.css')}\n{_static('datelines/lesson.css')}</style>"),
    ]
    page = element("html", element("head", *head), element("body", *body), lang="en", dir="ltr")
    return f"<!doctype html>\n{page}\n"


def _policy(scripts: list[str]) -> str:
    allowed = " ".join(map(script_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _header(lesson: Lesson, edition: Edition) -> Markup:
    buttons = [
        element("button", "← Previous", id="previous", type="button"),
        element("output", id="step-words", aria_live="polite"),
        element("button", "Next →", id="next", type="button"),
        element("button", "Large type", id="large", type="button", aria_pressed="false"),
    ]
    if edition == "teacher":
        buttons.append(element("button", "Show answers", id="answers", type="button", aria_pressed="false"))
    return element(
        "header",
        element("h1", lesson.title),
        element("p", lesson.question, class_="question"),
        element("nav", *buttons, aria_label="Steps"),
    )


def _step(title: str, *children: object) -> Markup:
    return element("section", element("h2", title, tabindex="-1"), *children, class_="step")


def _cover(lesson: Lesson) -> Markup:
    terms = [
        part for term in lesson.glossary for part in (element("dt", term.term), element("dd", term.meaning))
    ]
    return _step(
        "Before we begin",
        element(
            "div", element("h3", "What is distressing in it"), paragraphs(lesson.content_note), class_="note"
        ),
        element(
            "p", f"{lesson.age}; {counted(lesson.minutes, 'minute')}; {counted(len(lesson.stops), 'stop')}"
        ),
        element("h3", "Background"),
        paragraphs(lesson.background),
        element("h3", "Words") if terms else "",
        element("dl", *terms) if terms else "",
    )


def _stop(archive: Archive, lesson: Lesson, number: int, edition: Edition) -> Markup:
    stop = lesson.stops[number]
    sheet = event_sheet(archive, stop.event)
    accounts = {account.report_id: account for account in sheet.accounts}
    reports = element("div", *(_report(archive, accounts[one]) for one in stop.reports), class_="reports")
    before = [question for question in stop.questions if question.kind == "predict"]
    after = [question for question in stop.questions if question.kind != "predict"]
    return _step(
        f"{number + 1}. {stop.title}",
        element("p", f"{sheet.title} · {sheet.dated} · {counted(stop.minutes, 'minute')}", class_="quiet"),
        paragraphs(stop.text),
        *(_question(question, edition) for question in before),
        element("div", paragraphs(stop.prompt), class_="prompt"),
        # What is to be predicted is not in sight until somebody opens it.
        element("details", element("summary", "The reports"), reports, open=not before),
        *(_question(question, edition) for question in after),
    )


def _report(archive: Archive, account: Account) -> Markup:
    """One report as a card: who printed it, who is speaking, what is said, and each figure as printed."""
    figures = [
        element("li", element("bdi", line.sentence), " — ", element("q", line.as_reported, dir="auto"))
        for line in account.figures
    ]
    terms = [element("li", f"{subject}: ", element("bdi", term)) for subject, term in account.terms]
    return element(
        "article",
        element("h3", account.outlet),
        element("p", element("b", "Speaker: "), speaking(account)),
        element("p", element("b", "Reported: "), account.summary),
        element("ul", *figures, class_="figures") if figures else "",
        element("ul", *terms, class_="terms") if terms else "",
        element("p", f"{published(archive, account)}. {account.read.capitalize()}", class_="quiet"),
    )


def speaking(account: Account) -> str:
    """Who is speaking in a report, and by way of whom it came."""
    own = "in the outlet’s own voice" if account.voice == "own" else "not recorded"
    return (account.speaker or own) + (f", by way of {account.relayed_by}" if account.relayed_by else "")


def published(archive: Archive, account: Account) -> str:
    """When a report's source was published, and whether that is inferred."""
    source = archive.source_by_id[archive.report_by_id[account.report_id].source_id]
    if not source.published:
        return "Day of publication not known"
    inferred = " (inferred)" if source.published_basis == "inferred" else ""
    return f"Published {published_in_words(source.published)}{inferred}"


def _question(question: Question, edition: Edition) -> Markup:
    choices = element("ul", *(element("li", choice) for choice in question.choices), class_="choices")
    support = element(
        "details",
        element("summary", "Help"),
        element("p", question.support.hint),
        element("p", question.support.frame, class_="frame"),
    )
    rubric = question.rubric
    answer = element(
        "div",
        element("h4", "A sample answer"),
        paragraphs(question.answer),
        element(
            "dl",
            *(
                part
                for name, words in (
                    ("Full", rubric.full),
                    ("Partly", rubric.partly),
                    ("Not yet", rubric.not_yet),
                )
                for part in (element("dt", name), element("dd", words))
            ),
        ),
        class_="answer",
    )
    return element(
        "div",
        element("p", QUESTION_KINDS[question.kind], class_="quiet"),
        element("p", question.text, class_="asked"),
        choices if question.choices else "",
        element("p", question.because, class_="frame") if question.because else "",
        element("div", class_="lines", aria_hidden="true"),
        support,
        answer if edition == "teacher" else "",
        class_="asks",
    )


def _vote(question: Question) -> Markup:
    """Hands that were counted, typed in: kept in the page alone, gone with it."""
    fields = [
        element(
            "label",
            element("span", choice),
            element("input", type="number", min=0, max=999, inputmode="numeric", class_="hands"),
            element("span", class_="bar", aria_hidden="true"),
        )
        for choice in question.choices
    ]
    return (
        element("fieldset", element("legend", "Hands for each choice"), *fields, id="vote")
        if fields
        else Markup()
    )


def _sources(archive: Archive, lesson: Lesson) -> Markup:
    entries = []
    for stop in lesson.stops:
        sheet = event_sheet(archive, stop.event)
        chosen = {account.report_id: account for account in sheet.accounts}
        entries += [chosen[one] for one in stop.reports]
    once = {account.citation: account for account in entries}
    lines = [
        element("li", web_link(account.citation, account.url), f" {account.read}" if account.read else "")
        for account in once.values()
    ]
    return _step("Sources", element("ol", *lines))


def imprint(lesson: Lesson, data: Dataset) -> str:
    """The data and their version, and the licence of the lesson."""
    version = lesson.data_version
    other = f" (written with {version})" if version and version != data.version else ""
    return f"{data.said.corpus.cited_as}, data version {data.version}{other}. Lesson: {lesson.licence}."


def _on_map(archive: Archive, data: Dataset, stop: Stop) -> dict[str, Any]:
    """The places of a stop's event: points with their precision in kilometres, areas and lines as GeoJSON."""
    event = archive.event_by_id[stop.event]
    return {"title": event.title, "places": list(_places(archive, data, event.place_ids))}


def _places(archive: Archive, data: Dataset, place_ids: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for place_id in place_ids:
        place, outline = archive.place_by_id[place_id], data.outlines.get(place_id)
        if outline:
            yield {"name": place.name, "at": [outline.latitude, outline.longitude], "shape": outline.geometry}
        elif place.latitude is not None and place.longitude is not None:
            yield {"name": place.name, "at": [place.latitude, place.longitude], "radius_km": place.radius_km}
