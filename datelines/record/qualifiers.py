"""How a source may qualify a number: one table of the ends that each qualifier needs, and how it is written
and read.

The checks, the codebook, the words of a figure, the import's reader of phrases, the charts and the synthetic
tables all take these facts from here. A quantity word without a number (“numerous”) is not a figure: it is
kept in wording.csv.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

ORDERS = MappingProxyType(
    {
        "tens": 1,
        "dozens": 1,
        "hundreds": 2,
        "thousands": 3,
        "tens of thousands": 4,
        "hundreds of thousands": 5,
        "millions": 6,
        "tens of millions": 7,
        "hundreds of millions": 8,
    }
)
"""Names of orders of magnitude, and the power of ten with which each begins: hundreds are 10² to 10³ - 1.
Where two names have one power, we write the first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Qualifier:
    """How the number of a figure was qualified.

    `term` is what the tables hold and `meaning` its line in the codebook.
    `numbers`: what the source gave: `one` number, `two` different ones, or an `order` of magnitude, whose two
    ends are its first and last number.
    `opens`: the side on which the source gave no end, `up` or `down`, or neither.
    `strict`: the number itself is not meant (`over 300` is not 300). `near`: it may lie on either side.
    `words`: how we write it, with `{low}` and `{high}` for its numbers. An order of magnitude that has a name
    is written as that name, with these words in brackets.
    `phrases`: what an import reads as this qualifier, by language (BCP 47; `zxx` for signs, which belong to
    none), in lower case, with `{low}` and `{high}`; for an order of magnitude, its names.
    """

    term: str
    meaning: str
    numbers: Literal["one", "two", "order"] = "one"
    opens: Literal["up", "down"] | None = None
    strict: bool = False
    near: bool = False
    words: str
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def needs_low(self) -> bool:
        """Whether a figure has a low end: all have, but for one number that is an upper end."""
        return self.numbers != "one" or self.opens != "down"

    @property
    def needs_high(self) -> bool:
        """Whether a figure has a high end: all have, but for one number that is a lower end."""
        return self.numbers != "one" or self.opens != "up"

    @property
    def equal_ends(self) -> bool:
        """Whether both ends of a figure are the one number that was given."""
        return self.numbers == "one" and self.opens is None


