"""`EventQuery`: the reader's filters, one value for map, timeline, table and export.

It matches rows of the wide reports relation, can be put in a sentence, and goes into a link and back. The
default matches everything and adds nothing to the link.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date as Day
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal, or_, select

from datelines.record.dates import DateError, Period
from datelines.record.languages import language_name
from datelines.store.schema import KINDS, MEASURE_BITS, PUBLISHERS, STATUSES, UNSAID, Schema
from datelines.words import folded, listed

OWN_VOICE = "own-voice"
"""Among the speakers: reports in the outlet's own voice."""

NO_PLACE = "no-place"
"""Among the places: reports of events without a place."""

NOT_RECORDED = "not-recorded"
"""Among the countries: outlets whose country is not recorded. Among the speakers: reports that name no
speaker, and of which it is not known whether the outlet speaks in its own voice."""

INSIDE_PARAMETER = "inside"
"""The parameter of a link that says whether a place means also what lies inside it: `no`, or nothing."""

SAID_BY_NAME = 3
"""Choices of one filter that the short sentence names; of more it gives the number."""

NumbersOf = Callable[[str, Collection[str]], Collection[int]]
"""The numbers of ids in a table of records, as `Store.numbers` finds them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that chooses among ids. It is declared once, at its field of `EventQuery`: the filter bar with
    its numbers of reports, the options of `export`, the link and the sentence are made from it.

    It keeps the rows whose `column` has the number of one of the chosen ids; none chosen, no condition. The
    ids are those of the table of records that has the filter's name (`outlets`), or the `terms` of a closed
    list, which are numbered from 1, or from bit 0 where a report may have several (`bits`). Where the column
    holds `values` and not numbers, they are the ids.
    """

    parameter: str
    """Its name in a link, and its option on the command line; of a table, the name of one record."""
    column: str
    """The column of the wide relation with the number."""
    label: str
    """What the filter bar calls it."""
    help: str
    """Its help in the filter bar, a sentence without a full stop."""
    option: str
    """The help of its option on the command line, to follow `write the reports`."""
    before: str
    """The words before the names of what is chosen, in the sentence."""
    many: str
    """The words for a number of choices, in the short sentence: `reported by {} outlets`."""
    terms: tuple[str, ...] = ()
    bits: bool = False
    values: bool = False
    blank: str = ""
    """The id for an empty cell, whose number is 0; '' where no cell is empty."""
    blank_name: str = ""
    """The name of that id."""
    unsaid: str = ""
    """The id for the number UNSAID; '' where the column does not have it."""
    unsaid_name: str = ""
    """The name of that id."""
    name_of: Callable[[str], str] = str
    """The name of a term or of a value."""

    @property
    def of_records(self) -> bool:
        """Whether the ids are those of a table of records."""
        return not self.terms and not self.values

    @property
    def of_no_record(self) -> dict[int, tuple[str, str]]:
        """Id and name of the numbers that no record has."""
        found = {0: (self.blank, self.blank_name), UNSAID: (self.unsaid, self.unsaid_name)}
        return {number: one for number, one in found.items() if one[0]}

    @property
    def ids_of_no_record(self) -> frozenset[str]:
        """The ids that are in no table of records."""
        return frozenset({self.blank, self.unsaid} - {""})

    def terms_of(self, number: int) -> tuple[str, ...]:
        """The ids of a closed list that a number in the column means: several where it is bits."""
        if self.bits:
            return tuple(term for bit, term in enumerate(self.terms) if number >> bit & 1)
        return (self.terms[number - 1] if number else self.blank,)

    def condition(
        self, column: ColumnElement[Any], chosen: Collection[str], found: Collection[int]
    ) -> ColumnElement[bool]:
        """The condition that a row has one of the chosen ids; `found` are the numbers of those in a table. An
        unknown id matches no row."""
        if self.values:
            return column.in_(
                ["" if self.blank and value == self.blank else value for value in sorted(chosen)]
            )
        places = [place for place, term in enumerate(self.terms) if term in chosen]
        if self.bits:
            return column.bitwise_and(sum(1 << place for place in places)) != 0
        none = [number for number, (one, _) in self.of_no_record.items() if one in chosen]
        return column.in_([*none, *(place + 1 for place in places), *found])


def _choice(choice: Choice) -> frozenset[str]:
    """The field of a filter that chooses among ids; none by default."""
    return field(default_factory=frozenset, metadata={"choice": choice})


