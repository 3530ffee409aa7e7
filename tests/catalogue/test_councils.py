"""The table of councils: what is in it, how large each council is by it, which council a name means, and its maker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from carepath_sim.calibration import councils as maker
from carepath_sim.catalogue import councils
from carepath_sim.catalogue.councils import ENGLAND, HEADER, SERIES, TABLE, Council, Figure
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.errors import UsageError

COUNTED_2025 = 81_770
"""Children looked after in England at 31 March 2025 (Department for Education)."""

LOOKED_AFTER_2019 = [
    # spending 2018-19, one child a week, counted at 31 March 2019 (underlying data of the statistics of that year)
    ("North Yorkshire", 22_333_872, 1000, 428),
    ("Leeds", 71_379_776, 1065, 1288),
    ("Hertfordshire", 73_068_600, 1505, 930),
    ("Norfolk", 98_732_511, 1595, 1188),
]


@pytest.mark.parametrize(("name", "spend", "week", "counted"), LOOKED_AFTER_2019)
def test_spending_over_the_cost_of_a_week_is_the_number_counted(
    name: str, spend: float, week: float, counted: int
) -> None:
    figures = {"spend": Figure(spend, "2018-19"), "cost_per_week": Figure(week, "2018-19")}
    assert Council(name, "", figures).looked_after == pytest.approx(counted, rel=0.003)


def test_england_has_the_size_that_was_counted_and_councils_sum_to_it() -> None:
    known = councils.table()
    assert known.england[0].looked_after == pytest.approx(COUNTED_2025, rel=0.001)
    assert sum(each.looked_after for each in known.councils.values()) == pytest.approx(COUNTED_2025, rel=0.01)


def test_the_typical_council_is_the_catalogues() -> None:
    assert councils.typical_size() == round(COUNTED_2025 * councils.typical_share())


def test_the_table_is_small_and_says_where_it_comes_from() -> None:
    assert TABLE.stat().st_size < 100_000
    about = councils.about()
    assert "Open Government Licence v3.0" in about["attribution"]
    assert about["publisher"] in about["attribution"]
    source = read_catalogue().document.data["sources"][about["source"]]
    assert (source["address"], source["as_of"]) == (about["address"], about["as_of"])


def test_every_council_has_a_size_and_every_figure_stands_beside_englands_of_its_year() -> None:
    known = councils.table()
    assert len(known.councils) == 152
    for council in known.councils.values():
        assert council.looked_after > 0
        for series, figure in council.figures.items():
            assert known.of_england(series, figure.year) > 0, (council.name, series)


def test_no_figure_is_left_over_from_a_mark_of_suppression() -> None:
    """A council for which a figure is not published has none, not nought."""
    assert councils.find("Barnet").figures["staying_put"].year == "2023"
    assert councils.find("Kensington and Chelsea").get("foster_places") is None
    assert "agency" not in councils.find("Westminster").figures
    with pytest.raises(KeyError, match="turnover 1999"):
        councils.table().of_england("turnover", "1999")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Norfolk", "Norfolk"),
        ("  norfolk county council ", "Norfolk"),
        ("Bristol City Council", "Bristol, City of"),
        ("City of York", "York"),
        ("St Helens", "St. Helens"),
        ("Kensington & Chelsea", "Kensington and Chelsea"),
        ("London Borough of Camden", "Camden"),
        ("City of London Corporation", "City of London"),
        ("County Durham", "Durham"),
        ("derbyshire", "Derbyshire"),
        ("DERBY CITY COUNCIL", "Derby"),
    ],
)
def test_a_council_is_found_by_the_name_people_use(said: str, meant: str) -> None:
    assert councils.find(said).name == meant


def test_every_council_is_found_by_its_own_name() -> None:
    for name in councils.table().councils:
        for said in (name, name.upper(), f"{name} Council"):
            assert councils.find(said).name == name


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Norfok", "Did you mean Norfolk or"),
        ("Hull", "Did you mean Kingston Upon Hull, City of"),
        ("Newcastle", "Did you mean Newcastle upon Tyne"),
        ("South West", "not one council but many"),
        ("england", "not one council but many"),
        ("London", "not one council but many"),
        ("Cumbria", "no figures in the newest years"),
        ("Isles of Scilly", "no figures in the newest years"),
        ("Council of the Isles of Scilly", "no figures in the newest years"),
        ("Cumbria County Council", "no figures in the newest years"),
        ("", "There is no council ''."),
        ("Atlantis", "There is no council 'Atlantis'."),
    ],
)
def test_what_is_no_council_is_refused_with_the_way_out(said: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        councils.find(said)
    assert told in str(refused.value)
    assert "--list-councils" in str(refused.value)


def lines(**cells: dict[str, str]) -> list[str]:
    """A small data file of the tool: for each place its figures by `series year`."""
    numbers = {ENGLAND: "970.0", "North East": "980.0"}
    rows = ["Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region"]
    for place, figures in cells.items():
        name = place.replace("_", " ")
        for key, value in figures.items():
            series, year = key.split(" ", 1)
            rows.append(f"{series},,{year},{name},{value},{numbers.get(name, '926.0')},East of England")
    return rows


YEARS = {"2022-23": "900", "2023-24": "1000", "2024-25": "1100"}
OF_ENGLAND = {f"{series} {year} (OT)": value for series in maker.PUBLISHED_AS.values() for year, value in YEARS.items()}


def made(**cells: dict[str, str]) -> dict[str, dict[str, str]]:
    """The table made of a small data file, by name; England's newest row."""
    rows = [line.split(",") for line in maker.make(lines(England=OF_ENGLAND, **cells)).splitlines()]
    assert tuple(rows[0]) == HEADER
    return {row[0]: dict(zip(HEADER, row, strict=True)) for row in reversed(rows[1:])}


