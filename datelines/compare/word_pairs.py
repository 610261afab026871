"""The words of two outlets side by side: their terms by subject, with the words that only one of them has.

Terms are compared by their group, which reviewers gave them: two spellings, or two languages, of one term are
no difference. A term without a group is compared by its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from datelines.compare.close_reading import same_words
from datelines.compare.figure_groups import kept_reports
from datelines.compare.statements import Archives, Statement, leading_statements, statement_of
from datelines.compare.wording import worded_events
from datelines.query.selection import Selection
from datelines.record.records import Report, Wording
from datelines.table.archive import Archive

PAIRED = 40
"""Outlets among which the pair with the greatest difference is looked for, those with terms for most
subjects: 780 pairs."""

STATEMENTS = 5
"""Statements among which the one whose words differ most is looked for."""

_SMALL = frozenset(["a", "al", "an", "and", "by", "for", "from", "in", "of", "on", "the", "to"])
"""Words that are not marked: they say nothing of how something is called."""

OutletReports = Mapping[str, Sequence[Report]]
"""Reports by the id of their outlet."""

_Groups = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class PairedTerm:
    """A term as printed, in pieces that are marked or not: marked are the words of a term that the other
    outlet has no term of the same group for, and that its terms do not have. `gloss` is its English (blank
    where it is in English), `language` that of its page (BCP 47)."""

    pieces: tuple[tuple[str, bool], ...]
    gloss: str
    language: str

    @property
    def term(self) -> str:
        """The term as printed."""
        return "".join(words for words, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class PairedSubject:
    """What two outlets call one subject; no terms where the part of their pages that was read has none."""

    subject: str
    first: tuple[PairedTerm, ...]
    second: tuple[PairedTerm, ...]
    same: bool

    @property
    def both(self) -> bool:
        """Whether both outlets have a term."""
        return bool(self.first and self.second)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two outlets (by id), and for how many subjects their terms are of other groups."""

    first: str
    second: str
    differing: int


@dataclass(frozen=True, slots=True)
class OutletWords:
    """The words for one event: for a statement those of all its parts. `by_outlet` has the reports of the
    outlets that have terms, `pair` the two whose terms differ most (None for fewer than two outlets), all of
    them in `archive`."""

    event_id: str
    archive: Archive
    statement: Statement | None
    by_outlet: OutletReports
    pair: Pair | None


def outlet_words(archives: Archives, selection: Selection, event_id: str) -> OutletWords:
    """The words of each outlet for an event. `archives` gives an archive that holds at least the events of
    some ids."""
    statement = statement_of(archives, selection, event_id)
    if statement:
        versions = statement.versions
        archive = archives({event_id} | {report.event_id for one in versions for report in one.reports})
        by_outlet = _with_terms(archive, {one.outlet_id: one.reports for one in versions})
    else:
        archive = archives({event_id})
        by_outlet = _reports_by_outlet(archive, event_id, selection.reports_of((event_id,)))
    return OutletWords(event_id, archive, statement, by_outlet, most_different(archive, by_outlet))


def leading_words(archives: Archives, selection: Selection) -> OutletWords | None:
    """The words for the statement, of the STATEMENTS that most outlets carry, whose two outlets differ most;
    where there is no statement, for the event that most outlets have terms for. None without any."""
    asked = leading_statements(selection, STATEMENTS) or tuple(
        one.event_id for one in worded_events(selection, 1)
    )
    every = [outlet_words(archives, selection, event_id) for event_id in asked]
    return max(every, key=lambda one: one.pair.differing if one.pair else -1, default=None)


def _reports_by_outlet(
    archive: Archive, event_id: str, report_ids: frozenset[str]
) -> dict[str, tuple[Report, ...]]:
    """The given reports of an event by outlet, for outlets with a term in one of them."""
    own = frozenset(report.report_id for report in archive.reports_by_event.get(event_id, ()))
    found: dict[str, list[Report]] = defaultdict(list)
    for report in kept_reports(archive, own & report_ids):
        found[archive.source_by_id[report.source_id].outlet_id].append(report)
    return _with_terms(archive, found)


def _with_terms(archive: Archive, reports: OutletReports) -> dict[str, tuple[Report, ...]]:
    """The outlets that have a term in one of their reports, by name."""
    named = sorted(reports, key=lambda outlet: (archive.outlet_by_id[outlet].name.casefold(), outlet))
    return {outlet: tuple(reports[outlet]) for outlet in named if _groups(archive, reports[outlet])}


