"""Where in a study a path leads, and what there is instead if it leads nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import UsageError
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter, Provenance, ShareTable
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.walk import children, find, split

ACTED_THROUGH = ("policies", "policy_cards", "practice_cards")
"""What a complete study says of where its effects come from: changing a number there changes nothing."""


@dataclass(frozen=True, eq=False)
class Address:
    """Where a number stands that can be set: by itself, in a table of shares, or as a lever not yet spoken of."""

    path: KeyPath
    owner: KeyPath  # the path of the parameter, hazard or table that holds it
    number: Provenance | None  # None for a lever of which a scenario says nothing

    @classmethod
    def at(cls, study: Study, path: KeyPath) -> Address:
        """The address at a key path that is known to lead to a number."""
        if _is_unsaid_lever(study, path):
            return cls(path, path, None)
        found = find(study, path)
        if isinstance(found, Provenance):
            return cls(path, path, found)
        return cls(path, path[:-2], find(study, path[:-2]))


def address_of(study: Study, path: str) -> Address:
    """The address behind a path such as `settings.hub.places`; raises UsageError, saying what there is instead.

    A practice model may stand in it by its name, since its number in the list differs between scenarios.
    """
    keys = _by_number(study, split(path))
    if _is_unsaid_lever(study, keys):
        return Address(keys, keys, None)
    found, above = _found(study, path, keys)
    if isinstance(above, ShareTable):
        return Address(keys, keys[:-2], above)
    if not isinstance(found, (Parameter, Hazard)):
        raise UsageError(f"{path!r} is not one number but holds others: {', '.join(children(found)[:20])}.")
    if keys[0] in ACTED_THROUGH:
        raise UsageError(f"{path}: a policy acts through its effects alone. Set `policies`, or a number of `effects`.")
    if isinstance(found, Hazard) and found.form == "never":
        raise UsageError(f"{path} never happens, and no multiple of never is anything else. Give it a rate first.")
    return Address(keys, keys, found)


def _by_number(study: Study, keys: KeyPath) -> KeyPath:
    """The keys with a practice model named by its place in the list."""
    names = [use.practice_model for use in study.practice_models]
    if len(keys) > 1 and keys[0] == "practice_models" and keys[1] in names:
        return (keys[0], names.index(str(keys[1])), *keys[2:])
    return keys


def _is_unsaid_lever(study: Study, keys: KeyPath) -> bool:
    """Whether keys lead to a lever that its practice model has and the use of it does not speak of."""
    match keys:
        case ("practice_models", int(index), "levers", str(lever)) if 0 <= index < len(study.practice_models):
            use = study.practice_models[index]
            return lever in study.practice_cards[use.practice_model].levers and lever not in use.levers
    return False


def _found(study: Study, path: str, keys: KeyPath) -> tuple[Any, Any]:
    """What stands at some keys, and two levels above it."""
    nodes: list[Any] = [study]
    for key in keys:
        try:
            nodes.append(find(nodes[-1], (key,)))
        except KeyError:
            raise UsageError(f"{path}: {_nothing(study, key, nodes[-1])}") from None
    return nodes[-1], nodes[-3] if len(nodes) > 2 else None


def _nothing(study: Study, key: str | int, node: Any) -> str:
    """That there is nothing under a key, and what there is instead."""
    known = children(node)
    if node is study.practice_models and isinstance(key, str):
        known = [use.practice_model for use in study.practice_models]
    near = nearest(key, known)
    hint = f" Did you mean {near}?" if near else f" There are: {', '.join(known[:20])}." if known else ""
    what = f"item {key + 1}" if isinstance(key, int) else repr(key)
    return f"there is no {what}.{hint}"
