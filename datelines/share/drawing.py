"""Drawings as SVG text, for pages and for files alike: a dot plot of figures, a strip of them, and bars by
day.

They hold no colour of their own: marks have classes, which the page's stylesheet paints, so that one drawing
follows the theme, the projector and print. Every drawing has its words as `title` and `desc`. Text is escaped
here."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from datelines.record.qualifiers import QUALIFIERS
from datelines.share.html import element

DOT = 13.0
"""Width and height that a dot takes, in pixels at its natural size."""
ABREAST = 3
"""Dots of one value that may stand beside each other."""
MOST_HIGH = 11
"""Dots above each other at their natural size: more of them are drawn smaller, so that none is left out."""
SMALLEST = 6.0
"""Least width of a dot."""
LETTERED = 3.5
"""Least radius of a dot that its letter fits into."""
_FADE = (0.6, 0.48, 0.38, 0.3, 0.23, 0.17, 0.12, 0.07)
"""How strong the parts of an open end are, from the dot to the edge."""
_BESIDE = 5
"""Dots of one day and number beside each other."""
_LETTER = 7.6
"""Width of a digit, in pixels."""
_TEXT_HIGH = 12.0
"""Height of a digit, in pixels."""
_AXIS, _ABOVE, _LANE = 24.0, 20.0, 10.0
_SIDE = 26.0


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """A figure to draw: its ends as reported (None where none was given), its qualifier, the words for its
    tooltip, and whose words it is: a `letter` and the class of its colour, blank for plain ink."""

    qualifier: str
    low: float | None
    high: float | None
    words: str
    letter: str = ""
    side: str = ""

    @property
    def at(self) -> float:
        """Where its dot stands: at the number printed, or in the middle of the two that were."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends) / len(ends) if ends else 0.0


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of numbers: from `first` to `last`, with ticks at whole steps, over some pixels."""

    first: float
    last: float
    step: float
    width: float

    def x(self, number: float) -> float:
        """The place of a number, in pixels from the left of the drawing."""
        share = (min(max(number, self.first), self.last) - self.first) / (self.last - self.first or 1)
        return _SIDE + share * (self.width - 2 * _SIDE)

    @property
    def ticks(self) -> tuple[float, ...]:
        """The numbers written on the axis."""
        steps = round((self.last - self.first) / self.step)
        return tuple(self.first + number * self.step for number in range(steps + 1))


def scale_of(figures: Sequence[DrawnFigure], width: float) -> Scale:
    """An axis from zero, with whole steps of 1, 2 or 5 times a power of ten, and room for an open end. An
    order of magnitude beside numbers does not stretch it: its bar runs out of the axis."""
    numbers = [one for one in figures if QUALIFIERS[one.qualifier].numbers != "order"] or figures
    ends = [end for one in numbers for end in (one.low, one.high) if end is not None]
    top = max([*ends, 1.0])
    wanted = max(int((width - 2 * _SIDE) / (_LETTER * len(number_words(top)) + 12)), 2)
    step = _whole_step(top / wanted)
    last = math.ceil(top / step) * step
    # An open end, or a dot on the very edge, needs some axis beyond it.
    return Scale(0.0, last + step if last - top < step / 4 else last, step, width)


def _whole_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(max(least, 1.0)))
    return next((power * times for times in (1, 2, 5, 10) if power * times >= least), power * 10)


def dot_plot(figures: Sequence[DrawnFigure], words: str, *, width: float = 300.0) -> Markup:
    """One mark for each figure, stacked by value over an axis from zero; `words` say what the plot shows.

    A dot is a number as printed; an arrow to the right “at least” (filled) or “over” (hollow), to the left
    “up to” or “under”; a band behind a dot “about”; a bar two ends; a dashed bar an order of magnitude. No
    width is made up for an open end: its line fades on its way to the edge of the axis."""
    scale = scale_of(figures, width)
    wide = [one for one in figures if QUALIFIERS[one.qualifier].numbers != "one"]
    dots = [one for one in figures if QUALIFIERS[one.qualifier].numbers == "one"]
    stacked = _stacked(dots, scale, DOT)
    if stacked.rows > MOST_HIGH + 1:
        stacked = _stacked(dots, scale, max(SMALLEST, DOT * (MOST_HIGH + 1) / stacked.rows))
    bars = list(_packed(wide, scale))
    lanes = 1 + max((lane for lane, _ in bars), default=-1)
    high = stacked.rows * stacked.dot
    height = _ABOVE / 2 + high + lanes * _LANE + _AXIS + 2
    base = height - _AXIS
    drawn: list[Markup] = [*_axis(scale, base, _ABOVE / 2)]
    # All open ends first: they lie behind the dots that they pass.
    for one, x, row in stacked.marks:
        drawn += _open_end(one, scale, x, base - (row + 0.5) * stacked.dot - 2)
    for one, x, row in stacked.marks:
        drawn.append(_mark(one, x, base - (row + 0.5) * stacked.dot - 2, stacked.dot * 0.42, one.words))
    for number, x, row in stacked.numbers:
        drawn.append(_text(f"{number}", x, base - row * stacked.dot - 5, "middle"))
    for lane, one in bars:
        drawn.append(_bar(one, scale, base - high - (lane + 0.5) * _LANE - 2))
    return _svg(drawn, words, scale.width, height)


@dataclass(frozen=True, slots=True)
class _Stacked:
    """Where each dot stands: its place from the left in pixels and its row from below; how many dots a
    stack has, above it where there is room; how many rows there are, and how wide a dot is."""

    marks: tuple[tuple[DrawnFigure, float, int], ...]
    numbers: tuple[tuple[int, float, int], ...]
    rows: int
    dot: float


def _stacked(dots: Sequence[DrawnFigure], scale: Scale, dot: float) -> _Stacked:
    """Each dot on its true place, in the lowest row in which it covers no other."""
    stacks: dict[float, list[DrawnFigure]] = defaultdict(list)
    for one in dots:
        stacks[one.at].append(one)
    taken: list[list[tuple[float, float]]] = []
    marks, numbers = [], []

    def free(row: int, left: float, right: float, high: int) -> bool:
        return all(right <= a or left >= b for held in taken[row : row + high] for a, b in held)

    def lowest(left: float, right: float, above: int = 0, high: int = 1) -> int:
        row = next(row for row in range(above, len(taken) + 1) if free(row, left, right, high))
        taken.extend([] for _ in range(row + high - len(taken)))
        for held in taken[row : row + high]:
            held.append((left, right))
        return row

    for at, stack in sorted(stacks.items()):
        abreast, top = _abreast(at, stacks, scale, dot), 0
        for place, one in enumerate(sorted(stack, key=_stack_order)):
            opens, reach = QUALIFIERS[one.qualifier].opens, dot * 0.46
            # A dot with an arrow has a row of its own, above those without.
            x = scale.x(at) + (0.0 if opens else (place % abreast - (abreast - 1) / 2) * dot)
            row = lowest(x - reach - (9 if opens == "down" else 0), x + reach + (9 if opens == "up" else 0))
            marks.append((one, x, row))
            top = max(top, row)
        half, high = _LETTER * len(str(len(stack))) / 2, math.ceil(_TEXT_HIGH / dot)
        # Further up it would be read as the count of a neighbour.
        if len(stack) > 1 and free(top + 1, scale.x(at) - half, scale.x(at) + half, high):
            row = lowest(scale.x(at) - half, scale.x(at) + half, top + 1, high)
            numbers.append((len(stack), scale.x(at), row))
    return _Stacked(tuple(marks), tuple(numbers), len(taken), dot)


def strip(figures: Sequence[DrawnFigure], scale: Scale, words: str) -> Markup:
    """The same figures on one line, for a table: a dot's area says how often a number is given."""
    times: dict[tuple[str, float | None, float | None], list[DrawnFigure]] = defaultdict(list)
    for one in figures:
        times[one.qualifier, one.low, one.high].append(one)
    middle, drawn = 14.0, []
    drawn.append(
        element("line", x1=_px(_SIDE), x2=_px(scale.width - _SIDE), y1="14", y2="14", class_="dv-grid")
    )
    for alike in sorted(times.values(), key=len, reverse=True):
        one, radius = alike[0], min(3.0 * math.sqrt(len(alike)), 10.0)
        if QUALIFIERS[one.qualifier].numbers != "one":
            drawn.append(_bar(one, scale, middle))
        else:
            drawn += _open_end(one, scale, scale.x(one.at), middle)
            drawn.append(_mark(one, scale.x(one.at), middle, radius, f"{one.words} ({len(alike)})"))
    drawn.append(_text(number_words(scale.first), _SIDE, 38.0, "middle"))
    drawn.append(_text(number_words(scale.last), scale.width - _SIDE, 38.0, "middle"))
    return _svg(drawn, words, scale.width, 44.0)


