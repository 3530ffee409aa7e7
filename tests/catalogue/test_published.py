"""Published figures: typed a second time from the publications, complete, and each with a measure that exists."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from carepath_sim.calibration import norfolk
from carepath_sim.calibration.measures import MEASURES
from carepath_sim.calibration.validate import known
from carepath_sim.catalogue.published import EVIDENCE, Figure, amount, read_published
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.errors import BadInput

FIGURES = {figure.key: figure for figure in read_published()}

PUBLISHED = {
    "looked_after_10_to_15": 30930,
    "looked_after_16_to_17": 22060,
    "leaving_care_10_to_15": 0.157,
    "leaving_care_16_to_17": 0.187,
    "supported_accommodation_16_to_17": 0.34,
    "same_placement_two_years": 0.68,
    "two_moves_of_entrants": 0.185,
    "back_in_care_3_months": 0.12,
    "back_in_care_12_months": 0.20,
    "back_in_care_72_months": 0.35,
    "worker_changed": 0.60,
    "three_workers": 0.27,
    "three_placements": 0.10,
    "three_placements_in_two_years": 0.23,
    "moves": 0.589,
    "moves_from_foster": 0.53,
    "moves_from_other": 0.73,
    "breakdowns": 0.154,
    "breakdowns_broad": 0.343,
    "planned_moves": 0.244,
    "unplanned_endings_of_foster_care": 0.118,
    "endings_within_a_week": 0.10,
    "moves_after_six_months": 0.33,
    "earlier_period_10_to_15": 0.11,
    "earlier_period_16_to_17": 0.09,
    "earlier_period_18": 0.14,
    "starts_10_to_15": 8660,
    "starts_16_to_17": 9110,
    "childrens_homes": 0.11,
    "young_people_in_childrens_homes": 9380,
    "placed_with_parents": 0.06,
    "secure": 110,
    "unregistered": 669,
    "cost_of_a_care_week": 2100,
    "norfolk_referrals": 145,
    "norfolk_caseload": 94,
    "norfolk_in_hubs": 8,
    "norfolk_outreach": 16,
    "norfolk_edge_of_care": 70,
    "norfolk_occupancy": 0.67,
}
"""As they were published, shares and rates to the digits they were published with."""

LIVING = {
    18: {
        "independent": 12.6,
        "semi_independent": 27.1,
        "former_foster_carers": 19.7,
        "relatives": 11.7,
        "lodgings": 7.3,
    },
    19: {
        "independent": 26.6,
        "semi_independent": 19.3,
        "former_foster_carers": 10.7,
        "relatives": 12.3,
        "lodgings": 6.3,
    },
    20: {
        "independent": 37.2,
        "semi_independent": 13.0,
        "former_foster_carers": 7.1,
        "relatives": 11.5,
        "lodgings": 4.2,
    },
    21: {"independent": 43.4, "semi_independent": 8.2, "former_foster_carers": 5.3, "relatives": 10.4, "lodgings": 2.9},
}
"""Accommodation of care leavers in 2019 by age, percent of all."""

COUNCILS = {
    "same_placement_two_years": (0.59, 0.76),
    "three_placements": (0.07, 0.14),
    "three_placements_in_two_years": (0.18, 0.29),
}
"""10th and 90th percentile of councils."""

COMPARABLE = re.compile(
    r"looked_after_1|leaving_care|supported_accommodation|same_placement|two_moves|back_in_care|living_at|worker|three_workers"
)


@pytest.mark.parametrize("key", PUBLISHED)
def test_a_published_figure(key: str) -> None:
    published = PUBLISHED[key]
    digits = 10 ** -len(str(published).partition(".")[2]) if isinstance(published, float) else 0
    # 11.47% and 14.9 a year are published as 11% and as 14.9.
    assert abs(FIGURES[key].value - published) <= digits / 2 + 1e-9


@pytest.mark.parametrize("age", LIVING)
def test_where_care_leavers_live(age: int) -> None:
    found = {key: figure.value for key, figure in FIGURES.items() if key.startswith(f"living_at_{age}_")}
    shares = list(LIVING[age].values())
    assert list(found.values()) == pytest.approx([share / sum(shares) for share in shares])
    assert sum(found.values()) == pytest.approx(1)
    for short, key in zip(LIVING[age], found, strict=True):
        assert key.endswith(short), key


def test_every_figure_was_typed_twice() -> None:
    living = {key for key in FIGURES if key.startswith("living_at_")}
    assert set(FIGURES) == set(PUBLISHED) | living
    assert len(living) == 20


def test_spreads_between_councils() -> None:
    assert {key: (each.low, each.high) for key, each in FIGURES.items() if each.low is not None} == COUNCILS


def test_what_is_comparable() -> None:
    assert {key for key, figure in FIGURES.items() if figure.comparable} == set(filter(COMPARABLE.match, FIGURES))


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_complete(figure: Figure) -> None:
    assert figure.status == "sourced"
    assert figure.evidence in EVIDENCE
    assert figure.source in read_catalogue().document.data["sources"]
    assert re.search(r"\d{4}", figure.year)
    assert figure.caveat.endswith(".")
    assert figure.how[0].isupper() or figure.how[0].isdigit() or figure.how.startswith('"')
    if figure.evidence == "DERIVED":
        assert re.search(r"\d.*\d", figure.how), f"{figure.key} does not show its arithmetic"
    if figure.scaled:
        assert "scaled" in figure.how


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_its_measure_takes_its_arguments(figure: Figure) -> None:
    if figure.study == "norfolk":
        assert figure.measure in norfolk.PICTURE
        assert not figure.arguments
    else:
        inspect.signature(MEASURES[figure.measure]).bind(None, **figure.arguments)


def test_every_measure_of_the_register_is_of_a_published_figure() -> None:
    assert set(MEASURES) | set(norfolk.PICTURE) == {figure.measure for figure in FIGURES.values()}


@pytest.mark.parametrize(
    ("written", "meant"),
    [(0.53, 0.53), (7, 7.0), ("68%", 0.68), ("4860 of 30930", 4860 / 30930), ("12.6 of 78.4", 12.6 / 78.4)],
)
def test_numbers_as_they_are_written(written: object, meant: float) -> None:
    assert amount(written) == pytest.approx(meant)


ENTRY = """
homes:
  label: In children's homes
  group: Young people
  unit: share
  population: England
  year: "2025"
  value: 9380 of 81770
  status: sourced
  evidence: DERIVED
  source: dfe_cla_2025
  how: 9,380 of 81,770.
  caveat: All ages.
  comparable: false
  fitted: false
  study: five_years
  measure: share_in_family
  with: {families: childrens_home}
