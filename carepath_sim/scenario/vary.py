"""The same study with some numbers replaced: the unit step of every sweep and sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import UsageError
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter, Provenance
from carepath_sim.scenario.resolve import resolve_data
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import MULTIPLIER, Written, WrongUnit
from carepath_sim.scenario.walk import children, find, split


def with_values(resolved: Resolved, changes: Mapping[str, Written], origin: str = "changed for this run") -> Resolved:
    """The study with new values at some paths, such as `settings.hub.places`; raises UsageError for a wrong path.

    A hazard takes a new main number (rate, mean or median); one given as a table takes a
    multiplier of what it is now. A lever of a practice model may be addressed whether or not
    the scenario says how faithfully it is carried out. A value in a wrong unit or range raises BadInput.
    """
    data = resolved.data()
    for path, written in changes.items():
        unsaid = _unsaid_lever(resolved.study, split(path))
        if unsaid is not None:
            index, lever = unsaid
            data["practice_models"][index].setdefault("levers", {})[lever] = {"value": written, "origin": origin}
            continue
        number = _number_at(resolved.study, path)
        target: Any = data
        for key in split(path):
            target = target[key]
        target.update(_with(number, written), origin=origin)
    return resolve_data(data, resolved.name)


def _unsaid_lever(study: Study, keys: KeyPath) -> tuple[int, str] | None:
    """The use and lever at `practice_models[1].levers.name`, if the practice model has it and the use does not say."""
    match keys:
        case ("practice_models", int(index), "levers", str(lever)) if 0 <= index < len(study.practice_models):
            use = study.practice_models[index]
            known = study.practice_cards[use.practice_model].levers
            return (index, lever) if lever in known and lever not in use.levers else None
    return None


def _number_at(study: Study, path: str) -> Provenance:
    keys = split(path)
    node: Any = study
    for length in range(1, len(keys) + 1):
        try:
            node = find(study, keys[:length])
        except KeyError as error:
            key = error.args[0]
            known = children(node)
            near = nearest(key, known)
            hint = f" Did you mean {near}?" if near else f" There are: {', '.join(known[:20])}."
            what = f"item {key + 1}" if isinstance(key, int) else repr(key)
            raise UsageError(f"{path}: there is no {what}.{hint}") from None
    if not isinstance(node, (Parameter, Hazard)):
        raise UsageError(f"{path!r} is not one number but holds others: {', '.join(children(node)[:20])}.")
    return node


def _with(number: Provenance, written: Written) -> dict[str, Written]:
    """The keys of a number to change so that it says something new."""
    if not isinstance(number, Hazard):
        return {"value": written}
    if number.form in ("rate", "mean", "median"):
        return {number.form: written}
    try:
        by = MULTIPLIER.parse(written).amount
    except WrongUnit as problem:
        raise UsageError(f"{problem.what}. Allowed: {problem.allowed}.") from None
    return {"times": by * (number.times.amount if number.times else 1.0)}
