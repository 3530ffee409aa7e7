"""Puts policies and practice models to use: their cards beside the study, and their effects among its own."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.catalogue.shelf import Catalogue
from carepath_sim.errors import Problem
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.parameters import Parameter, Share
from carepath_sim.scenario.practice_models import PracticeModel, PracticeUse
from carepath_sim.scenario.problems import at, unknown
from carepath_sim.scenario.schema import PolicyUse, Study

KINDS = (("policies", "policy", "policy_cards"), ("practice_models", "practice_model", "practice_cards"))
"""What a scenario puts to use: the key of its list, the key of a name in it, and where resolve keeps the cards."""

IN_FULL = {"value": "100%", "status": "assumed", "note": "Nothing else is said of it."}


def with_cards(document: Document, shelf: Catalogue) -> tuple[Document, list[Problem]]:
    """The document with the cards of all that it puts to use, and what of it there is not."""
    data, marks = dict(document.data), dict(document.marks)
    problems: list[Problem] = []
    for kind, word, cards in KINDS:
        found = _cards(document, shelf, kind, word, problems)
        data[cards] = found
        for name in found:
            here = (kind, name)
            marks.update({(cards, *path[1:]): mark for path, mark in shelf.document.marks.items() if path[:2] == here})
    problems += _both(document, data)
    return Document(data, marks), problems


def _uses(document: Document, kind: str, word: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each use in a list that can be read: its index, the name used, and all that is said of it."""
    uses = document.data.get(kind)
    for index, use in enumerate(uses if isinstance(uses, list) else []):
        said = use if isinstance(use, dict) else {word: use}
        if isinstance(said.get(word), str):
            yield index, said[word], said


def _cards(document: Document, shelf: Catalogue, kind: str, word: str, problems: list[Problem]) -> dict[str, Any]:
    """The cards that a document names, by name; what is wrong with the names goes to `problems`."""
    cards: dict[str, Any] = {}
    known, plain = shelf.names(kind), word.replace("_", " ")
    for index, name, said in _uses(document, kind, word):
        path: KeyPath = (kind, index)
        if name in cards:
            problems.append(at(document, path, f"The {plain} {name!r} is put to use twice", fix="keep one"))
        elif name not in known:
            problems.append(unknown(document, path, plain, name, known))
        else:
            cards[name] = copy.deepcopy(shelf.document.data[kind][name])
            problems += _unknown_levers(document, path, cards[name], said.get("levers"))
    return cards


def _unknown_levers(document: Document, path: KeyPath, card: Any, levers: Any) -> list[Problem]:
    known = card.get("levers") if isinstance(card, dict) else None
    known = known if isinstance(known, dict) else {}
    mentioned = levers if isinstance(levers, dict) else {}
    return [unknown(document, (*path, "levers", name), "lever", name, known) for name in mentioned if name not in known]


def _both(document: Document, data: dict[str, Any]) -> list[Problem]:
    """Names that stand for a policy and for a practice model: nobody could tell whose effects are meant."""
    both = set(data["policy_cards"]) & set(data["practice_cards"])
    return [
        at(document, ("practice_models", index), f"{name} is also a policy put to use", fix="keep one of the two")
        for index, name, _ in _uses(document, "practice_models", "practice_model")
        if name in both
    ]


def _effects_of_cards(study: Study) -> Iterator[tuple[KeyPath, Effect]]:
    """Every effect that stands on a card, with its key path."""
    for name, card in study.policy_cards.items():
        yield from _numbered(("policy_cards", name, "effects"), card.effects)
    for name, model in study.practice_cards.items():
        for key, lever in model.levers.items():
            yield from _numbered(("practice_cards", name, "levers", key, "effects"), lever.effects)
        yield from _numbered(("practice_cards", name, "costs"), model.costs)


def _numbered(path: KeyPath, effects: Iterable[Effect]) -> Iterator[tuple[KeyPath, Effect]]:
    return (((*path, index), effect) for index, effect in enumerate(effects))


