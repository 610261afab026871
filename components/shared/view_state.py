"""What the reader has chosen: filters, event, days, options. The one module that reads st.session_state.

The link is the same state in words: on a new link the state is set from it, after each change the link
is written from the state (stable ids, not labels, so that a link outlives a renamed outlet).

A list of choices is different in the browser, which keeps what is chosen as it was labelled (`TASS (60)`) and
sends that back. The number changes with the other filters, so a choice made in the meantime arrives under a
label that is no longer offered: the last few lists of labels are remembered, and labels read as ids. What is
chosen has no number in its label, because giving a browser another label for it removes what is being typed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import date as Day
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from components.shared import compare_options
from components.shared.compare_options import ONE, OTHER, PINS, SUBJECT
from datelines.query.facets import NUMBER
from datelines.query.query import CHOICES, EventQuery, query_from_parameters, unreadable
from datelines.record.dates import DateError, Period
from datelines.share.file_names import file_name

FIRST, LAST, CERTAINLY, TEXT, TILES, EVENT = "first", "last", "certainly", "text", "tiles", "event"
PROJECTOR = "projector"
ALONE = "alone"
COUNTED, _COUNTED_FIRST = "counted", "_counted_first"
_LINK, _PAGE, _VIEW, _WINDOW, _BRUSH = "_link", "_page", "_view", "_window", "_brush"
_LEFT_OUT, _TAKEN = "_left_out", "_taken"
_CHOICE, _CHART, _LABELS = "_choice", "_chart", "_labels_"

Known = Callable[[str, Collection[str]], frozenset[str]]
"""Those of the ids of a filter that the data know."""

Labels = Mapping[str, str]
"""The labels of a list of choices, by id."""

KEPT: Any = {"persist_state": "session"}
"""Keeps what a widget holds while the reader is on a page that does not draw it."""

LABELS_KEPT = 3
"""Lists of labels that are remembered: no more runs than this pass between a click and its answer."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SessionValue(Generic[T]):
    """A value that one component keeps in each session, beside the reader's choices: declared once, in the
    module that uses it, under a `name` that no other has. It is `default` until it is set."""

    name: str
    default: T

    @property
    def key(self) -> str:
        """The key of the value in st.session_state."""
        return f"_kept_{self.name}"

    def get(self) -> T:
        """The value in the present session."""
        value: T = st.session_state.get(self.key, self.default)
        return value

    def set(self, value: T) -> None:
        """Keep another value in the present session."""
        st.session_state[self.key] = value


@dataclass(frozen=True, slots=True)
class View:
    """The reader's choices for one run of the page; by default, nothing is chosen. `problem` says what is
    wrong with them, if anything, and `left_out` names what the link asks for that these data do not have
    (`outlet “x”`), as long as nothing else was chosen. `choice` is how often an event has been chosen in this
    session; `brush` holds the days that are selected when the timeline named `timeline_key` is first drawn."""

    query: EventQuery = field(default_factory=EventQuery)
    event_id: str | None = None
    theme: str = "light"
    online_tiles: bool = False
    choice: int = 0
    brush: Period = Period()
    timeline_key: str = "timeline-0"
    problem: str = ""
    left_out: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    pins: tuple[str, ...] = ()
    pair: tuple[str | None, str | None] = (None, None)
    subject: str | None = None
    counted: str | None = None
    """The kind of figures that is drawn of the chosen event, after the event's id; None for its first."""
    projector: bool = False
    """Large type, for a room: no filter bar, and charts with text that is read from the back row."""

    @property
    def link(self) -> dict[str, list[str]]:
        """All choices as parameters of a link, without those that are default."""
        link = self.query.parameters() | compare_options.option_parameters(self.options)
        chosen = {EVENT: self.event_id, ONE: self.pair[0], OTHER: self.pair[1], SUBJECT: self.subject}
        link |= {name: [value] for name, value in chosen.items() if value}
        if self.event_id and (self.counted or "").startswith(f"{self.event_id}."):
            link |= {COUNTED: [(self.counted or "").removeprefix(f"{self.event_id}.")]}
        link |= {PROJECTOR: ["yes"]} if self.projector else {}
        return link | ({PINS: list(self.pins)} if self.pins else {})


