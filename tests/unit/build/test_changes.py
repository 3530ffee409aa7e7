"""Set, then multiply, then add; by strength; in no order of their own."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.build.changes import Change, Changes, numbers, refuse_two_sets
from carepath_sim.errors import BadInput


def change(kind, amount, *strength, origin="a.yaml:1", where=True, policy=""):
    return Change(kind, amount, tuple(map(float, strength)), origin, where, policy=policy)


def value(base, *changes):
    cells = Changes()
    for item in changes:
        cells.add(("places", "hub"), item)
    pieces = len(changes[0].strength)
    return numbers(base, cells.of("places", "hub"), pieces).tolist()


def test_set_comes_first_then_multiply_then_add():
    found = value(10, change("add", 3, 1), change("multiply", 2, 1), change("set", 7, 1))
    assert found == [7 * 2 + 3]


def test_a_part_of_an_effect():
    assert value(10, change("multiply", 0.25, 0.5)) == [5]
    assert value(10, change("add", -4, 0.25)) == [9]
    assert value(10, change("set", 20, 0.1)) == [11]


def test_an_effect_acts_in_its_pieces_alone():
    assert value(10, change("multiply", 2, 0, 1, 0)) == [10, 20, 10]


def test_an_effect_acts_where_it_is_meant_to():
    base = np.array([1.0, 2.0])
    assert value(base, change("multiply", 10, 1, where=np.array([False, True]))) == [[1.0], [20.0]]


@given(
    st.lists(
        st.tuples(st.sampled_from(["multiply", "add"]), st.floats(0.1, 3), st.floats(0, 1)), min_size=1, max_size=5
    )
)
def test_no_order_of_effects_changes_a_bit(items):
    made = [change(kind, amount, strength, origin=f"x.yaml:{n}") for n, (kind, amount, strength) in enumerate(items)]
    found = {tuple(value(10, *order)) for order in itertools.permutations(made)}
    assert len(found) == 1


def test_two_sets_of_one_cell_at_one_time_are_refused_with_both_places():
    cells = Changes()
    cells.add(("keep_free", "hub"), change("set", 1, 0, 1, origin="one.yaml:7"))
    cells.add(("keep_free", "hub"), change("set", 1, 1, 1, origin="two.yaml:9"))
    with pytest.raises(BadInput) as caught:
        refuse_two_sets(cells)
    assert str(caught.value) == (
        "one.yaml:7:1: Two effects set keep_free of hub at the same time, here and at two.yaml:9. "
        "Fix: take one out, or give them dates that do not overlap."
    )


def test_two_sets_at_different_times_or_places_are_not():
    cells = Changes()
    cells.add(("keep_free", "hub"), change("set", 1, 0, 1))
    cells.add(("keep_free", "hub"), change("set", 2, 1, 0))
    cells.add(("hazard", "hub.end"), change("set", 1, 1, 1, where=np.array([True, False])))
    cells.add(("hazard", "hub.end"), change("set", 2, 1, 1, where=np.array([False, True])))
    refuse_two_sets(cells)


def test_two_policies_that_set_several_things_are_told_once():
    cells = Changes()
    for key, setting in (("hold", "hub"), ("fill_to", "hub"), ("keep_free", "lodge")):
        cells.add((key, setting), change("set", 1, 1, origin="one.yaml:7", policy="full"))
        cells.add((key, setting), change("set", 2, 1, origin="one.yaml:6", policy="empty"))
    with pytest.raises(BadInput) as caught:
        refuse_two_sets(cells)
    assert str(caught.value) == (
        "one.yaml:6:1: empty and full both set fill_to and hold of hub and keep_free of lodge at the same time, "
        "here and at one.yaml:7. Fix: take one out, or give them dates that do not overlap."
    )
