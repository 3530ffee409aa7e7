"""The catalogue with every setting in use, and every number in it, for the tests of this folder."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from carepath_sim.catalogue.documents import words
from carepath_sim.catalogue.shelf import Catalogue, read_catalogue
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.parameters import Parameter, Provenance
from carepath_sim.scenario.practice_models import PracticeModel
from carepath_sim.scenario.resolve import resolve
from carepath_sim.scenario.schema import Policy, Study
from carepath_sim.scenario.units import Quantity
from carepath_sim.scenario.walk import find, numbers, split

EVERYTHING_IN_USE = """
question: What does the whole catalogue say?
kind: strategic
start: 2026-04-01
horizon: 1 year
settings:
  hub: {in_use: true}
  hub_placement: {in_use: true}
  hub_community_family: {in_use: true}
  crisis_lodgings: {in_use: true}
  independence_stay_close: {in_use: true}
"""


@functools.cache
def shelf() -> Catalogue:
    """The package's own catalogue."""
    return read_catalogue()


@functools.cache
def study() -> Study:
    """Every setting, team, stream and price of the catalogue."""
    return resolve(from_text(EVERYTHING_IN_USE, "catalogue")).study


@functools.cache
def policies() -> dict[str, Policy]:
    """Every policy of the catalogue."""
    cards = shelf().document.data["policies"]
    return {name: Policy.model_validate(card) for name, card in cards.items()}


@functools.cache
def practice_models() -> dict[str, PracticeModel]:
    """Every practice model of the catalogue."""
    cards = shelf().document.data["practice_models"]
    return {name: PracticeModel.model_validate(card) for name, card in cards.items()}


def all_numbers() -> Iterator[tuple[str, Provenance]]:
    """Each number of the catalogue with its path, which begins with `policies` or `practice_models` for theirs."""
    for path, number in numbers(study()):
        yield words(path), number
    for name, card in policies().items():
        for path, number in numbers(card.effects):
            yield f"policies.{name}.{words(path)}", number
    for name, model in practice_models().items():
        for path, number in numbers(model):
            yield f"practice_models.{name}.{words(path)}", number


def number(path: str) -> Provenance:
    """The number at a path."""
    found = find(study(), split(path))
    assert isinstance(found, Provenance), path
    return found


def amount(path: str) -> float:
    """What a number is, in the base of its unit (days, per day, pounds per day, counts)."""
    found = number(path)
    if isinstance(found, Parameter):
        return found.amount
    assert isinstance(found, Hazard)
    quantity = found.rate or found.mean
    assert isinstance(quantity, Quantity)
    return quantity.amount


def written(path: str) -> str:
    """How a number is written."""
    found = number(path)
    if isinstance(found, Parameter):
        return str(found.value)
    assert isinstance(found, Hazard)
    return str(found.rate or found.mean)