def test_the_maker_takes_the_newest_figure_of_each_series_and_of_size_both_of_one_year() -> None:
    rows = made(
        Anytown={
            "TotalLACFinance 2024-25 (OT)": "-",
            "TotalLACFinance 2023-24 (OT)": "5214000",
            "LACFinance 2024-25 (OT)": "1100",
            "LACFinance 2023-24 (OT)": "1000",
            "StayingPut 2024-25": "c",
            "StayingPut 2022-23": "30",
            "Work_Force_TO_Rate 2024-25": "16.100000000000001",
        }
    )
    row = rows["Anytown"]
    assert (row["kind"], row["region"]) == ("council", "East of England")
    assert (row["spend"], row["spend_year"]) == ("5214000", "2023-24")
    assert (row["cost_per_week"], row["cost_per_week_year"]) == ("1000", "2023-24")
    assert (row["staying_put"], row["staying_put_year"]) == ("30", "2022-23")
    assert row["turnover"] == "16.1"
    assert (row["vacancies"], row["vacancies_year"]) == ("", "")
    assert (rows[ENGLAND]["spend"], rows[ENGLAND]["spend_year"]) == ("1100", "2024-25")


def test_the_maker_gives_no_figures_to_regions_nor_to_councils_whose_size_is_not_known() -> None:
    size = {"TotalLACFinance 2024-25 (OT)": "1", "LACFinance 2024-25 (OT)": "1", "StayingPut 2024-25": "9"}
    old = {"TotalLACFinance 2022-23 (OT)": "1", "LACFinance 2022-23 (OT)": "1", "StayingPut 2024-25": "9"}
    half = {"TotalLACFinance 2024-25 (OT)": "1", "LACFinance 2023-24 (OT)": "1"}
    nothing = {"TotalLACFinance 2024-25 (OT)": "0", "LACFinance 2024-25 (OT)": "0"}
    rows = made(North_East=size, Oldshire=old, Halfshire=half, Nothingham=nothing)
    assert {name: row["kind"] for name, row in rows.items()} == {
        ENGLAND: "country",
        "North East": "region",
        "Oldshire": "no figures",
        "Halfshire": "no figures",
        "Nothingham": "no figures",
    }
    for name, row in rows.items():
        if name != ENGLAND:
            assert not any(row[series] for series in SERIES), name


@pytest.mark.skipif("CAREPATH_LAIT" not in os.environ, reason="the published file is not here: set CAREPATH_LAIT to it")
def test_the_table_is_what_the_maker_makes_of_the_published_file() -> None:
    with Path(os.environ["CAREPATH_LAIT"]).open(encoding="utf-8", newline="") as published:
        assert maker.make(published) == TABLE.read_text(encoding="utf-8")
