"""A model whose tables point where nothing is: the compiled engine refuses it before it follows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from carepath_sim.engines import compiled
from carepath_sim.errors import ModelFault
from carepath_sim.model import Model
from tests.laws.busy_council import busy_council

MODEL = busy_council(1)


def changed(name: str, change: Any) -> Model:
    """The busy council with one table altered."""
    return replace(MODEL, **{name: change(getattr(MODEL, name).copy())})


def one_more(table: np.ndarray) -> np.ndarray:
    return table + 1_000


WRONG = {
    "posts_open": one_more,
    "setting_pool": one_more,
    "to": one_more,
    "team_of": one_more,
    "transition_from": one_more,
    "caseload_setting": one_more,
    "caseload_need": one_more,
    "caseload_born": lambda table: table + 40 * 366,
    "post_team": lambda table: table[::-1],
    "staffed": lambda table: table[:, :0],
    "fill_to": lambda table: table * 0,
    "placed_first": lambda table: table - 1,
    "piece_start": lambda table: table - 1,
    "duration_band": lambda table: table[::-1],
    "hazard": lambda table: table * np.nan,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_table_is_named(name: str) -> None:
    with pytest.raises(ModelFault, match=f"the table {name} of the model") as caught:
        compiled.simulate(changed(name, WRONG[name]), 1, 0)
    assert caught.value.rule == 49


def test_fewer_posts_than_none_is_no_endless_loop() -> None:
    with pytest.raises(ModelFault, match="posts_open"):
        compiled.simulate(changed("posts_open", lambda table: table - 100), 1, 0)


def test_the_council_itself_is_in_order() -> None:
    assert len(compiled.simulate(MODEL, 1, 0)) > 1000
