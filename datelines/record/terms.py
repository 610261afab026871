"""The closed lists of terms that the reviewed tables may use, each with its meaning in a neutral line.

One place, so that the checks, the codebook, the filters and the method page never disagree.
"""

from __future__ import annotations

from types import MappingProxyType

from datelines.record import qualifiers

Terms = MappingProxyType[str, str]


def _terms(**meanings: str) -> Terms:
    """A read-only list of terms; an underscore in a Python name is a hyphen in the term."""
    return MappingProxyType({term.replace("_", "-"): meaning for term, meaning in meanings.items()})


OUTLET_KINDS = _terms(
    agency="news agency: writes for other outlets",
    newspaper="newspaper, in print or formerly in print",
    broadcaster="radio or television",
    online="publishes on the web only",
    monitor="records and publishes incidents",
    government="a state body that publishes for itself",
    ngo="non-governmental organisation",
    intergovernmental="body of several states, such as a UN office",
    unknown="not stated by the table",
)

SPEAKER_KINDS = _terms(
    government="a government, a ministry or an official of one",
    military="armed forces of a state, or an officer of them",
    armed_group="an armed group that is not a state's army",
    monitor="an organisation or person that records incidents",
    ngo="a non-governmental organisation",
    intergovernmental="body of several states, such as a UN office",
    media="an outlet or a journalist, quoted by another",
    unnamed="someone whom the report does not name",
    unknown="not stated by the table",
)

BASES = _terms(
    stated="the document says it",
    inferred="the document does not say it; the note gives the reviewer's reason",
)

PLACE_KINDS = _terms(
    city="large town, capital of a governorate or of a country",
    town="town",
    village="village",
    camp="camp for displaced people or refugees",
    base="military base or airport",
    road="road, drawn as a line",
    district="district of a governorate",
    governorate="first-level division of Syria",
    zone="area without official bounds, or one set by an agreement; its outline is approximate",
    country="country",
)

EVENT_KINDS = _terms(
    attack="attack from the ground, or one whose means is not reported",
    airstrike="strike from the air or by missile",
    drone_attack="attack or attempted attack with drones",
    clash="fighting between two sides",
    patrol="patrol by armed forces",
    ceasefire="ceasefire or truce announced or in force",
    agreement="agreement or memorandum between parties",
    statement="public statement; its content is recorded as its own reports",
    talks="talks between parties",
    displacement="people leaving or being moved",
    aid="humanitarian aid",
    protest="demonstration",
    detention="people detained or held",
    casualties="people killed or injured, over a period or without a single incident",
    planned="announced for later; not reported as having happened",
    other="none of these",
)

EVENT_STATUSES = _terms(
    reviewed="recorded by one reader and again by a second, who had not seen the row; differences settled",
    read_once="recorded by one reader; the page could not be read a second time",
    draft="recorded, not yet checked",
)

READINGS = _terms(
    full="read to its end",
    excerpt="read as far as the stored text goes, which `read_to` says",
    title="its title alone could be read",
)

SIDES = _terms(
    turkish_government="Turkish government, its ministries and forces",
    syrian_government="Syrian government, its ministries, forces and state media",
    russian_government="Russian government, its ministries and forces",
    us_and_coalition="US government, and the coalition that it leads",
    armed_groups="armed groups, whatever they call themselves",
    administration_and_sdf="Autonomous Administration of North and East Syria, Syrian Democratic Forces",
    monitors_and_rescue="monitors, rescue services, doctors and aid organisations",
    united_nations="United Nations and its agencies",
    media="outlets and journalists, quoted by another",
    unnamed="someone whom the report does not name, and whose side it does not say",
)

SIDE_LETTERS = MappingProxyType(
    {
        "turkish-government": "T",
        "syrian-government": "S",
        "russian-government": "R",
        "us-and-coalition": "U",
        "armed-groups": "A",
        "administration-and-sdf": "K",
        "monitors-and-rescue": "M",
        "united-nations": "N",
        "media": "P",
        "unnamed": "?",
    }
)
"""A letter for each side, which a mark carries beside its colour: colour is never the only sign."""

VOICES = _terms(
    quoted="the speaker's words are in quotation marks",
    paraphrased="the outlet retells what the speaker said",
    own="the outlet says it in its own voice, without naming a speaker",
    unknown="not stated by the table",
)

LINK_STATUSES = _terms(
    same="a reviewer reads this report as being about this event",
    possibly="a reviewer is not sure that this report is about this event",
    different="looked at, and read as another event",
)

QUALIFIER_TERMS: Terms = MappingProxyType(
    {qualifier.term: qualifier.meaning for qualifier in qualifiers.QUALIFIERS.values()}
)

SCOPES = _terms(
    event="the number is for this one event",
    period="the number is for a stated period",
    since="the number counts from a stated day up to the report",
    state="the number describes a state of affairs at a time, not a change",
)

MEASURES = _terms(
    killed="people reported killed",
    injured="people reported injured",
    killed_or_injured="people reported killed or injured, in one number",
    detained="people reported detained or held",
    displaced="people reported displaced",
    fighters="armed people reported present",
    civilians="civilians reported present",
    attacks="attacks reported",
    clashes="clashes reported",
    drones="unmanned aircraft reported",
    drone_attacks="attacks with drones reported",
    vehicles="vehicles reported",
    strikes="strikes or missiles reported",
    targets="targets reported hit",
    violations="breaches of a ceasefire reported",
    posts="military posts reported",
    evacuated="people reported evacuated or having left",
    population="people reported living in a place",
    distance="distance reported",
    duration="length of time reported",
    other="something else; the note says what",
)

UNITS = _terms(
    people="people",
    items="things counted one by one",
    km="kilometres",
    metres="metres",
    km2="square kilometres",
    minutes="minutes",
    hours="hours",
    days="days",
    weeks="weeks",
    months="months",
    years="years",
    percent="per cent",
)

PRECISIONS = MappingProxyType(
    {
        1: "exact location",
        2: "within about 25 km of the point",
        3: "the district",
        4: "the governorate",
        5: "a line or an area without official bounds",
        6: "the country",
        7: "international waters or airspace, or no location",
    }
)
"""Precision of a place: the terms of UCDP's `where_prec`, 1 (exact) to 7 (none). Source: UCDP GED
Codebook, variable where_prec."""