def most_different(archive: Archive, reports: OutletReports) -> Pair | None:
    """The two outlets with other groups of terms for most subjects that both name, of two that write in one
    language if there are such: what differs there is not a translator's. Of equals those that name most
    subjects between them, then the first by name. None where fewer than two have terms."""
    languages = {outlet: _languages(archive, own) for outlet, own in reports.items()}
    groups = {outlet: _groups(archive, own) for outlet, own in reports.items()}
    names = {outlet: archive.outlet_by_id[outlet].name.casefold() for outlet in groups}
    leading = sorted(groups, key=lambda outlet: (-len(groups[outlet]), names[outlet], outlet))[:PAIRED]
    ordered = sorted(leading, key=names.__getitem__)
    pairs = []
    for first, second in combinations(ordered, 2):
        one, other = groups[first], groups[second]
        differing = sum(not one[subject] & other[subject] for subject in one.keys() & other.keys())
        translated = not differing or not languages[first] & languages[second]
        pairs.append((translated, -differing, -len(one.keys() | other.keys()), first, second))
    # The first of equals is the first by name, in which order they were made.
    best = min(pairs, key=lambda pair: pair[:3], default=None)
    return Pair(best[3], best[4], -best[1]) if best else None


def paired_subjects(
    archive: Archive, first: Iterable[Report], second: Iterable[Report]
) -> tuple[PairedSubject, ...]:
    """The subjects that the reports of two outlets have terms for: those that both name first, of these
    those with other terms; then those that only one of them names."""
    found = [_terms(archive, reports) for reports in (first, second)]
    subjects = dict.fromkeys([*found[0], *found[1]])
    pairs = [
        _paired(archive, subject, found[0].get(subject, ()), found[1].get(subject, ()))
        for subject in subjects
    ]
    return tuple(sorted(pairs, key=lambda one: (not one.both, one.same, one.subject.casefold())))


def _terms(archive: Archive, reports: Iterable[Report]) -> dict[str, list[tuple[Wording, str]]]:
    """The terms by subject, each once, with the language of its page."""
    found: dict[str, dict[str, tuple[Wording, str]]] = defaultdict(dict)
    for report in reports:
        language = archive.source_by_id[report.source_id].language
        for wording in archive.wording_by_report.get(report.report_id, ()):
            found[wording.subject].setdefault(same_words(wording.term), (wording, language))
    return {subject: list(terms.values()) for subject, terms in found.items()}


def _groups(archive: Archive, reports: Iterable[Report]) -> _Groups:
    return {
        subject: frozenset(_group(wording) for wording, _ in terms)
        for subject, terms in _terms(archive, reports).items()
    }


def _languages(archive: Archive, reports: Iterable[Report]) -> frozenset[str]:
    return frozenset(archive.source_by_id[report.source_id].language for report in reports)


def _group(wording: Wording) -> str:
    return same_words(wording.term_group or wording.term)


def _paired(
    archive: Archive,
    subject: str,
    first: Sequence[tuple[Wording, str]],
    second: Sequence[tuple[Wording, str]],
) -> PairedSubject:
    groups = [{_group(wording) for wording, _ in terms} for terms in (first, second)]
    return PairedSubject(
        subject,
        tuple(_marked(wording, language, second) for wording, language in first),
        tuple(_marked(wording, language, first) for wording, language in second),
        same=groups[0] == groups[1],
    )


def _marked(wording: Wording, language: str, others: Sequence[tuple[Wording, str]]) -> PairedTerm:
    alike = not others or _group(wording) in {_group(other) for other, _ in others}
    known = {word for other, _ in others for word in _words(other.term)}
    words = re.findall(r"\s+|\S+", wording.term)
    marked = [not alike and not _words(word) <= known | _SMALL for word in words]
    for place, word in enumerate(words):
        if word.isspace():  # marked only between two words that are
            marked[place] = all(marked[place - 1 : place]) and all(marked[place + 1 : place + 2])
    pieces = [
        ("".join(word for word, _ in run), is_marked)
        for is_marked, run in groupby(zip(words, marked, strict=True), key=lambda one: one[1])
    ]
    return PairedTerm(tuple(pieces), wording.gloss or "", language)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", same_words(text)))
