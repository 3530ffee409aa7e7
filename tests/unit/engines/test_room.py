"""A run that has too little room is begun again with more, and says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carepath_sim.engines import compiled
from carepath_sim.engines.compiled import running
from carepath_sim.engines.compiled.memory import Room
from carepath_sim.errors import ModelFault
from carepath_sim.eventlog import first_difference
from tests.laws.busy_council import busy_council


@pytest.mark.parametrize("room", [Room(1, 1, 1), Room(10_000, 1, 10_000), Room(1, 10_000, 10_000)])
def test_room_grows_until_everybody_fits(room: Room) -> None:
    model = busy_council(2)
    expected = compiled.simulate(model, 4, 1)
    running._rooms[model] = room
    assert first_difference(expected, compiled.simulate(model, 4, 1)) is None
    found = running._rooms[model]
    assert found.people <= model.max_people
    assert found.rows > len(expected) or found.rows == model.max_rows


def test_room_that_was_found_is_kept_even_where_rows_cannot_grow() -> None:
    model = busy_council(2)
    running._rooms[model] = Room(1, model.max_people, model.max_rows)
    compiled.simulate(model, 4, 1)
    assert running._rooms[model].people > 1


def test_a_run_after_a_fault_is_as_if_there_had_been_none() -> None:
    model = busy_council(2)
    expected = compiled.simulate(model, 4, 1)
    with pytest.raises(ModelFault, match="rule 48"):
        compiled.simulate(replace(model, max_rows=100), 4, 1)
    assert first_difference(expected, compiled.simulate(model, 4, 1)) is None
