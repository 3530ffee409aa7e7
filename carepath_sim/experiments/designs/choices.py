"""Choices of policies: `none`, `no_heads_on_beds`, or several together, `no_heads_on_beds+stable_team`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.experiments.designs.bases import AND, NO_POLICIES
from carepath_sim.experiments.designs.wanted import Refusal

FORM = "none,no_heads_on_beds,no_heads_on_beds+stable_team"


def choices(values: str | Sequence[object]) -> tuple[str, ...]:
    """The choices in a text with commas or a list; raises Refusal for what is no choice, or one twice."""
    items: Iterable[object] = values.split(",") if isinstance(values, str) else values
    found = [_choice(item) for item in items]
    if len(found) < 2:
        raise Refusal(
            "Policies are varied by two choices or more", FORM, fix="add `none`, or the choice to compare with"
        )
    seen: dict[frozenset[str], str] = {}
    for choice in found:
        names = frozenset(choice.split(AND))
        if names in seen:
            same = "is there twice" if seen[names] == choice else f"is the same as {seen[names]}"
            raise Refusal(f"{choice} {same}", "each choice once", fix="keep one of them")
        seen[names] = choice
    return tuple(found)


def _choice(item: object) -> str:
    if not isinstance(item, str) or not item.strip():
        raise Refusal("A choice of policies is empty" if not item else f"{item!r} is no choice of policies", FORM)
    names = [name.strip() for name in item.split(AND)]
    if not all(names):
        raise Refusal(f"{item.strip()!r} has nothing on one side of its +", FORM)
    if NO_POLICIES in names and len(names) > 1:
        raise Refusal(f"{item.strip()!r} is no policies and some", FORM, fix="leave `none` out of it")
    if len(set(names)) < len(names):
        raise Refusal(f"{item.strip()!r} has a policy twice", "each policy once")
    return AND.join(names)


def check_known(found: Sequence[str], catalogue: Path | None) -> None:
    """Raise Refusal unless every policy of some choices is one of the catalogue's."""
    known = read_catalogue(catalogue).names("policies")
    for name in dict.fromkeys(name for choice in found for name in choice.split(AND)):
        if name != NO_POLICIES and name not in known:
            raise Refusal(f"There is no policy {name!r}", listed([*known, NO_POLICIES]), nearest(name, known))
