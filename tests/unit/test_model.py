"""Models are frozen, and their fingerprint changes with every single number in them."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from carepath_sim.model import Model, Prices
from tests.parity.random_models import random_model


@pytest.fixture(scope="module")
def model() -> Model:
    return random_model(9)


def test_equal_models_share_a_fingerprint(model: Model) -> None:
    assert model.fingerprint() == random_model(9).fingerprint()
    assert model.fingerprint() != random_model(10).fingerprint()


@pytest.mark.parametrize("name", [item.name for item in fields(Model)])
def test_a_change_to_any_field_changes_the_fingerprint(model: Model, name: str) -> None:
    value = getattr(model, name)
    if isinstance(value, np.ndarray):
        if value.size == 0:
            pytest.skip(f"this model has no {name}")
        changed = value.copy()
        changed.flat[0] = not changed.flat[0] if changed.dtype == bool else changed.flat[0] + 1
    else:
        changed = (*value, "another") if isinstance(value, tuple) else value + 1
    assert replace(model, **{name: changed}).fingerprint() != model.fingerprint()


def test_an_array_of_a_model_cannot_be_written(model: Model) -> None:
    with pytest.raises(ValueError, match="read-only"):
        model.places[0, 0] = 7


def test_prices_have_a_fingerprint_too() -> None:
    one = Prices("GBP", "2024-25", *(np.ones((1, 1)) for _ in range(4)), np.ones(1), np.ones(2), 0.0)
    assert one.fingerprint() == replace(one).fingerprint()
    assert one.fingerprint() != replace(one, entry=1.0).fingerprint()
    assert one.fingerprint() != replace(one, fixed={"training": np.ones(1)}).fingerprint()
    with pytest.raises(ValueError, match="read-only"):
        one.night[0, 0] = 2.0
