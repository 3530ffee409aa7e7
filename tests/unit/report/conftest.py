"""A made-up study, large enough to fill every part of a page. No figure in it describes a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from carepath_sim.catalogue.outcomes import Framework, Principle, Unseen
from carepath_sim.report import Definition, ReportData, ScenarioCard
from carepath_sim.report import data as shapes
from carepath_sim.report.parts import FeatureRow, LeverRow
from tests.unit.report.standing import FEATURES, OUTCOMES, PAYERS, PRACTICE, PUBLISHED

LABELS = {
    "baseline": ("Baseline", "What happens if nothing changes?", "strategic"),
    "hub": ("Hub, neutral", "What do two hubs of six places change?", "transformative"),
    "no_heads_on_beds": (
        "No heads on beds",
        "Does keeping two hub places free cost more than filling them?",
        "strategic",
    ),
    "heads_on_beds": ("Heads on beds", "What does running the hub to 11 of 12 places do?", "strategic"),
    "heads_on_beds_step_down": ("Heads on beds, filled from children's homes", "Who is pulled in?", "strategic"),
    "fewer_places": ("A children's home closes", "What if four places close in 2027?", "adaptive"),
    "more_foster_carers": ("More foster carers", "What do ten more places bring?", "transformative"),
    "high_turnover": ("High turnover", "What if half of the workers leave in a year?", "adaptive"),
    "stable_team": ("A stable team", "What if half as many leave?", "transformative"),
    "key_worker_changes": ("Key worker changes at each move", "What does changing the worker cost?", "adaptive"),
}
SETTINGS = {
    "edge_of_care": 60,
    "hub": 9,
    "foster_in_house": 88,
    "foster_agency": 41,
    "childrens_home": 38,
    "supported_lodgings": 8,
    "supported_accommodation": 33,
    "independence": 52,
    "home": 120,
    "overflow": 3,
}
POOLS = {"hub": 12, "foster_in_house": 95, "childrens_home": 40, "supported_lodgings": 9}
HEADINGS = {
    "childrens_home": 68e6,
    "foster_agency": 12.5e6,
    "foster_in_house": 16e6,
    "supported_accommodation": 11e6,
    "hub": 6e6,
    "social_work": 9e6,
    "overflow": 5.1e6,
    "moves": 1.2e6,
    "edge_of_care": 3.4e6,
}
DEFINITIONS = (
    Definition("cost", "Total cost", "£", "lower", "Every heading over the whole study, constant prices.", False),
    Definition("cost_discounted", "Total cost, discounted", "£", "lower", "Its worth at the start.", False),
    Definition("cost_cash", "Total cost, cash", "£", "lower", "In the prices of the day.", False),
    Definition("cost_to_council", "Cost to the council", "£", "lower", "Less what others pay.", False),
    Definition("cost_per_year", "Cost per year", "£ per year", "lower", "Every heading, for each year of the study."),
    Definition(
        "moves_rate",
        "Moves",
        "moves per person-year looked after",
        "lower",
        "New placements; status-only changes are none.",
        principle="stable_lives",
    ),
    Definition(
        "breakdown_rate",
        "Breakdowns (narrow)",
        "breakdowns per person-year looked after",
        "lower",
        "Unplanned endings as the national statistics count them.",
    ),
    Definition(
        "breakdown_rate_broad",
        "Breakdowns (broad)",
        "breakdowns per person-year looked after",
        "lower",
        "Every unplanned ending.",
    ),
    Definition("occupancy", "Occupancy", "share", "neither", "Occupied places as a share of open places, by time."),
    Definition(
        "overflow_nights", "Overflow nights", "nights", "lower", "Nights in an emergency placement.", headline=False
    ),
)
BY_PAYER = Definition("cost_by_payer", "Cost by payer", "£", "lower", "Who pays.", False)
MEANS = {
    "cost": (132e6, 1.6e6),
    "cost_discounted": (121e6, 1.5e6),
    "cost_cash": (132e6, 1.6e6),
    "cost_to_council": (125e6, 1.6e6),
    "cost_per_year": (26.4e6, 3.2e5),
    "moves_rate": (0.62, 0.02),
    "breakdown_rate": (0.154, 0.008),
    "breakdown_rate_broad": (0.343, 0.012),
    "occupancy": (0.87, 0.02),
    "overflow_nights": (900.0, 60.0),
}


def study(names: tuple[str, ...] = tuple(LABELS), weeks: int = 261, parameters: int = 40) -> ReportData:
    """A report on some of the scenarios above; the first is the baseline."""
    luck = np.random.default_rng(7)
    return ReportData(
        title="Keeping hub places free: cost and placement stability",
        subtitle="A typical English council · five years from 1 April 2026",
        years=5.0,
        assumes=("A place is as good as any other of its kind.", "Nobody is turned away in an emergency."),
        scenarios=tuple(ScenarioCard(name, *LABELS[name]) for name in names),
        findings=(
            "No heads on beds: breakdowns fall by 0.012 per person-year (0.005 to 0.019 fewer).",
            "Heads on beds costs £1.9m more over five years (£0.8m to £3.0m more).",
            "No clear difference in moves between any scenario and the baseline.",
        ),
        comparison=_comparison(names, luck),
        metrics=_metrics(names, luck),
        series=_series(names, weeks),
        survival=_survival(names),
        pathways=_pathways(names),
        parameters=_parameters(parameters),
        differences=pd.DataFrame(
            [
                (name, "settings.hub.places", "0 places", "12 places", "Hub: 12 places instead of none")
                for name in names[1:]
            ],
            columns=shapes.DIFFERENCES_COLUMNS,
        ),
        sources=pd.DataFrame(
            [
                (
                    "dfe_cla_2025",
                    "Children looked after in England, 2025",
                    "Department for Education",
                    "2025",
                    "https://explore-education-statistics.service.gov.uk",
                    "OGL v3",
                    "data file",
                )
            ],
            columns=shapes.SOURCES_COLUMNS,
        ),
        definitions=DEFINITIONS,
        provenance={
            "Version": "0.1.0",
            "Seed": "1",
            "Replications": "40",
            "Engine": "reference",
            "Command": "carepath compare scenarios/baseline.yaml",
        },
        labels={
            "hub": "No Wrong Door hub",
            "childrens_home": "Children's home",
            "foster_in_house": "Foster care, in-house",
        },
        practice=PRACTICE,
        features=FEATURES,
        published=PUBLISHED,
        published_runs="60 runs, seed 2026",
        outcomes=OUTCOMES,
    )


def still(data: ReportData) -> ReportData:
    """The same study with every difference at exactly zero."""
    changed = ["difference", "low", "high", "p10", "p90"]
    return replace(data, comparison=data.comparison.assign(**dict.fromkeys(changed, 0.0)))


def renamed(data: ReportData, text: str) -> ReportData:
    """The same study with a hostile text in every place that a person can write."""
    rows: dict[str, Any] = {
        "parameters": data.parameters.assign(
            words=text, path=text, value=text, range=text, note=text, origin=text, source=text
        ),
        "differences": data.differences.assign(words=text),
        "sources": data.sources.assign(title=text, address=text, publisher=text),
    }
    said = dict.fromkeys
    return replace(
        data,
        practice=tuple(
            replace(
                card,
                **said([each.name for each in fields(card) if each.type == "str"], text),
                costs=(text,),
                sources=(text,),
                levers=(LeverRow(text, (text,), text, text, text),),
            )
            for card in data.practice
        ),
        features=(FeatureRow(text, text, (text,), (text,), text, text), FeatureRow(text, text, (), (), "", "", text)),
        published=tuple(
            replace(
                each,
                **said([part.name for part in fields(each) if part.type == "str" and part.name != "verdict"], text),
            )
            for each in data.published
        ),
        outcomes=Framework(text, text, (Principle("one", text, text, 6),), (Unseen("one", text, text),)),
        title=text,
        subtitle=text,
        assumes=(text,),
        scenarios=tuple(replace(card, label=text, question=text, kind=text) for card in data.scenarios),
        findings=(text,),
        definitions=tuple(replace(definition, label=text, text=text) for definition in data.definitions),
        provenance={text: text},
        labels=dict.fromkeys((*SETTINGS, *HEADINGS), text),
        **rows,
    )


def _comparison(names: tuple[str, ...], luck: np.random.Generator) -> pd.DataFrame:
    rows = []
    measured = [(each, each.name, "all", *MEANS[each.name]) for each in DEFINITIONS]
    measured += [(BY_PAYER, "cost_by_payer", payer, level, level / 90) for payer, level in PAYERS.items()]
    for definition, metric, setting, level, size in measured:
        for name in names[1:]:
            difference = float(luck.normal(0, size))
            half, spread = size * 0.55, size * 2.4
            rows.append(
                (
                    name,
                    metric,
                    "all",
                    setting,
                    definition.unit,
                    definition.better,
                    level,
                    level + difference,
                    difference,
                    difference - half,
                    difference + half,
                    difference - spread,
                    difference + spread,
                    float(luck.uniform(0.1, 0.9)),
                    bool(luck.uniform() < 0.8),
                    40,
                )
            )
    return pd.DataFrame(rows, columns=shapes.COMPARISON_COLUMNS)


def _metrics(names: tuple[str, ...], luck: np.random.Generator) -> pd.DataFrame:
    rows = [
        (
            name,
            replication,
            "all",
            "all",
            definition.name,
            MEANS[definition.name][0] + luck.normal(0, MEANS[definition.name][1]),
            definition.unit,
        )
        for name in names
        for replication in range(12)
        for definition in DEFINITIONS
    ]
    rows += [
        (
            name,
            replication,
            "all",
            heading,
            "cost_by_heading",
            level * (1 + 0.03 * luck.normal()) * (heading != "hub" or name != names[0]),
            "£",
        )
        for name in names
        for replication in range(12)
        for heading, level in HEADINGS.items()
    ]
    rows += [
        (name, replication, "all", payer, "cost_by_payer", level + 1e5 * luck.normal(), "£")
        for name in names
        for replication in range(12)
        for payer, level in PAYERS.items()
    ]
    return pd.DataFrame(rows, columns=shapes.METRICS_COLUMNS)


def _series(names: tuple[str, ...], weeks: int) -> pd.DataFrame:
    dates = pd.date_range("2026-04-01", periods=weeks, freq="7D")
    frames = []
    for position, name in enumerate(names):
        for setting, level in SETTINGS.items():
            if setting == "hub" and position == 0:
                continue
            full = (
                level * (1 + 0.02 * position * np.linspace(0, 1, weeks)) + np.sin(np.arange(weeks) / 9) * level * 0.03
            )
            if setting == "hub":
                full = np.minimum(11.4, 5 + position + np.sin(np.arange(weeks) / 7))
            frames.append(_rows(name, dates, "people", setting, full, 1.5 + level * 0.05))
            if setting in POOLS:
                frames.append(_rows(name, dates, "occupied", setting, full, 1.2 + level * 0.03))
                frames.append(_rows(name, dates, "open", setting, np.full(weeks, float(POOLS[setting])), 0.0))
    return pd.concat(frames, ignore_index=True)


def _rows(name: str, dates: pd.DatetimeIndex, kind: str, setting: str, mean: np.ndarray, spread: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "scenario": name,
            "date": dates.date,
            "kind": kind,
            "name": setting,
            "mean": mean,
            "p5": mean - spread,
            "p25": mean - spread * 0.4,
            "p75": mean + spread * 0.4,
            "p95": mean + spread,
        }
    )


def _survival(names: tuple[str, ...]) -> pd.DataFrame:
    days = np.arange(0, 1826, 14)
    frames = []
    for position, name in enumerate(names):
        chance = np.exp(-((days / (3600.0 + 300 * position)) ** 0.58))
        frames.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "days": days,
                    "survival": chance,
                    "low": chance - 0.012 * (days > 0),
                    "high": chance + 0.012 * (days > 0),
                    "at_risk": 900 * chance * (1 - days / 2000),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _pathways(names: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        (name, measure, 412, value, value - 6, value + 6)
        for name in names[1:]
        for measure, value in (
            ("different", 171),
            ("avoid_move", 37),
            ("gain_move", 29),
            ("avoid_breakdown", 21),
            ("gain_breakdown", 14),
            ("avoid_care", 6),
            ("enter_care", 9),
        )
    ]
    return pd.DataFrame(rows, columns=shapes.PATHWAYS_COLUMNS)


def _parameters(count: int) -> pd.DataFrame:
    rows = [
        (
            "teams.social_work.link.new",
            "1.2",
            "assumed",
            "",
            "",
            "1.0 to 1.46",
            "weak evidence",
            "catalogue",
            1.0,
            1.46,
            1.2,
            "Social work: the link",
            tuple(LABELS),
        )
    ]
    for number in range(count):
        status = ("sourced", "calibrated", "assumed", "local")[number % 4]
        rows.append(
            (
                f"settings.childrens_home.endings.step_down_{number}.hazard",
                f"{number}.5 per year",
                status,
                "READ-DATA" if status == "sourced" else "",
                "dfe_cla_2025" if status == "sourced" else "",
                f"{number} to {number + 1}",
                "Counted from the reasons for a change of placement in the year to 31 March, all ages",
                "catalogue/settings/childrens_home.yaml",
                float(number),
                number + 1.0,
                number + 0.5,
                f"Children's home: step down {number}",
                tuple(LABELS),
            )
        )
    return pd.DataFrame(rows, columns=shapes.PARAMETERS_COLUMNS)


@pytest.fixture(scope="session", name="study")
def study_maker() -> Callable[..., ReportData]:
    """The maker of a made-up study."""
    return study


@pytest.fixture(scope="session", name="still")
def still_maker() -> Callable[[ReportData], ReportData]:
    """The maker of a study in which nothing differs."""
    return still


@pytest.fixture(scope="session", name="renamed")
def renamed_maker() -> Callable[[ReportData, str], ReportData]:
    """The maker of a study in which every name is the same hostile text."""
    return renamed
