"""The reviewed tables: one frozen record per row, one field per column, in column order.

The field descriptions are the codebook (docs/codebook.md is made from them). A record knows
its own columns only; rules that look across rows or files are in `datelines.checks`.
Blank cells are None (or an empty tuple): not reported or not known. 0 is a reported zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from functools import cache
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from datelines.record import terms
from datelines.record.columns import (
    CalendarDay,
    Dated,
    Degrees,
    EdtfInBounds,
    EdtfWithTime,
    Integer,
    Number,
    Reference,
    Refers,
    Slug,
    Slugs,
    Text,
    Texts,
    columns_made_of,
    hints_of,
    marks_on,
    one_of,
    references_of,
    terms_in,
)
from datelines.record.terms import Terms


class Record(BaseModel):
    """A row of a reviewed table. `table` is the file name without `.csv`. A folder may lack the file of a
    table that `may_be_absent`, which then has no rows; an `optional` table without rows is not written
    either."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    key: ClassVar[str | None]
    optional: ClassVar[bool] = False
    may_be_absent: ClassVar[bool] = False

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The column names, in the order of the file."""
        return tuple(cls.model_fields)

    @classmethod
    @cache
    def needed_columns(cls) -> frozenset[str]:
        """The columns that a file must have: those that are never blank. Any other may be absent, and is then
        blank in every row."""
        return frozenset(name for name, field in cls.model_fields.items() if field.is_required())

    @classmethod
    @cache
    def terms(cls) -> dict[str, Terms]:
        """The closed list of each column that has one."""
        found = ((column, terms_in(hint)) for column, hint in hints_of(cls).items())
        return {column: closed for column, closed in found if closed is not None}

    @classmethod
    @cache
    def several(cls) -> frozenset[str]:
        """The columns that hold several values joined by `;`."""
        return frozenset(columns_made_of(cls, tuple))

    @classmethod
    @cache
    def numbers(cls) -> frozenset[str]:
        """The columns that hold a number, whole or not."""
        return frozenset(columns_made_of(cls, float, int))

    @classmethod
    @cache
    def days(cls) -> tuple[str, ...]:
        """The columns that hold one day of the calendar, in column order."""
        return columns_made_of(cls, Day)

    @classmethod
    @cache
    def references(cls) -> tuple[Reference, ...]:
        """The columns that refer to rows of other tables, in column order."""
        return references_of(cls)

    @classmethod
    @cache
    def edtf_columns(cls) -> tuple[str, ...]:
        """The columns that hold an EDTF date, in column order."""
        return tuple(marks_on(cls, Dated))

    @classmethod
    @cache
    def edtf_with_time(cls) -> tuple[str, ...]:
        """The columns whose EDTF date may have a time of day with its offset."""
        return tuple(column for column, mark in marks_on(cls, Dated).items() if mark.timed)

    @classmethod
    @cache
    def edtf_in_bounds(cls) -> tuple[str, ...]:
        """The columns with the EDTF date of what is reported, which lies within the bounds of the corpus."""
        return tuple(column for column, mark in marks_on(cls, Dated).items() if mark.in_bounds)


class Outlet(Record):
    """An organisation that published a source."""

    table = "outlets"
    key = "outlet_id"
    outlet_id: Slug = Field(description="Stable id of the outlet.")
    name: Text = Field(description="The outlet's name as it writes it, or what we call an unnamed one.")
    kind: Annotated[str, one_of(terms.OUTLET_KINDS)] = Field(description="What the outlet is.")
    country: str | None = Field(
        None, description="Country that it is based in or belongs to; blank if not known."
    )
    language: str | None = Field(None, description="Language of the pages reviewed, as BCP 47 (en, ar, ru).")
    url: str | None = Field(None, description="Its address.")
    about: Text = Field(description="One neutral line on what it is.")


class Speaker(Record):
    """Someone to whom a claim is attributed: a person, an institution, or an unnamed one."""

    may_be_absent = True
    table = "speakers"
    key = "speaker_id"
    speaker_id: Slug = Field(description="Stable id; an unnamed speaker begins with `unnamed-`.")
    name: Text = Field(
        description="Name of the person or institution, or what the report calls an unnamed one."
    )
    role: str | None = Field(None, description="Office held when speaking.")
    affiliation: str | None = Field(None, description="Institution or party that the speaker belongs to.")
    kind: Annotated[str, one_of(terms.SPEAKER_KINDS)] = Field(description="What the speaker is.")
    side: Annotated[str, one_of(terms.SIDES)] | None = Field(
        None, description="Whom the speaker speaks for, not what we think of it; blank for any other."
    )


class Source(Record):
    """One citable item: an article or a page."""

    table = "sources"
    key = "source_id"
    source_id: Slug = Field(description="Stable id of one citable item.")
    outlet_id: Annotated[Slug, Refers("outlets")] = Field(description="The outlet that published it.")
    outlet_basis: Annotated[str, one_of(terms.BASES)] = Field(
        description="Whether the document names its outlet."
    )
    title: Text = Field(description="Title as printed (a citation).")
    published: EdtfWithTime | None = Field(
        None,
        description="Date of publication as EDTF; where the page prints a time and it is known where, "
        "with both: `2020-02-03T10:15+03:00`.",
    )
    published_basis: Annotated[str, one_of(terms.BASES)] | None = Field(
        None, description="Whether the document states its date of publication."
    )
    language: Text = Field(description="Language of the text, as BCP 47.")
    url: str | None = Field(None, description="Address of the page; blank if the document gives none.")
    via: str | None = Field(None, description="Site of a repost, where the page read is one.")
    document: str | None = Field(None, description="File name of the text under review, where there is one.")
    retrieved: CalendarDay | None = Field(None, description="Day on which the text was read.")
    read: Annotated[str, one_of(terms.READINGS)] | None = Field(
        None, description="How much of the page could be read; nothing is said to be missing beyond that."
    )
    read_to: str | None = Field(
        None, description="The last paragraph or the number of characters that could be read."
    )
    note: str | None = Field(None, description="How an inferred outlet or date was inferred; other remarks.")


class Place(Record):
    """A place, a road or an area that events are at."""

    may_be_absent = True
    table = "places"
    key = "place_id"
    place_id: Slug = Field(description="Stable id of the place.")
    name: Text = Field(description="Name that the dashboard uses.")
    kind: Annotated[str, one_of(terms.PLACE_KINDS)] = Field(description="What the place is.")
    names: Texts = Field((), description="Every spelling and script met, joined by `;`.")
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] | None = Field(
        None, description="WGS84 degrees north."
    )
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] | None = Field(
        None, description="WGS84 degrees east."
    )
    radius_km: Number | None = Field(
        None, description="Radius in km of the ring drawn for a place that is not a point."
    )
    geometry: str | None = Field(None, description="File in data/shapes/ with the outline or the line.")
    admin1: str | None = Field(None, description="Governorate, or first-level division of another country.")
    country: str | None = Field(None, description="Country whose outline the point must lie in.")
    within: Annotated[Slug, Refers("places", called="place", needed=False)] | None = Field(
        None,
        description="The place that this one lies within; blank: the governorate of its `admin1`, or its "
        "`country`, where that is a place.",
    )
    geonames_id: Integer | None = Field(None, description="Id in GeoNames, where it has one.")
    coordinates_source: str | None = Field(None, description="Where the coordinates were taken from.")
    precision: Annotated[Integer, Field(ge=1, le=7)] = Field(
        description="UCDP where_prec, 1 (exact) to 7 (none)."
    )
    note: str | None = Field(None, description="What is approximate, and which sources differ.")


class Event(Record):
    """What reports are about, titled neutrally."""

    table = "events"
    key = "event_id"
    event_id: Slug = Field(description="Stable id of what the reports are about.")
    title: Text = Field(
        description="Neutral title, in our own words: place, act and day; 60 characters at most."
    )
    title_long: str | None = Field(
        None, description="The same at length, where the title leaves too much out."
    )
    part_of: Annotated[Slug, Refers("events", called="event", needed=False)] | None = Field(
        None, description="Event under whose heading this one is listed (strikes in reply to an attack)."
    )
    date: EdtfInBounds = Field(
        description="EDTF (ISO 8601-2) date, month, interval; `~` about, `?` uncertain."
    )
    date_basis: Annotated[str, one_of(terms.BASES)] = Field(description="Whether a document states the date.")
    place_ids: Annotated[Slugs, Refers("places")] = Field(
        (), description="Places, joined by `;`; blank if no place is reported."
    )
    kind: Annotated[str, one_of(terms.EVENT_KINDS)] = Field(description="What was reported.")
    status: Annotated[str, one_of(terms.EVENT_STATUSES)] = Field(description="Whether it has been reviewed.")
    reviewed_on: CalendarDay | None = Field(None, description="Day of the review.")
    reviewed_by: str | None = Field(None, description="Role or handle that exists; never an invented person.")
    second_read_on: CalendarDay | None = Field(None, description="Day of the second reading.")
    second_read_by: str | None = Field(None, description="Role or handle of the second reader.")
    note: str | None = Field(None, description="Reason for an inferred date; how reports differ.")


class Population(Record):
    """Who or what figures count. A figure of a narrower population stands beside one of the wider one that it
    lies within, never on its row and never added to it."""

    may_be_absent = True
    optional = True
    table = "populations"
    key = "population_id"
    population_id: Slug = Field(description="Stable id of who or what is counted.")
    name: Text = Field(description="Its name, in our neutral vocabulary.")
    within: Annotated[Slug, Refers("populations", called="population", needed=False)] | None = Field(
        None, description="The wider population that it is a part of."
    )
    side: Annotated[str, one_of(terms.SIDES)] | None = Field(
        None, description="The side that these people or things belong to, where they belong to one."
    )
    note: str | None = Field(None, description="What counts among them.")


class Part(Record):
    """A place or an hour within an event for which sources give a toll of its own."""

    may_be_absent = True
    optional = True
    table = "parts"
    key = "part_id"
    part_id: Slug = Field(description="Stable id of the part.")
    event_id: Annotated[Slug, Refers("events")] = Field(description="The event that it is a part of.")
    name: Text = Field(description="The place or hour, in our own words.")
    note: str | None = Field(None, description="What belongs to it.")


class Report(Record):
    """One source's account of one event."""

    table = "reports"
    key = "report_id"
    report_id: Slug = Field(description="Stable id of one source's account of one event.")
    event_id: Annotated[Slug, Refers("events")] = Field(description="The event.")
    source_id: Annotated[Slug, Refers("sources")] = Field(description="The source.")
    locator: str | None = Field(
        None,
        description="Paragraphs of the document (non-blank lines, from 1): `7` or `7-9`, joined by `;`.",
    )
    speaker_id: Annotated[Slug, Refers("speakers")] | None = Field(
        None,
        description="Who the claim is attributed to; blank in the outlet's own voice, or where the voice is "
        "not known either.",
    )
    relayed_by: Annotated[str, Refers("outlets", "speakers", called="relay")] | None = Field(
        None, description="An outlet or speaker through whom the source has it."
    )
    voice: Annotated[str, one_of(terms.VOICES)] = Field(description="Whose voice carries the claim.")
    date_as_reported: EdtfInBounds | None = Field(
        None, description="EDTF, where this source dates it otherwise than the event row."
    )
    place_as_reported: str | None = Field(None, description="The place in this source's spelling.")
    summary: Text = Field(description="What this source reported, in a line of our own.")
    link_status: Annotated[str, one_of(terms.LINK_STATUSES)] = Field(
        description="A reviewer's decision that this report is about this event."
    )
    status: Annotated[str, one_of(terms.EVENT_STATUSES)] = Field(description="Whether it has been reviewed.")
    reviewed_on: CalendarDay | None = Field(None, description="Day of the review.")
    reviewed_by: str | None = Field(None, description="Role or handle that exists; never an invented person.")
    second_read_on: CalendarDay | None = Field(None, description="Day of the second reading.")
    second_read_by: str | None = Field(None, description="Role or handle of the second reader.")
    note: str | None = Field(None, description="Reason for anything inferred; remarks.")


