"""What the random models reach: every kind of row with every cause it may have, and every feature of the contract."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from carepath_sim.engines.reference import simulate
from carepath_sim.errors import ModelFault
from tests.parity.faulty_models import WRONGS, faulty_model
from tests.parity.features import (
    NAMES,
    documented_kinds_and_causes,
    features,
    kinds_and_causes,
)
from tests.parity.random_models import random_model
from tests.parity.ties import events, ties

MODELS = 500


def test_models_reach_every_kind_with_every_cause_and_every_feature() -> None:
    shown: Counter[str] = Counter()
    rows: Counter[tuple[str, str]] = Counter()
    for seed in range(MODELS):
        model = random_model(seed)
        log = simulate(model, 1, 0)
        shown += features(model, log, 1, 0)
        rows += kinds_and_causes(log)
    assert sorted(set(NAMES) - set(shown)) == [], f"never shown by the first {MODELS} models"
    assert set(shown) <= set(NAMES)
    assert set(rows) == documented_kinds_and_causes()


def test_the_docstring_of_the_log_names_more_than_forty_combinations() -> None:
    """Guards the reading of the table, on which the test above rests."""
    told = documented_kinds_and_causes()
    assert len(told) > 40
    assert {("places", "post"), ("moved", "closure"), ("lost", "calendar"), ("hold_ended", "released")} <= told


def test_feature_names_are_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES) > 100


def test_models_are_small_and_every_other_one_collides() -> None:
    counts, tied = [], {0: 0, 1: 0}
    for seed in range(200):
        model = random_model(seed)
        log = simulate(model, 1, 0)
        counts.append(log.events)
        tied[seed % 2] += ties(model, log)
    assert np.median(counts) > 100
    assert np.quantile(counts, 0.95) < 500
    assert max(counts) < 1000
    assert tied[1] > 3000
    assert tied[1] > 5 * tied[0]


@pytest.mark.parametrize("seed", range(0, 40, 3))
def test_events_are_told_from_the_log_alone(seed: int) -> None:
    """Ties are counted among them, so that a tie is two scheduled events and not two rows of one."""
    model = random_model(seed)
    log = simulate(model, 1, 0)
    assert sum(len(keys) for keys in events(model, log).values()) == log.events


@pytest.mark.parametrize("seed", [3, 19])
def test_the_same_seed_gives_the_same_model(seed: int) -> None:
    assert random_model(seed).fingerprint() == random_model(seed).fingerprint()
    assert random_model(seed).fingerprint() != random_model(seed + 1).fingerprint()


def test_what_is_wrong_with_a_faulty_model_comes_to_light() -> None:
    stopped: dict[str, set[str]] = {wrong.__name__: set() for wrong in WRONGS}
    for seed in range(10 * len(WRONGS)):
        try:
            simulate(faulty_model(seed), 1, 0)
        except ModelFault as fault:
            what = fault.what.split(", at tick")[0]
            stopped[WRONGS[seed % len(WRONGS)].__name__].add(f"{fault.rule} {what.split()[-1]}")
    assert stopped["few_rows"] == {"48 rows"}
    assert stopped["few_people"] == stopped["exploding"] == {"48 people"}
    assert "48 events" in stopped["few_events"] & stopped["runaway"]
    assert "48 minute" in stopped["few_moves_at_once"] & stopped["a_panel_that_feeds_on_itself"]
    assert "49 entered" in stopped["nowhere_to_go"] & stopped["nowhere_allowed"]