def number_words(number: float) -> str:
    """A number on an axis, with thousands separators."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,g}"


def _abreast(at: float, stacks: dict[float, list[DrawnFigure]], scale: Scale, dot: float) -> int:
    """How many dots of a value stand beside each other: as many as its neighbours leave room for."""
    near = min((abs(scale.x(at) - scale.x(other)) for other in stacks if other != at), default=scale.width)
    few = len(stacks[at]) <= 3
    return 1 if few else max(1, min(ABREAST, int((near - 2) // dot)))


def _stack_order(one: DrawnFigure) -> tuple[int, str, str]:
    """Numbers as printed below, those with a qualifier above; alike beside alike."""
    qualifier = QUALIFIERS[one.qualifier]
    return (2 * bool(qualifier.opens) + qualifier.near, one.side, one.words)


def _open_end(one: DrawnFigure, scale: Scale, x: float, y: float) -> Iterator[Markup]:
    """The line from a dot to the edge of the axis on the side on which its source gave no end. It fades,
    because nothing says how far the number goes; a gradient would need an id of its own in the page."""
    opens = QUALIFIERS[one.qualifier].opens
    if opens is None:
        return
    edge = scale.width - 2 if opens == "up" else scale.x(scale.first)
    each = (edge - x) / len(_FADE)
    for place, share in enumerate(_FADE):
        left = x + each * place + min(each, 0.0)
        yield element(
            "rect",
            x=_px(left),
            y=_px(y - 1),
            width=_px(abs(each)),
            height="2",
            opacity=f"{share}",
            class_=_classes("dv-fade", one),
        )


def _mark(one: DrawnFigure, x: float, y: float, radius: float, words: str) -> Markup:
    qualifier = QUALIFIERS[one.qualifier]
    shapes: list[Markup] = []
    if qualifier.near:
        band = radius * 1.9
        shapes.append(
            element(
                "rect",
                x=_px(x - band),
                y=_px(y - radius * 0.62),
                width=_px(2 * band),
                height=_px(radius * 1.24),
                rx=_px(radius * 0.6),
                class_="dv-band",
            )
        )
    if qualifier.opens:
        way = 1 if qualifier.opens == "up" else -1
        tip = x + way * (radius + 7)
        shapes.append(
            element(
                "path",
                d=f"M{_px(x)},{_px(y)}H{_px(tip - way * 3)}M{_px(tip - way * 4)},{_px(y - 3.5)}L{_px(tip)},"
                f"{_px(y)}L{_px(tip - way * 4)},{_px(y + 3.5)}",
                class_=_classes("dv-arrow", one),
            )
        )
    kind = "dv-hollow" if qualifier.strict else "dv-dot"
    shapes.append(element("circle", cx=_px(x), cy=_px(y), r=_px(radius), class_=_classes(kind, one)))
    if one.letter and radius >= LETTERED:
        # On a hollow dot the letter has the colour of its side, on a filled one that of the paper.
        kind = _classes("dv-letter-hollow", one) if qualifier.strict else "dv-letter"
        shapes.append(_text(one.letter, x, y + 3, "middle", kind))
    return element("g", element("title", words), *shapes)


def _packed(wide: Sequence[DrawnFigure], scale: Scale) -> Iterator[tuple[int, DrawnFigure]]:
    """Bars in lanes in which none covers another."""
    ends: list[float] = []
    for one in sorted(wide, key=lambda one: (one.low or 0.0, one.high or 0.0, one.words)):
        left, right = scale.x(one.low or 0.0), scale.x(one.high or 0.0)
        lane = next((number for number, end in enumerate(ends) if left > end + 4), len(ends))
        ends[lane : lane + 1] = [right]
        yield lane, one


def _bar(one: DrawnFigure, scale: Scale, y: float) -> Markup:
    left, right = scale.x(one.low or 0.0), scale.x(one.high or 0.0)
    if (one.high or 0.0) > scale.last:
        right = scale.width + 8
    kind = "dv-order" if QUALIFIERS[one.qualifier].numbers == "order" else "dv-range"
    bar = element(
        "rect",
        x=_px(left),
        y=_px(y - 3.5),
        width=_px(max(right - left, 2)),
        height="7",
        rx="3.5",
        class_=_classes(kind, one),
    )
    return element("g", element("title", one.words), bar)


def _axis(scale: Scale, base: float, top: float) -> Iterator[Markup]:
    for tick in scale.ticks:
        x = scale.x(tick)
        yield element("line", x1=_px(x), x2=_px(x), y1=_px(top), y2=_px(base), class_="dv-grid")
    yield element(
        "line",
        x1=_px(_SIDE - 8),
        x2=_px(scale.width - _SIDE + 8),
        y1=_px(base),
        y2=_px(base),
        class_="dv-axis",
    )
    for tick in scale.ticks:
        words = number_words(tick)
        most = scale.width - _LETTER * len(words) / 2 - 2
        yield _text(words, min(scale.x(tick), most), base + 17, "middle")


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day and how many reports it has: with a day that is printed, and with one that was inferred. `day`
    counts from 1970-01-01; `words` are its tooltip, `mark` is written above it (a peak's number)."""

    day: int
    stated: int
    inferred: int
    words: str
    mark: str = ""

    @property
    def reports(self) -> int:
        """Reports of the day."""
        return self.stated + self.inferred


