"""Who arrives, when and where is a matter of addressed draws alone: recomputed here and compared."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np

from carepath_sim.clock import DAY, age_on, years_before
from carepath_sim.draws import (
    ENTRY_AGE,
    ENTRY_GAP,
    ENTRY_IS_REAL,
    ENTRY_NEED,
    ENTRY_SETTING,
    age_at_entry,
    named_stream,
    pick,
    uniform,
)
from carepath_sim.eventlog import ENTERED
from carepath_sim.model import STREAM_SHIFT, Model
from tests.contract.luck import REPLICATION, SEED, amount, engines, rows
from tests.contract.small_model import small_model


def entry_model(**changes: Any) -> Model:
    """Two streams, of which the second has varying rates under one ceiling."""
    model = small_model(
        {
            "horizon": "300 days",
            "needs": ["one", "two", "three"],
            "practices": {"family_plan": {"one": 0.3, "two": 0.6, "three": 0.0}},
            "settings": {"foster": None, "hub": None, "home": {"leaving age": {"day 0": 0, "day 100": 0}}},
            "entries": {"a": {"to": "home"}, "b": {"to": "home"}},
        }
    )
    ages = np.zeros((2, model.last_age))
    ages[:, [11, 14, 16]] = 0.25, 0.25, 0.5
    return replace(
        model,
        entry_ceiling=np.array([0.5, 0.9]),
        entry_rate=np.array([[0.0, 0.0], [0.3, 0.9]]),
        entry_age_share=ages,
        entry_need_share=np.tile([0.2, 0.3, 0.5], (2, 1)),
        entry_list=np.array([[[2], [1], [0]]] * 2),
        entry_list_share=np.tile([0.6, 0.1, 0.3], (2, 1)),
        **changes,
    )


@engines
def test_rule_11_candidates_come_and_are_real_by_their_own_draws(simulate: Any) -> None:
    model = entry_model()
    log = simulate(model, SEED, REPLICATION)
    expected, now, number = [], 0, 0
    while True:
        identity = (2 << STREAM_SHIFT) + number
        gap = amount(ENTRY_GAP, identity, 0)
        now += max(1, ceil(DAY * gap / 0.9))
        if now >= model.horizon:
            break
        rate = 0.3 if now < 100 * DAY else 0.9
        if uniform(SEED, REPLICATION, ENTRY_IS_REAL, identity, 0) * 0.9 < rate:
            expected.append((now, identity))
        number += 1
    assert [(row["tick"], row["person"]) for row in rows(log, ENTERED)] == expected
    assert 150 < len(expected) < number


@engines
def test_rule_12_an_entrant_s_draws(simulate: Any) -> None:
    model = entry_model()
    log = simulate(model, SEED, REPLICATION)
    born = dict(zip(log.people["person"].tolist(), log.people["born"].tolist(), strict=True))
    need = dict(zip(log.people["person"].tolist(), log.people["need"].tolist(), strict=True))
    for row in rows(log, ENTERED):
        person, today = row["person"], model.start_day + row["tick"] // DAY
        years, _ = age_at_entry(uniform(SEED, REPLICATION, ENTRY_AGE, person, 0), model.entry_age_share[1].tolist())
        assert age_on(born[person], today) == years
        assert need[person] == pick(uniform(SEED, REPLICATION, ENTRY_NEED, person, 0), [0.2, 0.3, 0.5], 0, 3)
        assert row["a"] == 2 - pick(uniform(SEED, REPLICATION, ENTRY_SETTING, person, 0), [0.6, 0.1, 0.3], 0, 3)


@engines
def test_rule_12_children_already_placed_draw_a_row_of_their_table(simulate: Any) -> None:
    served = np.array([0, 10, 20, 30]) * DAY
    model = entry_model(
        already_placed=np.array([False, True]),
        placed_first=np.array([0, 0, 4]),
        placed_setting=np.array([0, 1, 0, 1]),
        placed_served=served,
        placed_in_care=served + DAY,
    )
    log = simulate(model, SEED, REPLICATION)
    since = dict(zip(log.people["person"].tolist(), log.people["placed_since"].tolist(), strict=True))
    born_on = dict(zip(log.people["person"].tolist(), log.people["born"].tolist(), strict=True))
    care = dict(zip(log.people["person"].tolist(), log.people["in_care_since"].tolist(), strict=True))
    for row in rows(log, ENTERED):
        drawn = int(4 * uniform(SEED, REPLICATION, ENTRY_SETTING, row["person"], 0))
        assert row["a"] == (0, 1, 0, 1)[drawn]
        assert row["tick"] - since[row["person"]] == served[drawn]
        assert row["tick"] - care[row["person"]] == served[drawn] + DAY
        born, today = born_on[row["person"]], model.start_day + row["tick"] // DAY
        assert born == years_before(today, age_on(born, today))


@engines
def test_rule_13_practices_are_taken_up_by_their_own_draw(simulate: Any) -> None:
    log = simulate(entry_model(), SEED, REPLICATION)
    stream, taken = named_stream("practice", "family_plan"), 0
    for person, need, group in zip(*(log.people[name].tolist() for name in ("person", "need", "group")), strict=True):
        takes_it = uniform(SEED, REPLICATION, stream, person, 0) < (0.3, 0.6, 0.0)[need]
        assert group == 2 * need + takes_it
        taken += takes_it
    assert 20 < taken < len(log.people["person"])
