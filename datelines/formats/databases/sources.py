"""The sources that a compiled database names for its claims: their outlets, one row each, and the links.

Who of them gave which number is not in such a file, and is not made up here: `cited.csv` says only that
the claim rests on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.formats.builder import UNKNOWN_LANGUAGE, slug
from datelines.formats.databases.cells import worded_days
from datelines.table.text import (
    PORTION,
    digits_of,
    fingerprints,
    groups,
    repeated,
    taken,
    text_array,
    text_column,
)

UNNAMED_OUTLET = "(outlet not named)"
NO_TITLE = "(title not given)"

_SEPARATOR = "\x1e"
_TRIPLE_PARTS = ("outlet", "published", "title")
_TRIPLE = r'(?s)^"?(?P<outlet>[^"]*?),\s*(?P<published>\d{4}-\d{2}-\d{2})?,(?P<title>.*?)"?$'
_LOOSE = r'(?s)^[\s"]*(?P<outlet>[^,;:"\d/]*[^,;:"\d/\s(\[-])'
_ISO_IN_TEXT = r"(?P<day>\d{4}-\d{2}-\d{2})"


@dataclass(frozen=True, eq=False)
class CitedSources:
    """The rows of outlets.csv and sources.csv by column, with the row numbers of the file that each came
    from; and the links: position of the claim, id of the source, row number."""

    outlets: dict[str, pd.Series]
    outlet_rows: np.ndarray
    sources: dict[str, pd.Series]
    source_rows: np.ndarray
    positions: np.ndarray
    source_ids: pd.Series
    link_rows: np.ndarray


def pieces_of_cells(cells: pd.Series, separator: str) -> tuple[pd.Series, np.ndarray]:
    """The parts of each cell between separators (a regular expression of RE2), blanks off and blank ones
    left out, and the position of the cell that each is from."""
    marked = pc.replace_substring_regex(text_array(cells), separator, _SEPARATOR)
    lists = pc.split_pattern(marked, _SEPARATOR)
    parts = text_column(pc.list_flatten(lists)).str.strip()
    parents = pc.list_parent_indices(lists).to_numpy()
    some = (parts != "").to_numpy()
    return parts[some].reset_index(drop=True), parents[some]


def citations_in_articles(articles: pd.Series) -> pd.DataFrame:
    """The citations in cells like UCDP's `source_article`: position of the `claim`, `outlet`, `published`,
    `title`, and whether the outlet is `inferred`.

    Two shapes are read: `"outlet,2019-09-03,headline";"…"` (inner quotation marks not doubled), and texts
    joined by `///`. A text that is no such triple is kept whole as the title, and its outlet is what stands
    before the first comma, digit or stroke.
    """
    found = []
    for start in range(0, max(len(articles), 1), PORTION):
        portion = articles.iloc[start : start + PORTION]
        quoted = portion.str.startswith('"')
        for cells, separator in (
            (portion.where(quoted, ""), r'"\s*;\s*"'),
            (portion.where(~quoted, ""), "///"),
        ):
            texts, claims = pieces_of_cells(cells, separator)
            found.append(_citations(texts).assign(claim=claims + start))
    return pd.concat(found, ignore_index=True)


def _citations(texts: pd.Series) -> pd.DataFrame:
    """Outlet, date and title of each text, split at its first two commas; by the pattern where an outlet
    has a comma of its own."""
    array = pc.replace_substring_regex(text_array(texts), '^"|"$', "")
    parts = pc.split_pattern(array, ",", max_splits=2)
    three = pc.equal(pc.list_value_length(parts), 3)
    parts = pc.if_else(three, parts, pa.scalar(["", "-", ""], type=parts.type))
    cells = {name: pc.list_element(parts, number) for number, name in enumerate(_TRIPLE_PARTS)}
    found = pd.DataFrame({name: text_column(pc.utf8_trim_whitespace(part)) for name, part in cells.items()})
    other = ~found["published"].str.match(r"^(?:\d{4}-\d{2}-\d{2})?$")
    if other.any():
        _put(found, other, groups(texts[other], _TRIPLE))
    inferred = (found["outlet"] == "") & (found["title"] == "")
    if inferred.any():
        _put(found, inferred, _loose(texts[inferred]))
    return found.assign(inferred=inferred)


def _put(found: pd.DataFrame, where: pd.Series, read: pd.DataFrame) -> None:
    for name in _TRIPLE_PARTS:
        found.loc[where, name] = read[name].str.strip().to_numpy()


def _loose(texts: pd.Series) -> pd.DataFrame:
    """Citations in free text: the outlet as what stands before the first comma, digit or stroke, the date
    where it is written so that it can be read in one way only, the whole text as the title."""
    outlets = groups(texts, _LOOSE)["outlet"]
    published = groups(texts, _ISO_IN_TEXT)["day"]
    published = published.where(published != "", worded_days(texts))
    return pd.DataFrame(
        {"outlet": outlets, "published": published, "title": text_column(texts.str.strip('" '))}
    )


def cited_sources(citations: pd.DataFrame, rows: np.ndarray, prefix: str, whose: str) -> CitedSources:
    """The distinct outlets and items of citations: `claim`, `outlet`, `published`, `title`, `inferred`, and
    where there are such, `url`, `language` and a `note`. `rows` is the row number of each in the file,
    `whose` the name of the database as in `UCDP’s file`.

    Outlets are the same whatever their case; items are where outlet, date, title and address agree. Ids are
    made from these alone, so that two files that cite the same item give it the same id.
    """
    outlet = citations["outlet"].where(citations["outlet"] != "", UNNAMED_OUTLET)
    codes, names = pd.factorize(outlet.str.lower())
    first = np.unique(codes, return_index=True)[1]
    outlet_ids = text_column(_outlet_ids(names.tolist(), prefix))
    about = f"Named as a source in {whose} file, which does not say what kind of outlet it is."
    urls = citations["url"] if "url" in citations else repeated("", len(citations))
    marks = fingerprints(outlet.str.lower(), citations["published"], citations["title"], urls)
    item_codes, item_marks = pd.factorize(marks)
    items = np.unique(item_codes, return_index=True)[1]
    source_ids = f"{prefix}-cites-" + digits_of(item_marks)
    title, published = taken(citations["title"], items), taken(citations["published"], items)
    inferred = pd.Series(citations["inferred"].to_numpy(dtype=bool)[items])
    note = repeated(f"As {whose} file cites it; not seen.", len(items))
    how = f"As {whose} file cites it; not seen. The outlet is the beginning of the citation."
    once = ~pd.DataFrame({"claim": citations["claim"], "item": item_codes}).duplicated().to_numpy()
    return CitedSources(
        outlets={
            "outlet_id": outlet_ids,
            "name": taken(outlet, first),
            "kind": repeated("unknown", len(first)),
            "about": repeated(about, len(first)),
        },
        outlet_rows=rows[first],
        sources={
            "source_id": source_ids,
            "outlet_id": taken(outlet_ids, codes[items]),
            "outlet_basis": repeated("stated", len(items)).where(~inferred, "inferred"),
            "title": title.where(title != "", NO_TITLE),
            "published": published,
            "published_basis": repeated("stated", len(items)).where(published != "", ""),
            "language": _items(citations, "language", items, UNKNOWN_LANGUAGE),
            "url": taken(urls, items),
            "note": taken(citations["note"], items) if "note" in citations else note.where(~inferred, how),
        },
        source_rows=rows[items],
        positions=citations["claim"].to_numpy()[once],
        source_ids=taken(source_ids, item_codes[once]),
        link_rows=rows[once],
    )


def _items(citations: pd.DataFrame, name: str, items: np.ndarray, otherwise: str) -> pd.Series:
    if name not in citations:
        return repeated(otherwise, len(items))
    cells = taken(citations[name], items)
    return cells.where(cells != "", otherwise)


def _outlet_ids(names: list[str], taken: str) -> list[str]:
    """Ids of outlets by name; where two names would have the same one, or the database's own, the later has
    a few digits made from its name too."""
    digits = digits_of(fingerprints(text_column(names)), 6)
    made: list[str] = []
    used = {taken}
    for name, mark in zip(names, digits.tolist(), strict=True):
        stem = slug(name, "outlet")
        made.append(f"{stem}-{mark}" if stem in used else stem)
        used.add(made[-1])
    return made