def day_bars(
    bars: Sequence[DayBar],
    months: Iterable[tuple[int, str]],
    words: str,
    *,
    width: float = 680.0,
    height: float = 250.0,
) -> Markup:
    """Bars by day on a true axis of time; `months` are first days with their names."""
    first, last = min(bar.day for bar in bars), max(bar.day for bar in bars)
    most = max(bar.reports for bar in bars)
    step = _whole_step(most / 3)
    top, base, left, right = 20.0, height - 24, 34.0, 10.0
    peak = math.ceil(most / step) * step
    each = (width - left - right) / (last - first + 1)

    def x(day: float) -> float:
        return left + (day - first) * each

    def y(number: float) -> float:
        return base - number / peak * (base - top)

    drawn: list[Markup] = []
    for number in range(0, int(peak) + 1, int(step)):
        drawn.append(
            element(
                "line",
                x1=_px(left),
                x2=_px(width - right),
                y1=_px(y(number)),
                y2=_px(y(number)),
                class_="dv-grid",
            )
        )
        drawn.append(_text(number_words(number), left - 6, y(number) + 4, "end"))
    written = -math.inf
    for day, name in months:
        if not first <= day <= last + 1:
            continue
        drawn.append(
            element("line", x1=_px(x(day)), x2=_px(x(day)), y1=_px(base), y2=_px(base + 6), class_="dv-axis")
        )
        if x(day) - written > 8 * len(name) * 0.62 + 14:
            drawn.append(_text(name, x(day) + 3, base + 18, "start"))
            written = x(day) + 3
    wide = max(each * 0.8, 2.0)
    for bar in bars:
        middle = x(bar.day + 0.5) - wide / 2
        parts = [element("title", bar.words)]
        for number, below, kind in ((bar.stated, 0, "dv-stated"), (bar.inferred, bar.stated, "dv-inferred")):
            if number:
                high = y(below) - y(below + number)
                parts.append(
                    element(
                        "rect",
                        x=_px(middle),
                        y=_px(y(below + number)),
                        width=_px(wide),
                        height=_px(high),
                        class_=kind,
                    )
                )
        drawn.append(element("g", *parts))
    # Above all bars: beside a higher one the number would be covered.
    for bar in bars:
        if bar.mark:
            drawn.append(_text(bar.mark, x(bar.day + 0.5), y(bar.reports) - 4, "middle", "dv-strong"))
    return _svg(drawn, words, width, height)