_ALL = (
    Qualifier(
        term="exact",
        meaning="the number as printed, without a qualifier",
        words="{low}",
        phrases={"zxx": ("{low}",)},
    ),
    Qualifier(
        term="about",
        meaning="“about”, “around”, “some”: near the number, on either side",
        near=True,
        words="about {low}",
        phrases={
            "en": (
                "about {low}",
                "around {low}",
                "some {low}",
                "approximately {low}",
                "approx {low}",
                "approx. {low}",
                "circa {low}",
                "ca {low}",
                "ca. {low}",
                "c {low}",
                "c. {low}",
                "roughly {low}",
                "nearly {low}",
                "almost {low}",
                "estimated {low}",
                "an estimated {low}",
                "{low} or so",
            ),
            "ar": ("نحو {low}", "حوالي {low}", "حوالى {low}", "قرابة {low}", "ما يقارب {low}"),
            "de": ("etwa {low}", "rund {low}", "ungefähr {low}"),
            "fr": ("environ {low}", "quelque {low}"),
            "ru": ("около {low}", "примерно {low}", "порядка {low}"),
            "tr": ("yaklaşık {low}", "{low} civarında"),
            "zxx": ("~{low}", "≈{low}"),
        },
    ),
    Qualifier(
        term="at-least",
        meaning="“at least”, “no fewer than”: the number or more; no upper end is given",
        opens="up",
        words="at least {low}",
        phrases={
            "en": (
                "at least {low}",
                "at the least {low}",
                "no fewer than {low}",
                "no less than {low}",
                "not less than {low}",
                "minimum {low}",
                "minimum of {low}",
                "min {low}",
                "min. {low}",
                "{low} or more",
                "{low} at least",
            ),
            "ar": ("على الأقل {low}", "{low} على الأقل", "ما لا يقل عن {low}", "لا يقل عن {low}"),
            "de": ("mindestens {low}", "wenigstens {low}"),
            "fr": ("au moins {low}",),
            "ru": ("не менее {low}", "как минимум {low}", "по меньшей мере {low}"),
            "tr": ("en az {low}",),
            "zxx": (">={low}", "≥{low}", "{low}+"),
        },
    ),
    Qualifier(
        term="over",
        meaning="“over”, “more than”: above the number; no upper end is given",
        opens="up",
        strict=True,
        words="over {low}",
        phrases={
            "en": ("over {low}", "more than {low}", "above {low}", "upwards of {low}"),
            "ar": ("أكثر من {low}", "ما يزيد عن {low}", "أزيد من {low}", "فوق {low}"),
            "de": ("über {low}", "mehr als {low}"),
            "fr": ("plus de {low}",),
            "ru": ("более {low}", "свыше {low}", "больше {low}"),
            "tr": ("{low}'den fazla", "{low}'dan fazla", "{low} üzerinde"),
            "zxx": (">{low}",),
        },
    ),
    Qualifier(
        term="at-most",
        meaning="“up to”, “at most”: the number or fewer; no lower end is given",
        opens="down",
        words="up to {high}",
        phrases={
            "en": (
                "up to {high}",
                "at most {high}",
                "no more than {high}",
                "not more than {high}",
                "as many as {high}",
                "maximum {high}",
                "maximum of {high}",
                "max {high}",
                "max. {high}",
                "{high} or fewer",
                "{high} or less",
            ),
            "ar": ("ما لا يزيد عن {high}", "على الأكثر {high}", "حتى {high}"),
            "de": ("bis zu {high}", "höchstens {high}"),
            "fr": ("jusqu'à {high}", "au plus {high}"),
            "ru": ("до {high}", "не более {high}"),
            "tr": ("en fazla {high}", "en çok {high}"),
            "zxx": ("<={high}", "≤{high}"),
        },
    ),
    Qualifier(
        term="under",
        meaning="“under”, “fewer than”: below the number; no lower end is given",
        opens="down",
        strict=True,
        words="under {high}",
        phrases={
            "en": ("under {high}", "fewer than {high}", "less than {high}", "below {high}"),
            "ar": ("أقل من {high}",),
            "de": ("weniger als {high}", "unter {high}"),
            "fr": ("moins de {high}",),
            "ru": ("менее {high}", "меньше {high}"),
            "tr": ("{high}'den az", "{high}'dan az"),
            "zxx": ("<{high}",),
        },
    ),
    Qualifier(
        term="range",
        meaning="two ends, both printed",
        numbers="two",
        words="{low}–{high}",
        phrases={
            "en": (
                "between {low} and {high}",
                "{low} to {high}",
                "from {low} to {high}",
                "from {low}-{high}",
                "from {low}..{high}",
            ),
            "ar": ("بين {low} و {high}", "بين {low} و{high}", "من {low} إلى {high}"),
            "de": ("zwischen {low} und {high}", "{low} bis {high}"),
            "fr": ("entre {low} et {high}", "de {low} à {high}"),
            "ru": ("от {low} до {high}", "между {low} и {high}"),
            "tr": ("{low} ila {high}", "{low} ile {high} arasında"),
            "zxx": ("{low}-{high}", "{low}..{high}"),
        },
    ),
    Qualifier(
        term="order",
        meaning="“hundreds”, “tens of thousands”: an order of magnitude, drawn as a wide band",
        numbers="order",
        words="{low}–{high}",
        phrases={"en": tuple(ORDERS)},
    ),
)
QUALIFIERS = MappingProxyType({qualifier.term: qualifier for qualifier in _ALL})
"""Every qualifier by its term, in the order of the codebook."""


def terms_where(holds: Callable[[Qualifier], bool]) -> tuple[str, ...]:
    """The terms of the qualifiers for which `holds` is true, in the order of the table."""
    return tuple(term for term, qualifier in QUALIFIERS.items() if holds(qualifier))


def ends_in(pattern: str) -> tuple[str, ...]:
    """The ends that a pattern of words names, in their order: `low`, `high`, both or none."""
    return tuple(re.findall(r"{(low|high)}", pattern))
