"""Makes the catalogue's table of councils from the Department for Education's Local Authority Interactive Tool.

`python -m carepath_sim.calibration.councils FILE` reads the tool's data file (columns
Short Desc, Years, LA and Regions, Values, LA Number, Region) and rewrites councils.csv.
The file itself is too large to come with the package; catalogue/councils.yaml says where
it is published. Marks of suppression (`-`, `c`, `x`, `k`, `z`) are no figures, never nought.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from carepath_sim.catalogue.councils import COUNCIL, COUNTRY, ENGLAND, FORMER, HEADER, REGION, SERIES, TABLE, Figure

PUBLISHED_AS = dict(
    zip(
        SERIES,
        (
            "TotalLACFinance",
            "LACFinance",
            "RescareFinance",
            "FosteringFinance",
            "StayingPut",
            "Work_Force_TO_Rate",
            "Work_Force_Vac_Rate",
            "Work_Force_Agecy_Rate",
            "LAC_Start_Rate",
            "LAC_Cease_Rate",
            "LACStable_2016on",
            "LAC_LongStable%",
            "LACDistance",
            "Number_Foster_Places(New)",
            "Number_Foster_Places_Filled(New)",
        ),
        strict=True,
    )
)
"""The tool's short name of each series."""

SIZE = ("spend", "cost_per_week")
"""Both of one year: the number of children looked after follows from the two."""

YEARS = 3
"""How many of the newest years a figure may be from; a council's size, of the newest two."""
YEARS_OF_SIZE = 2

FIRST_REGION, LAST_REGION = 970, 999
"""The tool's numbers of England and its regions; councils have smaller ones."""

Published = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Series -> year -> name -> value."""


def read(lines: Iterable[str]) -> tuple[Published, dict[str, tuple[int, str]]]:
    """The figures of the series wanted, and every name with its number and region."""
    names_of = {published: name for name, published in PUBLISHED_AS.items()}
    found: dict[str, dict[str, dict[str, float]]] = {name: {} for name in SERIES}
    places: dict[str, tuple[int, str]] = {}
    for row in csv.DictReader(lines):
        places[row["LA and Regions"]] = int(float(row["LA Number"])), row["Region"]
        series, value = names_of.get(row["Short Desc"]), _number(row["Values"])
        if series is not None:
            year = found[series].setdefault(row["Years"].removesuffix(" (OT)"), {})
            if value is not None:
                year[row["LA and Regions"]] = value
    return found, places


def _number(text: str) -> float | None:
    """A figure as published, without the noise of the file's own arithmetic; None for a mark of suppression."""
    return round(float(text), 6) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def make(lines: Iterable[str]) -> str:
    """The table as CSV text: England's newest years, then every name in order."""
    published, places = read(lines)
    rows = [_row(ENGLAND, COUNTRY, "", _england(published, back)) for back in range(YEARS)]
    for name in sorted(set(places) - {ENGLAND}):
        number, region = places[name]
        if FIRST_REGION <= number <= LAST_REGION:
            rows.append(_row(name, REGION, "", {}))
            continue
        figures = newest(published, name)
        rows.append(_row(name, COUNCIL if figures else FORMER, _region(region), figures))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
    return text.getvalue()


def _region(region: str) -> str:
    return region.replace(" The ", " the ")


def _england(published: Published, back: int) -> dict[str, Figure]:
    """England's figures so many years before the newest."""
    found = {}
    for name in SERIES:
        year = _years(published, name)[back]
        if ENGLAND in published[name][year]:
            found[name] = Figure(published[name][year][ENGLAND], year)
    return found


def newest(published: Published, name: str) -> dict[str, Figure]:
    """The newest figures of a council; none at all where its size does not follow from them."""
    figures = {}
    for series in SERIES:
        for year in _years(published, series)[:YEARS]:
            if name in published[series][year]:
                figures[series] = Figure(published[series][year][name], year)
                break
    for year in _years(published, SIZE[0])[:YEARS_OF_SIZE]:
        size = [published[series].get(year, {}).get(name, 0.0) for series in SIZE]
        if all(value > 0 for value in size):
            return figures | {series: Figure(value, year) for series, value in zip(SIZE, size, strict=True)}
    return {}


def _years(published: Published, series: str) -> list[str]:
    """The years of a series, newest first."""
    return sorted(published[series], reverse=True)


def _row(name: str, kind: str, region: str, figures: Mapping[str, Figure]) -> Sequence[str]:
    cells = []
    for series in SERIES:
        figure = figures.get(series)
        cells += ["", ""] if figure is None else [f"{figure.value:.15g}", figure.year]
    return [name, kind, region, *cells]


def main() -> None:
    """Rewrite the catalogue's table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path, help="the tool's data file")
    parser.add_argument("--into", type=Path, default=TABLE, help="table to write; the catalogue's own by default")
    options = parser.parse_args()
    with options.file.open(encoding="utf-8", newline="") as lines:
        text = make(lines)
    options.into.write_text(text, encoding="utf-8", newline="")
    print(f"{text.count(f',{COUNCIL},')} councils")


if __name__ == "__main__":
    main()
