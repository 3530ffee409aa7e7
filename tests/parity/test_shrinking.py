"""A model on which two engines differ becomes a small one on which they still do."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pytest

from carepath_sim.engines.reference import simulate
from carepath_sim.model import Model
from tests.parity import campaign, reductions
from tests.parity.campaign import compare_models
from tests.parity.random_models import random_model
from tests.parity.reductions import REDUCTIONS, candidates, reduced
from tests.parity.shrinking import Pair, Simulate, shrink
from tests.parity.wrong_engines import that_forgets_the_wait_limit, with_highest_index_first


def first_mismatch(pair: Pair) -> int:
    return next(seed for seed in range(200) if pair.difference(random_model(seed)) is not None)


@pytest.mark.parametrize(
    ("wrong", "most_rows", "most_people"), [(with_highest_index_first, 15, 3), (that_forgets_the_wait_limit, 40, 4)]
)
def test_what_is_left_is_small_and_still_differs(
    wrong: Callable[[], Simulate], most_rows: int, most_people: int
) -> None:
    pair = Pair(simulate, wrong())
    number = first_mismatch(pair)
    shrunk = shrink(random_model(number), pair, seconds=60)
    log = simulate(shrunk.model, 1, 0)
    assert len(log) <= most_rows
    assert len(log.people["person"]) <= most_people
    again = reduced(random_model(number), shrunk.reductions)
    assert again.fingerprint() == shrunk.model.fingerprint()
    assert str(pair.difference(again)) == str(shrunk.difference)


def test_the_message_holds_the_model_as_python_and_the_command() -> None:
    pair = Pair(simulate, with_highest_index_first())
    number = first_mismatch(pair)
    tally = compare_models([number], pair, seconds=5)
    (message,) = tally.mismatches
    assert f"python -m tests.parity --from {number} --models 1 --seed 1 --replication 0" in message
    code = message.split("\n\n")[1].split("\nTo see it again")[0]
    world: dict[str, Model] = {}
    exec(code, world)
    assert pair.difference(world["model"]) is not None


def test_models_on_which_engines_agree_are_not_shrunk() -> None:
    with pytest.raises(ValueError, match="do not differ"):
        shrink(random_model(1), Pair(simulate, simulate))


@pytest.mark.parametrize("seed", range(12))
def test_every_reduction_leaves_a_model_that_runs(seed: int) -> None:
    model = random_model(seed)
    found = list(candidates(model))
    assert len(found) > 10
    for reduction in found[:: 3 + len(found) // 20]:
        smaller = reduced(model, [reduction])
        assert smaller.fingerprint() != model.fingerprint()
        simulate(smaller, 1, 0)


def test_every_reduction_is_tried() -> None:
    tried = {name for seed in range(40) for name, *_ in candidates(random_model(seed))}
    assert tried | {"until"} == set(REDUCTIONS)


def test_every_table_that_goes_by_pieces_loses_one() -> None:
    """A new table of `Model` that goes by pieces has to be known to the reductions; its comment names its axes."""
    source = inspect.getsource(Model)
    axes = {
        name: shape.split(", ") for name, shape in re.findall(r"^    (\w+): \w+  # \[(.*?)\]", source, re.MULTILINE)
    }
    assert {name: shape.index("P") for name, shape in axes.items() if "P" in shape} == reductions.PIECE_AXIS
    model = next(model for model in map(random_model, range(50)) if len(model.piece_start) > 3)
    smaller = reductions.without_piece(model, 2)
    for name, axis in reductions.PIECE_AXIS.items():
        assert getattr(smaller, name).shape[axis] == getattr(model, name).shape[axis] - 1


def test_campaigns_know_both_makers() -> None:
    assert set(campaign.MAKERS) == {"random_model", "faulty_model"}