@dataclass(frozen=True, slots=True)
class EventQuery:
    """The reader's filters. Reports are possibly within `period`, or `certainly`; `window` is the timeline's
    brush, which narrows everything but the timeline itself. A place means also what lies inside it, unless
    places are meant `alone`."""

    period: Period = Period()
    certainly: bool = False
    window: Period = Period()
    outlets: frozenset[str] = _choice(
        Choice(
            parameter="outlet",
            column="outlet_number",
            label="Outlets",
            help="Who published the report",
            option="reported by this outlet",
            before="reported by",
            many="reported by {} outlets",
        )
    )
    countries: frozenset[str] = _choice(
        Choice(
            parameter="country",
            column="country",
            label="Country of the outlet",
            help="The country that the outlet is based in or belongs to",
            option=f"of outlets in this country (`{NOT_RECORDED}`: of those without one)",
            before="by outlets in",
            many="by outlets in {} countries",
            values=True,
            blank=NOT_RECORDED,
            blank_name="a country not recorded",
        )
    )
    outlet_kinds: frozenset[str] = _choice(
        Choice(
            parameter="publisher",
            column="outlet_kind_number",
            label="Kind of outlet",
            help="What the outlet is",
            option="of outlets of this kind",
            before="by outlets of the kind",
            many="by outlets of {} kinds",
            terms=PUBLISHERS,
        )
    )
    languages: frozenset[str] = _choice(
        Choice(
            parameter="language",
            column="language",
            label="Languages",
            help="The language of the document",
            option="in this language (en, ar, ru)",
            before="in",
            many="in {} languages",
            values=True,
            name_of=language_name,
        )
    )
    speakers: frozenset[str] = _choice(
        Choice(
            parameter="speaker",
            column="speaker_number",
            label="Speakers",
            help="Who the claim is attributed to",
            option=f"attributed to this speaker (`{OWN_VOICE}`: to none, `{NOT_RECORDED}`: not recorded)",
            before="attributed to",
            many="attributed to {} speakers",
            blank=OWN_VOICE,
            blank_name="the outlet’s own voice",
            unsaid=NOT_RECORDED,
            unsaid_name="a speaker not recorded",
        )
    )
    places: frozenset[str] = _choice(
        Choice(
            parameter="place",
            column="place_number",
            label="Places",
            help="Where the event is reported. A governorate, a zone or a country means also what lies inside it",
            option=f"at this place (`{NO_PLACE}`: at none)",
            before="at",
            many="at {} places",
            blank=NO_PLACE,
            blank_name="no place reported",
        )
    )
    kinds: frozenset[str] = _choice(
        Choice(
            parameter="kind",
            column="kind_number",
            label="Kinds of event",
            help="What was reported",
            option="of this kind",
            before="of the kind",
            many="of {} kinds",
            terms=KINDS,
        )
    )
    measures: frozenset[str] = _choice(
        Choice(
            parameter="measure",
            column="measure_bits",
            label="Figures for",
            help="Only reports that give a figure for this",
            option="with a figure for this",
            before="with figures for",
            many="with figures for {} measures",
            terms=MEASURE_BITS,
            bits=True,
        )
    )
    statuses: frozenset[str] = _choice(
        Choice(
            parameter="status",
            column="status_number",
            label="Review status",
            help="Whether a reviewer has checked the row",
            option="reviewed or draft",
            before="with the review status",
            many="with {} review statuses",
            terms=STATUSES,
        )
    )
    alone: bool = False
    text: str = ""

    @property
    def is_default(self) -> bool:
        """Whether it matches everything."""
        return self == EventQuery()

    def without_window(self) -> EventQuery:
        """The same filters without the timeline's brush."""
        return replace(self, window=Period())

    def conditions(self, schema: Schema, numbers: NumbersOf) -> tuple[ColumnElement[bool], ...]:
        """The conditions that a row of the wide `reports` relation meets, all of them; none for the default.
        Values are bound, never written into the statement; an id unknown to `numbers` matches no row."""
        columns = schema.reports.c
        found = [
            *_in_period(columns, self.period, self.certainly),
            *_in_period(columns, self.window, certainly=False),
        ]
        for name, choice in CHOICES.items():
            chosen = getattr(self, name)
            if chosen:
                in_table = numbers(name, chosen - choice.ids_of_no_record) if choice.of_records else ()
                condition = choice.condition(columns[choice.column], chosen, in_table)
                if name == "places" and in_table and not self.alone:
                    condition = or_(condition, _inside(columns.place_number, schema.inside, in_table))
                found.append(condition)
        for word in folded(self.text).split():
            # Not LIKE: engines differ in how they escape a pattern, and in upper and lower case.
            found.append(func.position(literal(word).op("IN")(columns.text)) > 0)
        return tuple(found)

    def sentence(self, names: Callable[[str, str], str], *, whole: bool = False) -> str:
        """The filters in words, to follow a count of events: `reported by TASS, possibly dated ...`.

        `names(filter, id)` gives the name of a chosen id. Of more than SAID_BY_NAME choices of one filter it
        says how many they are, and names them all only in the `whole` sentence, for citations and files.
        Empty for the default.
        """
        most = None if whole else SAID_BY_NAME
        return ", ".join(words for _, words in self.parts(names, most))

    def parts(
        self, names: Callable[[str, str], str], most: int | None = SAID_BY_NAME
    ) -> tuple[tuple[str, str], ...]:
        """The filters that are set, each by the name of its field and in words; one with more than `most`
        choices by their number."""
        found = []
        for name, choice in CHOICES.items():
            chosen: frozenset[str] = getattr(self, name)
            if most is not None and len(chosen) > most:
                found.append((name, choice.many.format(f"{len(chosen):,}")))
            elif chosen:
                found.append((name, f"{choice.before} {listed([names(name, value) for value in chosen])}"))
            if name == "places" and chosen and self.alone:
                found.append(("alone", "not inside them" if len(chosen) > 1 else "not inside it"))
        if self.period != Period():
            certainly = "certainly" if self.certainly else "possibly"
            found.append(("period", f"{certainly} dated {self.period.in_words()}"))
        if self.window != Period():
            found.append(("window", f"on the days selected ({self.window.in_words()})"))
        if self.text.strip():
            found.append(("text", f"mentioning “{' '.join(self.text.split())}”"))
        return tuple(found)

    def without(self, part: str) -> EventQuery:
        """The same filters without one that `parts` names."""
        rest: dict[str, Any] = {part: getattr(EventQuery(), part)}
        return replace(self, **rest)

    def parameters(self) -> dict[str, list[str]]:
        """The query as parameters of a link, ids sorted; what is default is left out."""
        given = {
            choice.parameter: sorted(getattr(self, name))
            for name, choice in CHOICES.items()
            if getattr(self, name)
        }
        for parameter, period in (("period", self.period), ("days", self.window)):
            if period != Period():
                given[parameter] = [f"{_iso(period.first)}/{_iso(period.last)}"]
        if self.certainly:
            given["certainly"] = ["yes"]
        if self.alone:
            given[INSIDE_PARAMETER] = ["no"]
        if self.text:
            given["text"] = [self.text]
        return given