def _text(words: str, x: float, y: float, anchor: str, kind: str = "dv-text") -> Markup:
    return element("text", words, x=_px(x), y=_px(y), text_anchor=anchor, class_=kind)


def _classes(kind: str, one: DrawnFigure) -> str:
    return f"{kind} dv-side-{one.side}" if one.side else kind


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _svg(drawn: Iterable[Markup], words: str, width: float, height: float) -> Markup:
    return element(
        "svg",
        element("title", words),
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_px(width)} {_px(height)}",
        width=_px(width),
        height=_px(height),
        role="img",
        aria_label=words,
        class_="dv",
    )


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A figure with the day on which it was published, since 1970-01-01, and whether that day is inferred;
    `given` is the figure in short, with its qualifier (`≥6`), which names its row."""

    figure: DrawnFigure
    given: str
    day: int
    inferred: bool


def figures_by_day(
    dated: Sequence[DatedFigure], days: Callable[[int], str], words: str, *, width: float = 330.0
) -> Markup:
    """Figures by day of publication: a row for each figure that is given, with its qualifier, and within a day
    dots side by side, since the order within a day is not known. A hollow dot is a figure whose day is
    inferred. `days` gives a day in words."""
    values = {one.given: (one.figure.at, one.given) for one in dated}
    rows_given = sorted(values, key=values.__getitem__, reverse=True)
    first, last = min(one.day for one in dated), max(one.day for one in dated)
    left, right = 14.0 + _LETTER * max(map(len, rows_given)), 16.0
    wide = width - left - right
    dot = 9.0

    cells: dict[str, dict[int, list[DatedFigure]]] = defaultdict(lambda: defaultdict(list))
    for one in dated:
        cells[one.given][one.day].append(one)
    most = max(len(alike) for row_cells in cells.values() for alike in row_cells.values())
    # Half of the widest day: the dots of the first and of the last day stay within the drawing.
    reach = min(most, _BESIDE) / 2 * dot
    wide -= 2 * reach

    def x(day: int) -> float:
        return left + reach + (wide * (day - first) / (last - first) if last > first else wide / 2)

    drawn: list[Markup] = []
    top = 8.0
    for given in rows_given:
        rows = max(math.ceil(len(alike) / _BESIDE) for alike in cells[given].values())
        middle = top + rows * dot / 2 + 3
        drawn.append(
            element(
                "line", x1=_px(left), x2=_px(width - right), y1=_px(middle), y2=_px(middle), class_="dv-grid"
            )
        )
        drawn.append(_text(given, left - 8, middle + 4, "end"))
        for day, alike in sorted(cells[given].items()):
            for place, one in enumerate(sorted(alike, key=lambda one: (one.inferred, one.figure.side))):
                row, beside = divmod(place, _BESIDE)
                shown = min(len(alike), _BESIDE)
                inset = (beside - (shown - 1) / 2) * dot
                at_x = x(day) + inset
                kind = "dv-hollow" if one.inferred else "dv-dot"
                circle = element(
                    "circle",
                    cx=_px(at_x),
                    cy=_px(top + (row + 0.5) * dot + 3),
                    r="3.8",
                    class_=_classes(kind, one.figure),
                )
                drawn.append(element("g", element("title", f"{one.figure.words}, {days(one.day)}"), circle))
        top += rows * dot + 8
    drawn.append(
        element("line", x1=_px(left), x2=_px(width - right), y1=_px(top), y2=_px(top), class_="dv-axis")
    )
    written = -math.inf
    for day in sorted({one.day for one in dated}):
        name = days(day)
        half = _LETTER * len(name) / 2
        at_x = min(max(x(day), half), width - half)
        if at_x - half > written + 6:
            drawn.append(_text(name, at_x, top + 17, "middle"))
            written = at_x + half
    return _svg(drawn, words, width, top + _AXIS)