class Figure(Record):
    """One number as a report gives it."""

    may_be_absent = True
    table = "figures"
    key = "figure_id"
    figure_id: Slug = Field(description="Stable id of one reported figure.")
    report_id: Annotated[Slug, Refers("reports")] = Field(description="The report that gives it.")
    measure: Annotated[str, one_of(terms.MEASURES)] = Field(description="What is counted.")
    population: Text = Field(description="Who or what is counted, in our neutral vocabulary.")
    population_id: Annotated[Slug, Refers("populations", needed=False)] | None = Field(
        None,
        description="The population by which figures are compared; where blank, `population` is compared.",
    )
    part_id: Annotated[Slug, Refers("parts", needed=False)] | None = Field(
        None, description="The part of the event that the number is for; blank for the whole of it."
    )
    qualifier: Annotated[str, one_of(terms.QUALIFIER_TERMS)] = Field(
        description="How the number was qualified."
    )
    low: Number | None = Field(None, description="Lower end; blank if none was reported.")
    high: Number | None = Field(None, description="Upper end; blank if none was reported.")
    unit: Annotated[str, one_of(terms.UNITS)] = Field(description="Unit of low and high.")
    scope: Annotated[str, one_of(terms.SCOPES)] = Field(description="What the number is for.")
    scope_dates: EdtfInBounds | None = Field(
        None, description="EDTF of the period, of the first day, or of the state."
    )
    as_reported: Text = Field(description="The phrase as printed, six words or fewer.")
    note: str | None = Field(None, description="How scope dates were inferred; remarks.")


