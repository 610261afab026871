"""Events that are perhaps one are pointed out, and nothing is joined."""

from __future__ import annotations

from datelines.files.opening import opened
from datelines.formats.flat.read import FORMATS
from datelines.formats.model import Options
from datelines.imports.run import Import, imported

HEAD = "title,date,place,latitude,longitude,outlet,url\n"


def read(rows: str) -> Import:
    return imported(FORMATS[0], (opened("mine.csv", (HEAD + rows).encode()),), Options())


def hints(rows: str) -> list[tuple[int, str]]:
    return [(one.line, one.why) for one in read(rows).problems if "perhaps one event" in one.why]


def test_reports_near_in_words_day_and_place_are_perhaps_one_event() -> None:
    rows = (
        "Air strike on market,2019-07-22,Exampleville,35.643,36.668,X,\n"
        "Airstrike on market,2019-07-22,Example Ville,35.644,36.669,Y,\n"
        "Air strike on Market,2019-07-23,Exampleville,35.643,36.668,Z,\n"
    )
    assert [line for line, _ in hints(rows)] == [3, 4, 4]
    assert "row 2" in hints(rows)[0][1]
    assert "on the same day" in hints(rows)[0][1]
    assert "a day apart" in hints(rows)[1][1]
    found = read(rows)
    assert len(found.sound.tables["events"].frame) == 3
    assert found.left_out == ()


def test_names_of_places_count_where_there_are_no_points() -> None:
    rows = "Fair at the port,2019-07-22,Exampleville,,,X,\nFair at the Port,2019-07-22,Example Ville,,,Y,\n"
    assert [line for line, _ in hints(rows)] == [3]


def test_other_words_days_or_places_and_one_outlet_give_no_hint() -> None:
    first = "Air strike on market,2019-07-22,Exampleville,35.643,36.668,X,\n"
    for other in (
        "A harvest fair opened,2019-07-22,Exampleville,35.643,36.668,Y,\n",
        "Air strike on market,2019-07-25,Exampleville,35.643,36.668,Y,\n",
        "Air strike on market,2019-07-22,Otherton,36.2,37.2,Y,\n",
        "Air strike on the market,2019-07-22,Exampleville,35.643,36.668,X,\n",
    ):
        assert hints(first + other) == []


def test_one_page_that_gives_several_places_on_a_day_is_pointed_out() -> None:
    page = "https://news.example/1"
    rows = f"Strikes on A,2019-07-22,A,35,36,X,{page}\nShelling of B,2019-07-22,B,35.9,36.9,X,{page}\n"
    assert [(line, "row 2" in why, "several places" in why) for line, why in hints(rows)] == [(3, True, True)]