def query_from_parameters(
    parameters: Mapping[str, Sequence[str]], known: Mapping[str, Collection[str]] | None = None
) -> EventQuery:
    """The query that a link asks for. What cannot be read, or is not among the `known` ids of a filter
    (`outlets`, `places`, ...), is left out: a link may be older than the data."""
    chosen = {}
    for name, choice in CHOICES.items():
        values = frozenset(parameters.get(choice.parameter, ()))
        chosen[name] = values if known is None else values & frozenset(known[name])
    return EventQuery(
        period=_period(parameters.get("period", ())),
        certainly=list(parameters.get("certainly", ())) == ["yes"],
        alone=list(parameters.get(INSIDE_PARAMETER, ())) == ["no"],
        window=_period(parameters.get("days", ())),
        text=" ".join(parameters.get("text", ()))[:200],
        **chosen,
    )


def unreadable(parameters: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """The parameters of a link, of those that hold no ids, whose values cannot be read, with these values."""
    periods = [(name, value) for name in ("period", "days") for value in parameters.get(name, ())[:1]]
    found = [(name, value) for name, value in periods if _period((value,)) == Period() and value != "../.."]
    switches = (("certainly", "yes"), (INSIDE_PARAMETER, "no"))
    found += [(name, value) for name, on in switches for value in parameters.get(name, ()) if value != on]
    return tuple(found)


def _inside(place: ColumnElement[int], inside: FromClause, found: Collection[int]) -> ColumnElement[bool]:
    """The condition that a place lies inside one of those with the numbers `found`."""
    return place.in_(select(inside.c.place_number).where(inside.c.within_number.in_(found)))


def _in_period(columns: Any, period: Period, certainly: bool) -> Iterator[ColumnElement[bool]]:
    starts, ends = columns.soft_from, columns.soft_to
    if not certainly:
        starts, ends = ends, starts
    if period.day_from is not None:
        yield starts >= period.day_from
    if period.day_to is not None:
        yield ends <= period.day_to


def _iso(day: Day | None) -> str:
    return day.isoformat() if day else ".."


def _period(values: Sequence[str]) -> Period:
    try:
        first, _, last = values[0].partition("/")
        return Period(*(None if end in ("..", "") else Day.fromisoformat(end) for end in (first, last)))
    except (IndexError, ValueError, DateError):
        return Period()


CHOICES: Mapping[str, Choice] = MappingProxyType(
    {item.name: item.metadata["choice"] for item in fields(EventQuery) if item.metadata}
)
"""The filters that choose among ids, by their field of `EventQuery`."""