class Wording(Record):
    """The label that a report uses for an actor, a place or an act."""

    may_be_absent = True
    table = "wording"
    key = None
    report_id: Annotated[Slug, Refers("reports")] = Field(description="The report that uses the term.")
    subject: Text = Field(description="Actor, place or act, in our neutral vocabulary.")
    term: Text = Field(description="The label as printed, six words or fewer.")
    gloss: str | None = Field(None, description="The term in English, where it is in another language.")
    term_group: str | None = Field(
        None, description="What a reader would count together, in English: `terrorists` in any language."
    )


class Cited(Record):
    """A source that a report says its account rests on, where one database compiles many."""

    may_be_absent = True
    table = "cited"
    key = None
    optional = True
    report_id: Annotated[Slug, Refers("reports")] = Field(
        description="The report, as a row of a compiled database is one."
    )
    source_id: Annotated[Slug, Refers("sources")] = Field(
        description="The source that it names; who gave which number is not known."
    )


class Agreement(Record):
    """How often two readers of the same pages agreed, column by column: made from the second reading by
    `python -m datelines second-reading agreement`, and not part of what is filtered or exported."""

    may_be_absent = True
    optional = True
    table = "agreement"
    key = "field"
    field: Text = Field(description="Table and column; `row` for whether both recorded the row at all.")
    compared: Integer = Field(description="Cells that both readers had to decide.")
    agreed: Integer = Field(description="Cells in which they agreed, or wrote one thing in two ways.")
    first_right: Integer = Field(description="Differences in which the page bears out the first reader.")
    second_right: Integer = Field(description="Differences in which it bears out the second.")
    neither: Integer = Field(description="Differences in which both had to be corrected.")


TABLES: tuple[type[Record], ...] = (
    Outlet,
    Speaker,
    Source,
    Place,
    Event,
    Population,
    Part,
    Report,
    Figure,
    Wording,
    Cited,
)
"""Every record of what was reported, those that others refer to before these."""

RECORDS: Mapping[str, type[Record]] = MappingProxyType({model.table: model for model in TABLES})
"""Name of a table -> its record, in the order of TABLES."""
