"""The words of one event's reports: terms by subject and by what a reader would count together, and places
and dates as printed.

Terms are compared by their group and not by their spelling: “terrorists”, «террористы» and الإرهابيين are one
group in three languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from datelines.record.dates import date_in_words
from datelines.record.records import Report
from datelines.table.archive import Archive

NO_GROUP = "other words"


@dataclass(frozen=True, slots=True)
class PrintedTerm:
    """A term as printed, its English where it is in another language, and the outlets that print it."""

    term: str
    gloss: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermGroup:
    """What a reader would count together, with its terms, the one in most outlets first."""

    name: str
    terms: tuple[PrintedTerm, ...]

    @property
    def outlets(self) -> int:
        """Outlets that use a term of the group."""
        return len({outlet for term in self.terms for outlet in term.outlets})


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """A subject with its groups of terms, the one that most outlets use first."""

    subject: str
    groups: tuple[TermGroup, ...]
    outlets: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A place or a date as reports give it, in how many reports, and examples of outlets."""

    words: str
    reports: int
    outlets: tuple[str, ...]


def event_words(archive: Archive, reports: Iterable[Report]) -> tuple[SubjectWords, ...]:
    """The terms of some reports by subject, the subject that most outlets name first."""
    found: dict[str, dict[str, dict[tuple[str, str], set[str]]]] = {}
    for report in reports:
        outlet = _outlet(archive, report)
        for wording in archive.wording_by_report.get(report.report_id, ()):
            groups = found.setdefault(wording.subject, {})
            terms = groups.setdefault(wording.term_group or NO_GROUP, {})
            terms.setdefault((wording.term, wording.gloss or ""), set()).add(outlet)
    subjects = []
    for subject, groups in found.items():
        made = [TermGroup(name, _terms(terms)) for name, terms in groups.items()]
        made.sort(key=lambda one: (one.name == NO_GROUP, -one.outlets, one.name))
        outlets = {outlet for one in made for term in one.terms for outlet in term.outlets}
        subjects.append(SubjectWords(subject, tuple(made), len(outlets)))
    return tuple(sorted(subjects, key=lambda one: (-one.outlets, one.subject)))


def places_as_printed(archive: Archive, reports: Iterable[Report]) -> tuple[Printed, ...]:
    """How reports describe the place, most frequent first; those without a place are not among them."""
    return _printed(archive, ((report, report.place_as_reported or "") for report in reports))


def dates_as_printed(archive: Archive, reports: Iterable[Report]) -> tuple[Printed, ...]:
    """The dates that reports give the event, in words: their own, or that of the event where they give no
    other."""
    return _printed(
        archive,
        (
            (one, date_in_words(one.date_as_reported or archive.event_by_id[one.event_id].date))
            for one in reports
        ),
    )


def _terms(terms: dict[tuple[str, str], set[str]]) -> tuple[PrintedTerm, ...]:
    made = (PrintedTerm(term, gloss, tuple(sorted(outlets))) for (term, gloss), outlets in terms.items())
    return tuple(sorted(made, key=lambda one: (-len(one.outlets), one.term)))


def _printed(archive: Archive, pairs: Iterable[tuple[Report, str]]) -> tuple[Printed, ...]:
    counts: Counter[str] = Counter()
    outlets: dict[str, set[str]] = {}
    for report, words in pairs:
        if words:
            counts[words] += 1
            outlets.setdefault(words, set()).add(_outlet(archive, report))
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Printed(words, number, tuple(sorted(outlets[words]))) for words, number in order)


def _outlet(archive: Archive, report: Report) -> str:
    return archive.outlet_by_id[archive.source_by_id[report.source_id].outlet_id].name
