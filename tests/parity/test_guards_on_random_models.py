"""The guards of rule 47 hold after every single event of random models, which between them leave every kind of row."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from carepath_sim.engines.reference import simulate
from carepath_sim.engines.reference.audit import audit
from carepath_sim.engines.reference.pathway import Pathway
from carepath_sim.eventlog import KINDS, first_difference
from tests.parity.random_models import random_model

MODELS = 60


@pytest.fixture
def audited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the engine audit itself after every event rather than now and then."""
    happen = Pathway._happen

    def happen_and_audit(self: Pathway, *arguments: Any) -> None:
        happen(self, *arguments)
        audit(self)

    monkeypatch.setattr(Pathway, "_happen", happen_and_audit)


@pytest.mark.usefixtures("audited")
def test_guards_hold_after_every_event_and_every_kind_of_row_occurs() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(MODELS):
        log = simulate(random_model(seed), seed=1, replication=0)
        kinds.update(KINDS[kind] for kind in log.kind.tolist())
    assert set(kinds) == set(KINDS)


def test_an_audit_sees_a_person_who_is_counted_twice() -> None:
    from carepath_sim.errors import ModelFault

    pathway = Pathway(random_model(2), 1, 0)
    pathway.run()
    pathway.places.occupied[0] += 1
    with pytest.raises(ModelFault, match="rule 47"):
        audit(pathway)


@pytest.mark.parametrize("seed", range(10))
def test_the_same_address_gives_the_same_log(seed: int) -> None:
    model = random_model(seed)
    assert first_difference(simulate(model, 5, 2), simulate(model, 5, 2)) is None