def open_view(known: Known, knows_event: Callable[[str], bool], page: str) -> View:
    """The view of this run, with the link read and written. `known` gives those of the ids of a filter that
    the data know, `knows_event` whether they know an event, `page` is the title of the page that is shown."""
    state = st.session_state
    _read_labels()
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    moved = state.get(_PAGE) not in (None, page)
    # Streamlit drops the link when the reader goes to another page; then the state is what counts.
    if _LINK not in state or (given != state[_LINK] and not (moved and not given)):
        _set_from(given, known)
        _set_options(given, known)
        state[_LEFT_OUT], state[_TAKEN] = _unknown(given, known, knows_event), None
    state[_PAGE] = page
    event = state.get(EVENT)
    there = event is not None and knows_event(event)
    # Pages label events differently: set again, or the list of the new page would not know the label.
    if moved or not there:
        state[EVENT] = event if there else None
    link = _current().link
    if state.get(_TAKEN) is None:
        state[_TAKEN] = link
    if link == state[_TAKEN] and not (moved and not given):
        # Nothing was chosen since this link was read. It stays as it is, also where something of it was left
        # out or the page has chosen what it does not name: each link that is written takes a press of Back.
        link = given
    else:
        state[_TAKEN], state[_LEFT_OUT] = link, ()
    view = _current()
    if link != given:
        st.query_params.from_dict(link)
    state[_LINK], state[_VIEW] = link, view
    return view


def _unknown(
    given: Mapping[str, list[str]], known: Known, knows_event: Callable[[str], bool]
) -> tuple[str, ...]:
    """What a link asks for that these data do not have, or that cannot be read: `outlet “x”`."""
    asked = [
        (choice.parameter, value)
        for name, choice in CHOICES.items()
        for value in given.get(choice.parameter, ())
        if value not in known(name, (value,))
    ]
    asked += [(name, value) for name, value in unreadable(given)]
    asked += [("event", value) for value in given.get(EVENT, ())[:1] if not knows_event(value)]
    outlets = [value for name in (PINS, ONE, OTHER) for value in given.get(name, ())]
    asked += [("outlet", value) for value in outlets if value not in known("outlets", (value,))]
    asked += [
        (option, value)
        for option in compare_options.LABELS
        for value in given.get(option, ())
        if not compare_options.is_read(option, value)
    ]
    return tuple(dict.fromkeys(f"{what} “{value[:60]}”" for what, value in asked))


def without_link(page: str) -> View:
    """The view of a page that shows everything and has no link: the choices of the session stay as they
    are."""
    state = st.session_state
    if _LINK not in state:
        _set_from({}, nothing_known)
        _set_options({PROJECTOR: st.query_params.get_all(PROJECTOR)}, nothing_known)
        state[_LINK] = {}
    state[_PAGE] = page
    state[_VIEW] = opened = _current()
    return opened


def _settle() -> None:
    """Take what the page has just chosen, in place of a choice that it does not offer, as belonging to the link
    that is there: it is written with the reader's next choice."""
    st.session_state[_TAKEN] = _current().link


def view() -> View:
    """The view that `open_view` made in this run.

    A server that has not run app.py yet takes the folder pages/ for the navigation, and answers its first
    link to a page with that page's file alone. Then there is no view: app.py is run instead.
    """
    if _VIEW not in st.session_state:
        PagesManager.uses_pages_directory = False
        st.rerun()
    opened: View = st.session_state[_VIEW]
    return opened


def address(parameters: Mapping[str, Iterable[str]]) -> str:
    """The address of this page with other parameters: what a link or a citation points at."""
    here = (st.context.url or "").partition("?")[0]
    pairs = [(name, value) for name, values in parameters.items() for value in values]
    return f"{here}?{urlencode(pairs)}" if pairs else here


def named_file(what: str) -> str:
    """The name, without its ending, of a file that holds `what` of the present view."""
    opened: View = st.session_state.get(_VIEW, View())
    return file_name(what, opened.query, today())


def today() -> Day:
    """The day on which the view was seen, for its citation."""
    return datetime.now(tz=UTC).date()


def keep_event_among(events: Collection[str]) -> None:
    """Take the choice of an event off where the page does not offer that event."""
    if st.session_state[EVENT] not in events:
        st.session_state[EVENT] = None
        _settle()


def begin_subject(subjects: Sequence[str]) -> None:
    """Choose the first subject where the one chosen is not among them."""
    if st.session_state[SUBJECT] not in subjects:
        st.session_state[SUBJECT] = subjects[0]
        _settle()


