"""One number in one scenario: what is written for it there, and which of its effects act on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carepath_sim.catalogue.documents import words
from carepath_sim.scenario import facts
from carepath_sim.scenario.acting import acts_on
from carepath_sim.scenario.auditing.figures import Figure
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.explaining import Change
from carepath_sim.scenario.resolved import ParameterRow, Resolved
from carepath_sim.scenario.saying import effect_words
from carepath_sim.scenario.schema import Study

TAKEN_UP = ("multiply_hazard", "set_hazard", "multiply_entries", "set_key_worker", "cap_stay", "extend_support")
"""Verbs that act on those alone who take up a practice model; the others act on the council."""
CARDS = {"policies": "policy", "practice_models": "practice model"}


def written(figure: Figure, resolved: Resolved) -> ParameterRow | None:
    """What a scenario has for a number of the catalogue; None if it has no use for it."""
    rows = resolved.parameters()
    place, path = figure.file.place, figure.path
    if figure.file.kind not in CARDS:
        wanted = [words((*place, *path))]
    elif path[-1] in ("uptake", "fidelity"):
        wanted = _of_use(resolved.study, str(place[-1]), path)
    else:  # resolve moves the effects of cards, each number with the line it stands in
        mark = figure.file.document.mark((*path, "value"))
        wanted = [
            row.path
            for row in rows
            if row.origin == f"{mark.file}:{mark.line}" and row.path.rsplit(".")[-1] == str(path[-1])
        ]
    return next((row for row in rows if row.path in wanted), None)


def _of_use(study: Study, name: str, path: tuple[str | int, ...]) -> list[str]:
    """The path of how far a practice model is taken up or carried out where a scenario puts it to use."""
    for index, use in enumerate(study.practice_models):
        if use.practice_model == name:
            here = ("practice_models", index)
            lever = path[1] if path[0] == "levers" else None
            return [words((*here, "levers", lever) if lever in use.levers else (*here, path[-1]))]
    return []


def changes_in(figure: Figure, resolved: Resolved, labels: Mapping[str, str]) -> Iterator[Change]:
    """The effects of a scenario that act on a number, each with its words; what is switched off there acts on none."""
    study, data = resolved.study, resolved.data()
    own = {name: each.label for part in (study.teams, study.settings) for name, each in part.items()}
    path = (*figure.file.place, *figure.path)
    for effect in study.effects:
        if acts_on(effect, path, data) and facts.fidelity_of(study, effect) > 0:
            kind, name = _whose(study, effect)
            said = effect_words(effect, {**labels, **own}).removesuffix(".")
            yield Change(kind, name or resolved.name, effect.origin or "", f"{said}{_how_far(study, effect)}.")


def _whose(study: Study, effect: Effect) -> tuple[str, str]:
    """Which kind of thing an effect belongs to, and its name; the scenario itself has none here."""
    if effect.policy is None:
        return "scenario", ""
    return "practice model" if effect.policy in study.practice_cards else "policy", effect.policy


def _how_far(study: Study, effect: Effect) -> str:
    """How faithfully an effect of a practice model is carried out and by how many taken up, where not in full."""
    if effect.lever is None or facts.use_of(study, effect) is None:
        return ""
    parts = []
    fidelity = facts.fidelity_of(study, effect)
    if fidelity < 1:
        parts.append(f"carried out to {100 * fidelity:g}%")
    share = max(facts.uptake_of(study, effect).values(), default=1.0)
    if share < 1 and effect.verb in TAKEN_UP:
        parts.append(f"taken up by {100 * share:g}%")
    return f" ({' and '.join(parts)})" if parts else ""