"""


def wrong(folder: Path, text: str) -> list[str]:
    (folder / "published.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as found:
        known(read_published(folder))
    return [str(problem) for problem in found.value.problems]


def test_a_good_entry_is_read(tmp_path: Path) -> None:
    (tmp_path / "published.yaml").write_text(ENTRY, encoding="utf-8")
    (figure,) = known(read_published(tmp_path))
    assert (figure.value, figure.arguments) == (9380 / 81770, {"families": "childrens_home"})


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("  value: 9380 of 81770\n", "", "published.yaml:2:1 homes", "add `value:`"),
        ("value: 9380 of 81770", "value: many", "published.yaml:8:3 homes.value", "68%, or 4860 of 30930"),
        ("value: 9380 of 81770", "value: 3 of 0", "published.yaml:8:3 homes.value", "not a number"),
        ("value: 9380 of 81770", "value: true", "published.yaml:8:3 homes.value", "not a number"),
        ("evidence: DERIVED", "evidence: UNVERIFIED", "published.yaml:10:3 homes.evidence", "READ-DATA"),
        ("status: sourced", "status: assumed", "published.yaml:9:3 homes.status", "Allowed: sourced"),
        ("study: five_years", "study: five_yeers", "published.yaml:16:3 homes.study", "Did you mean five_years?"),
        ("fitted: false", "fitted: perhaps", "published.yaml:15:3 homes.fitted", "true or false"),
        ("  caveat: All ages.", "  caveats: All ages.", "published.yaml:13:3 homes.caveats", "Did you mean caveat?"),
        ('year: "2025"', "year: 2025", "published.yaml:7:3 homes.year", "in quotes"),
        ("with: {families: childrens_home}", "with: homes", "published.yaml:18:3 homes.with", "ages: 10 to 15"),
        ("fitted: false", "fitted: false\n  councils: {low: 9%, high: 4%}", "16:3 homes.councils", "10th and 90th"),
        (
            "fitted: false",
            "fitted: false\n  scaled: true\n  councils: {low: 4%, high: 9%}",
            "17:3 homes.councils",
            "leave one of them out",
        ),
        ("fitted: false", "fitted: false\n  scales: true", "16:3 homes.scales", "add `scaled: true`"),
        ("measure: share_in_family", "measure: share_in_familly", "homes.measure", "Did you mean share_in_family?"),
        (ENTRY, "homes: 9380\n", "published.yaml:1:1 homes", "mapping of keys"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(tmp_path: Path, old: str, new: str, place: str, said: str) -> None:
    problems = wrong(tmp_path, ENTRY.replace(old, new))
    assert any(place in problem and said in problem for problem in problems), problems