def begin_counted(kinds: Sequence[str]) -> str:
    """The kind of figures that is drawn of an event, each of `kinds` beginning with the event's id: the
    first where the one chosen is not among them."""
    state = st.session_state
    state[_COUNTED_FIRST] = kinds[0]
    if state[COUNTED] not in kinds:
        state[COUNTED] = kinds[0]
        _settle()
    chosen: str = state[COUNTED]
    return chosen


def choose_counted(key: str) -> None:
    """A kind of figures was chosen from the list with that key, which then shows none again."""
    state = st.session_state
    if state[key]:
        state[COUNTED], state[key] = state[key], None


def begin_pair(outlets: Sequence[str], first: tuple[str, str]) -> None:
    """Choose the outlets of `first` where those chosen are not two of them; one that is keeps its side."""
    state = st.session_state
    if state[ONE] not in outlets and state[OTHER] not in outlets:
        state[ONE], state[OTHER] = first
    if state[ONE] not in outlets:
        state[ONE] = next((outlet for outlet in (*first, *outlets) if outlet != state[OTHER]), None)
    if state[OTHER] not in outlets or state[OTHER] == state[ONE]:
        state[OTHER] = next((outlet for outlet in (*reversed(first), *outlets) if outlet != state[ONE]), None)
    _settle()


def set_option(option: str, value: str) -> None:
    """Choose the value of an option of the Compare page."""
    st.session_state[option] = value


def _set_from(given: Mapping[str, list[str]], known: Known) -> None:
    query = query_from_parameters(given)
    state = st.session_state
    for name in CHOICES:
        state[name] = sorted(known(name, getattr(query, name)))
    state[FIRST], state[LAST] = query.period.first, query.period.last
    state[CERTAINLY], state[ALONE], state[TEXT] = query.certainly, query.alone, query.text
    state[EVENT] = next(iter(given.get(EVENT, ())), None)
    state[_WINDOW] = state[_BRUSH] = query.window
    state.setdefault(TILES, False)
    state.setdefault(_CHOICE, 0)
    # A chart keeps its brush for as long as its name: a new name begins with the new brush.
    state[_CHART] = state.get(_CHART, 0) + 1


def _set_options(given: Mapping[str, list[str]], known: Known) -> None:
    state = st.session_state
    outlets = known("outlets", {outlet for name in (PINS, ONE, OTHER) for outlet in given.get(name, ())})
    for option, value in compare_options.given_options(given).items():
        state[option] = value
    state[PROJECTOR] = list(given.get(PROJECTOR, ())) == ["yes"]
    state[PINS] = [outlet for outlet in given.get(PINS, ()) if outlet in outlets]
    state[SUBJECT] = next(iter(given.get(SUBJECT, ())), None)
    kinds = [f"{event}.{kind}" for event in given.get(EVENT, ()) for kind in given.get(COUNTED, ())]
    state[COUNTED], state[_COUNTED_FIRST] = next(iter(kinds), None), None
    for name in (ONE, OTHER):
        asked = next(iter(given.get(name, ())), None)
        state[name] = asked if asked in outlets else None


def _current() -> View:
    state, problem = st.session_state, ""
    try:
        period = Period(state[FIRST], state[LAST])
    except DateError as error:
        period, problem = Period(), f"The period is ignored: {error.reason} ({error.repair})."
    query = EventQuery(
        period=period,
        certainly=bool(state[CERTAINLY]),
        alone=bool(state[ALONE]),
        window=state[_WINDOW],
        text=state[TEXT] or "",
        **{name: frozenset(state[name]) for name in CHOICES},
    )
    theme = st.context.theme.type or "light"
    return View(
        query=query,
        event_id=state[EVENT],
        theme=theme,
        online_tiles=bool(state[TILES]),
        projector=bool(state[PROJECTOR]),
        choice=state[_CHOICE],
        brush=state[_BRUSH],
        timeline_key=_timeline_key(),
        problem=problem,
        left_out=state.get(_LEFT_OUT, ()),
        # A segmented control can be left without a value; then the default is meant.
        options={name: state[name] or compare_options.default(name) for name in compare_options.LABELS},
        pins=tuple(state[PINS]),
        pair=(state[ONE], state[OTHER]),
        subject=state[SUBJECT],
        counted=state[COUNTED] if state[COUNTED] != state[_COUNTED_FIRST] else None,
    )