def put_to_use(study: Study, document: Document) -> None:
    """Move the effects of all cards into the study, and complete what is said of each practice model; in place."""
    policies = {use.policy: (index, use) for index, use in enumerate(study.policies)}
    models = {use.practice_model: (index, use) for index, use in enumerate(study.practice_models)}
    for path, effect in list(_effects_of_cards(study)):
        kind, name = str(path[0]), str(path[1])
        if kind == "policy_cards" and name in policies:
            index, policy = policies[name]
            mine = _moved(study, document, path, effect, policy, ("policies", index))
            mine.policy = name
        elif kind == "practice_cards" and name in models:
            index, model = models[name]
            mine = _moved(study, document, path, effect, model, ("practice_models", index))
            mine.policy, mine.lever = name, str(path[3]) if path[2] == "levers" else None
    for card in study.policy_cards.values():
        card.effects = []
    for name, model_card in study.practice_cards.items():
        model_card.costs = []
        for lever in model_card.levers.values():
            lever.effects = []
        if name in models:
            index, model = models[name]
            _complete(model, model_card, ("practice_models", index), document)


def each_use(study: Study) -> Iterator[tuple[KeyPath, str, PolicyUse | PracticeUse]]:
    """Every policy and practice model put to use: the key path of its entry, its name, and what is said of it."""
    yield from ((("policies", index), use.policy, use) for index, use in enumerate(study.policies))
    yield from (
        (("practice_models", index), use.practice_model, use) for index, use in enumerate(study.practice_models)
    )


def dated_at(study: Study, effect: Effect, path: KeyPath, key: str) -> KeyPath:
    """Where the `from` or `until` of an effect at a key path is written: there, or in the entry of its use."""
    field = "start" if key == "from" else key
    for place, name, use in each_use(study):
        if name == effect.policy and getattr(use, field) == getattr(effect.action, field):
            return (*place, key)
    return (*path, key)


def _moved(
    study: Study, document: Document, there: KeyPath, effect: Effect, use: PolicyUse | PracticeUse, of_use: KeyPath
) -> Effect:
    """The effect of a card, put into the study with the dates of its use wherever it has none of its own.

    The fidelity of a policy goes with them; that of a practice model stays with its use.
    """
    mine = effect.model_copy(deep=True)
    here: KeyPath = ("effects", len(study.effects))
    _move_marks(document, there, here)
    fields = [("start", "from"), ("until", "until")]
    fields += [("fidelity", "fidelity")] if isinstance(use, PolicyUse) else []
    for field, key in fields:
        if getattr(mine.action, field) is None and getattr(use, field) is not None:
            setattr(mine.action, field, getattr(use, field))
            document.marks[(*here, mine.verb, key)] = document.mark((*of_use, key))
    study.effects.append(mine)
    return mine


def _move_marks(document: Document, there: KeyPath, here: KeyPath) -> None:
    size = len(there)
    document.marks.update({(*here, *path[size:]): m for path, m in document.marks.items() if path[:size] == there})


def _complete(use: PracticeUse, card: PracticeModel, here: KeyPath, document: Document) -> None:
    """Let a use say all that decides how far its practice model acts, so that each number stands in one place."""
    there: KeyPath = ("practice_cards", use.practice_model)
    own = {} if use.fidelity else {name: lever.fidelity for name, lever in card.levers.items() if lever.fidelity}
    for name, fidelity in own.items():
        if name not in use.levers:
            use.levers[name] = fidelity
            _move_marks(document, (*there, "levers", name, "fidelity"), (*here, "levers", name))
    for key in ("uptake", "fidelity"):
        if getattr(use, key) is None:
            stated = getattr(card, key)
            if stated is not None:
                _move_marks(document, (*there, key), (*here, key))
            setattr(use, key, stated or Parameter[Share].model_validate(IN_FULL))
        setattr(card, key, None)
    for lever in card.levers.values():
        lever.fidelity = None
