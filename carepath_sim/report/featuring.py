"""What carries each published feature of No Wrong Door in a comparison, and how faithfully; or why nothing does."""

from __future__ import annotations

from collections.abc import Sequence

from carepath_sim.catalogue.no_wrong_door import Feature
from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.parts import FeatureRow
from carepath_sim.report.practising import Used, by_scenario, fidelity_words

KINDS = {"distinguisher": "Distinguishers", "non_negotiable": "Non-negotiables", "provocation": "Provocations"}


def rows(features: Sequence[Feature], used: Sequence[Used]) -> tuple[FeatureRow, ...]:
    """The features as the scenarios that use No Wrong Door have them; none if no scenario does."""
    return tuple(_row(feature, used) for feature in features) if used else ()


def _row(feature: Feature, used: Sequence[Used]) -> FeatureRow:
    levers = [name for name in (feature.lever, *feature.also) if name]
    fidelity = by_scenario((each.scenario, _fidelity(levers, each)) for each in used) if levers else ""
    missing = by_scenario((each.scenario, _missing(feature.settings, each)) for each in used)
    return FeatureRow(
        kind=KINDS.get(feature.kind, feature.kind),
        name=feature.name,
        elements=feature.elements,
        carried_by=tuple(_label(name, used) for name in levers),
        fidelity="; ".join(part for part in (fidelity, missing) if part),
        note=feature.note,
        because=feature.not_modelled.removeprefix("because "),
    )


def _label(lever: str, used: Sequence[Used]) -> str:
    levers = used[0].card.levers
    return levers[lever].label if lever in levers else lever.replace("_", " ")


def _fidelity(levers: Sequence[str], each: Used) -> str:
    """How faithfully a scenario pulls the levers: said of each only where they differ."""
    said: dict[str, list[str]] = {}
    for name in levers:
        said.setdefault(fidelity_words(each.fidelity(name)), []).append(in_sentence(_label(name, [each])))
    if len(said) == 1:
        return next(iter(said))
    return ", ".join(f"{words} ({listed(names)})" for words, names in said.items())


def _missing(settings: Sequence[str], each: Used) -> str:
    """Which of the settings it needs a scenario does not have."""
    absent = [name.replace("_", " ") for name in settings if name not in each.study.settings]
    return f"without {listed(absent)}" if absent else ""