def _timeline_key() -> str:
    return f"timeline-{st.session_state[_CHART]}"


def reset() -> None:
    """Take all filters off; the chosen event stays."""
    event = st.session_state[EVENT]
    _set_from({}, nothing_known)
    st.session_state[EVENT] = event


def take_off(part: str, value: str = "") -> None:
    """Take one part of the filter off, by its name in `EventQuery.parts`; with a `value`, only that one of the
    choices of a filter."""
    state = st.session_state
    if part in CHOICES:
        state[part] = [one for one in state[part] if value and one != value]
    elif part == "period":
        state[FIRST] = state[LAST] = None
        state[CERTAINLY] = False
    elif part == "window":
        # A chart keeps its brush for as long as its name.
        state[_WINDOW] = state[_BRUSH] = Period()
        state[_CHART] = state.get(_CHART, 0) + 1
    elif part == "alone":
        state[ALONE] = False
    else:
        state[TEXT] = ""


def start_over() -> None:
    """Take off all filters and choices: the pages are about to show other data, with other ids."""
    state = st.session_state
    _set_from({}, nothing_known)
    for name in CHOICES:
        state.pop(f"{_LABELS}{name}", None)
    state[EVENT], state[PINS], state[ONE], state[OTHER], state[SUBJECT] = None, [], None, None, None
    state[COUNTED] = state[_COUNTED_FIRST] = None


def nothing_known(name: str, ids: Collection[str]) -> frozenset[str]:
    """Knows no id: for links without a filter."""
    return frozenset()


def relabel(name: str, labels: Labels) -> None:
    """Note the labels of a list of choices before it is drawn with them. Where the label of something that is
    chosen has changed, the choice is set again, so that the browser is told."""
    state, shown = st.session_state, st.session_state.get(f"{_LABELS}{name}", ())
    if shown and shown[0] is labels:
        return
    if shown and any(labels.get(key) != shown[0].get(key) for key in state[name]):
        state[name] = list(state[name])
    state[f"{_LABELS}{name}"] = (labels, *shown)[:LABELS_KEPT]


def _read_labels() -> None:
    """Put ids in place of the labels that a browser has sent after they changed."""
    state = st.session_state
    for name in CHOICES:
        chosen = state.get(name) or []
        shown = state.get(f"{_LABELS}{name}", ())
        ids = list(dict.fromkeys(filter(None, (_id_of(value, shown) for value in chosen))))
        if ids != chosen:
            state[name] = ids


def _id_of(value: str, shown: Sequence[Labels]) -> str:
    """The id of a label, '' where none of the lists `shown` (the latest first) has it; an id as it is."""
    if any(value in one for one in shown):
        return value
    labels = [item for one in shown for item in one.items()]
    for wanted in (value, _unnumbered(value)):
        for read in (str, _unnumbered):  # a name may itself end in a number
            found = next((key for key, label in labels if read(label) == wanted), None)
            if found is not None:
                return found
    return "" if " " in value else value  # no id holds a blank


def _unnumbered(label: str) -> str:
    name, between, number = label.rpartition(NUMBER)
    return name if between and number.rstrip(")").replace(",", "").isdecimal() else label


def choose(event_id: str | None) -> None:
    """Choose an event."""
    st.session_state[EVENT] = event_id
    st.session_state[_CHOICE] += 1


def choices() -> int:
    """How often an event has been chosen in this session."""
    number: int = st.session_state[_CHOICE]
    return number


def value_of(key: str) -> Any:
    """The value of the widget with that key, or None."""
    return st.session_state.get(key)


def select_days(window: Period) -> None:
    """Narrow everything but the timeline to the days brushed on it; an empty period takes the brush off."""
    st.session_state[_WINDOW] = window


def choose_from_table(key: str, event_ids: tuple[str, ...]) -> None:
    """A row of the table was selected, by its box or by a click or a step of the keyboard into any cell."""
    selected = st.session_state[key]["selection"]
    rows = [*selected["rows"], *(row for row, _ in selected.get("cells", ()))]
    if rows and rows[0] < len(event_ids):
        choose(event_ids[rows[0]])


def step(neighbour: Callable[[str | None, int], str | None], by: int) -> None:
    """Choose the next (1) or the previous (-1) event, as `neighbour` finds it, where there is one."""
    found = neighbour(st.session_state[EVENT], by)
    if found is not None:
        choose(found)
