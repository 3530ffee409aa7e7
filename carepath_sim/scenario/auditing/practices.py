"""What is asked of practice models and policies: that a range holds no effect wherever the evidence does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.errors import Problem
from carepath_sim.scenario.auditing.figures import Figure, figures_of, typed
from carepath_sim.scenario.auditing.files import File, items
from carepath_sim.scenario.checks_numbers import ends
from carepath_sim.scenario.parameters import Parameter

CLAIMS = {
    ("multiply_hazard", "by"),
    ("multiply_entries", "by"),
    ("multiply_turnover", "by"),
    ("multiply_price", "by"),
    ("set_key_worker", "none"),
    ("set_key_worker", "new"),
}
"""Numbers that claim an effect on lives, staff or prices; all are multipliers, of which 1 is no effect.

What else a lever says, such as places kept free or how long a key worker stays, is what is done, not what comes of it.
"""
NONE = 1.0
WEAK_TIERS = ("E", "F")
NO_RANGE = "It has no range, though the evidence includes no effect"
REPLACES = "set_hazard"
"""A hazard that is replaced has no value that stands for no effect."""


def check(file: File) -> list[Problem]:
    """Everything that is wrong with a practice model or a policy beside its single numbers."""
    card = file.document.data
    if file.kind == "policies":
        return list(_says_how_sure(file, card))
    return [*_says_how_sure(file, card), *_rated(file, card), *_agrees_with_itself(file, card), *_levers(file, card)]


def _says_how_sure(file: File, card: Mapping[str, Any]) -> Iterator[Problem]:
    """The whole has a status as a number has, and says what is known."""
    status = card.get("status")
    if status not in ("sourced", "calibrated", "assumed"):
        yield file.problem(("status",), f"The {_word(file)} has no status", "sourced, calibrated, assumed")
    if status == "sourced" and not card.get("source"):
        yield file.problem((), f"The {_word(file)} is sourced and names no source", fix="add `source:`")
    if status == "assumed" and not card.get("note"):
        yield file.problem((), f"The {_word(file)} is assumed and does not say how", fix="add `note:`")
    for key, about in (("tier", "A (a trial) to F (a concept only)"), ("evidence", "what is known about its effect")):
        if not card.get(key):
            yield file.problem((), f"The {_word(file)} has no {key}", about, fix=f"add `{key}:`")


def _word(file: File) -> str:
    return "policy" if file.kind == "policies" else "practice model"


def _rated(file: File, card: Mapping[str, Any]) -> Iterator[Problem]:
    for key in ("evidence_rating", "cost_rating"):
        if key not in card:
            yield file.problem(
                (), f"The practice model has no {key.replace('_', ' ')}", fix=f"write `{key}: not rated`"
            )
        elif not card.get(f"{key}_note"):
            what = f"The {key.replace('_', ' ')} does not say where it was read"
            yield file.problem((key,), what, fix=f"add `{key}_note:`, also to say that none was read")


def reasons(card: Mapping[str, Any]) -> list[str]:
    """Why the evidence of a practice model includes no effect, in words; nothing if it does not."""
    found = ["it says so itself"] if card.get("no_effect_in_range") is True else []
    found += [f"tier {card['tier']}"] if card.get("tier") in WEAK_TIERS else []
    found += [f"rating {card['evidence_rating']}"] if str(card.get("evidence_rating", "")).endswith("*") else []
    return found


def _agrees_with_itself(file: File, card: Mapping[str, Any]) -> Iterator[Problem]:
    why = reasons(card)
    if card.get("no_effect_in_range") is False and why:
        what = f"It says that its range leaves out no effect, against its evidence: {', '.join(why)}"
        yield file.problem(("no_effect_in_range",), what, "true", fix="write `no_effect_in_range: true`")


def _levers(file: File, card: Mapping[str, Any]) -> Iterator[Problem]:
    why = reasons(card)
    figures = {figure.path: figure for figure in figures_of(file)}
    for name, lever in items(card.get("levers")):
        if not isinstance(lever, dict):
            continue
        unmeasured = lever.get("measured") is False
        mine = [*why, "no effect of this lever was measured"] if unmeasured else why
        for index, effect in items(lever.get("effects")):
            for verb in effect if isinstance(effect, dict) else ():
                path: KeyPath = ("levers", name, "effects", index, verb)
                if verb == REPLACES and mine:
                    what = f"It replaces a hazard, which leaves out no effect, against its evidence: {', '.join(mine)}"
                    yield file.problem(path, what, fix="use `multiply_hazard` with a range that holds 1")
                claims = [(*path, field) for known, field in CLAIMS if known == verb]
                for figure in (figures[claim] for claim in claims if claim in figures):
                    yield from _claim(figure, mine, unmeasured and not _is_off(lever))


def _is_off(lever: Mapping[str, Any]) -> bool:
    """Whether a lever is a what-if that its own fidelity of nothing switches off until somebody asks for it."""
    fidelity = lever.get("fidelity")
    return isinstance(fidelity, dict) and str(fidelity.get("value")) in ("0%", "0")


def _claim(figure: Figure, why: list[str], must_be_none: bool) -> Iterator[Problem]:
    """A number that claims an effect, held against what is known."""
    if not why:
        return
    try:
        number = typed(figure)
    except ValidationError:
        return  # told with the number itself
    assert isinstance(number, Parameter)
    if must_be_none and number.amount != NONE:
        what = f"No effect of this lever was measured, and its default is {number.value}, not none"
        yield figure.file.problem(figure.path, what, "1, no effect", fix="write 1, and what might be as the range")
    between = ends(number)
    if between is None:
        what = f"{NO_RANGE} ({', '.join(why)})"
        yield figure.file.problem(figure.path, what, fix="add a `range:` that holds 1")
    elif not between[0] <= NONE <= between[2]:
        assert number.range is not None
        span = f"{number.range.low} to {number.range.high}"
        what = f"The range {span} leaves out no effect (1), against the evidence: {', '.join(why)}"
        yield figure.file.problem((*figure.path, "range"), what, "a range that holds 1")
