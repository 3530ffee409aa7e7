"""Policies: what does nothing changes nothing, and the order in which they are written cannot matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from carepath_sim.build import build_model
from carepath_sim.scenario import Resolved
from tests.laws.short_study import log_bytes, log_of, scenario

NOTHING: list[dict[str, Any]] = [
    {"multiply_hazard": {"by": 1}},
    {"multiply_hazard": {"setting": "hub", "ending": "unplanned", "by": 1, "from": "2026-06-01"}},
    {"multiply_entries": {"by": 1}},
    {"multiply_turnover": {"by": 1, "from": "2026-05-01", "ramp": "90 days"}},
    {"add_places": {"setting": "childrens_home", "places": "0 places", "from": "2026-06-01"}},
    {"multiply_price": {"by": 1}},
]
SEVERAL: list[dict[str, Any]] = [
    {"multiply_hazard": {"setting": "foster_in_house", "ending": "unplanned", "by": 0.7}},
    {"multiply_hazard": {"ending": "unplanned", "by": 1.3, "from": "2026-06-01"}},
    {"multiply_hazard": {"by": 0.9, "ages": "14 to 17", "from": "2026-07-01"}},
    {"add_places": {"setting": "childrens_home", "places": "3 places", "from": "2026-06-01"}},
    {"add_places": {"setting": "childrens_home", "places": "-2 places", "from": "2026-06-01"}},
    {"set_places": {"setting": "childrens_home", "places": "7 places"}},
    {"multiply_turnover": {"team": "hub", "by": 1.7}},
    {"multiply_turnover": {"by": 0.6, "from": "2026-05-01", "ramp": "180 days"}},
    {"multiply_entries": {"by": 1.1}},
    {"multiply_entries": {"by": 0.3, "from": "2026-08-01"}},
]
POLICIES = ("more_foster_carers", "no_heads_on_beds", "stable_team")


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Resolved:
    return scenario(tmp_path_factory.mktemp("baseline"))


def fingerprints(resolved: Resolved) -> tuple[str, str]:
    model, prices = build_model(resolved)
    return model.fingerprint(), prices.fingerprint()


@pytest.mark.parametrize("effect", NOTHING, ids=lambda effect: next(iter(effect)))
def test_a_null_effect_gives_the_baselines_model(tmp_path: Path, baseline: Resolved, effect: dict[str, Any]) -> None:
    assert fingerprints(scenario(tmp_path, effects=[effect])) == fingerprints(baseline)


def test_a_null_policy_gives_the_baselines_log_byte_for_byte(tmp_path: Path, baseline: Resolved) -> None:
    with_nothing = scenario(tmp_path, effects=NOTHING)
    assert log_bytes(log_of(with_nothing)) == log_bytes(log_of(baseline))
    assert fingerprints(with_nothing) == fingerprints(baseline)


def test_the_order_of_effects_cannot_matter(tmp_path: Path, baseline: Resolved) -> None:
    """Sets, multiplications and additions that meet in the same cells, at their own dates."""
    orders = [SEVERAL, SEVERAL[::-1], SEVERAL[1::2] + SEVERAL[::2], SEVERAL[5:] + SEVERAL[:5]]
    found = [scenario(tmp_path, f"order{number}", effects=order) for number, order in enumerate(orders)]
    assert len({fingerprints(each) for each in found}) == 1
    assert log_bytes(log_of(found[1])) == log_bytes(log_of(found[0])) != log_bytes(log_of(baseline))


def test_the_order_of_policies_cannot_matter(tmp_path: Path) -> None:
    orders = (POLICIES, POLICIES[::-1], (*POLICIES[1:], POLICIES[0]))
    found = [scenario(tmp_path, f"order{number}", policies=list(order)) for number, order in enumerate(orders)]
    assert len({fingerprints(each) for each in found}) == 1
    assert log_bytes(log_of(found[1])) == log_bytes(log_of(found[0]))


@pytest.mark.parametrize("policy", POLICIES)
def test_each_of_these_policies_does_something(tmp_path: Path, baseline: Resolved, policy: str) -> None:
    """Otherwise their order would prove nothing."""
    assert fingerprints(scenario(tmp_path, policies=[policy]))[0] != fingerprints(baseline)[0]
