"""Finds what a path means in the scenarios of a sweep, and says what there is instead where it means nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import KeyPath, words
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.experiments.designs.bases import Base
from carepath_sim.experiments.designs.numbers import Number, keys_of, named, numbers_of
from carepath_sim.experiments.designs.wanted import Refusal
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import Quantity
from carepath_sim.scenario.walk import find, split

EXAMPLE = "the path of a number, such as settings.hub.places or teams.hub.leave_rate"
MOST_TOLD = 8
STEP = re.compile(r"\[\d+\]|[^.\[]+")


@dataclass(frozen=True, eq=False)
class Atlas:
    """All numbers of all bases, and the catalogue in which there may be more."""

    bases: Sequence[Base]
    catalogue: Path | None = None

    @cached_property
    def numbers(self) -> list[dict[str, Number]]:
        """The numbers of each base, by name."""
        return [numbers_of(base.resolved) for base in self.bases]

    def name_in(self, base: Base, path: str) -> str:
        """The name of what stands at a path of a base."""
        return named(base.resolved.study, path)

    def all_of(self, path: str) -> list[tuple[Base, Number]]:
        """The number at a path in each base that has one there; raises Refusal if none has, or they are unlike."""
        if not path or words(split(path)) != path:
            raise Refusal(f"{path!r} is no path" if path else "There is no path here", EXAMPLE)
        found = [
            (base, numbers[name])
            for base, numbers in zip(self.bases, self.numbers, strict=True)
            if (name := named(base.resolved.study, path)) in numbers
        ]
        if not found:
            raise self._nothing(path)
        (first_base, first), *others = found
        for base, other in others:
            if other.style.unit is not first.style.unit:
                what = (
                    f"{path} is {first.style.unit.name} in {first_base.scenario} and {other.style.unit.name} in "
                    f"{base.scenario}, and one number cannot stand for both"
                )
                raise Refusal(what, fix="write it in the same form in both, or vary it in one of them at a time")
        return found

    def lacking(self, path: str) -> list[str]:
        """The scenarios that have no number at a path."""
        pairs = zip(self.bases, self.numbers, strict=True)
        having = {base.scenario for base, numbers in pairs if named(base.resolved.study, path) in numbers}
        return list(dict.fromkeys(base.scenario for base in self.bases if base.scenario not in having))

    def _nothing(self, path: str) -> Refusal:
        """Why there is no number at a path, told of the base in which it leads furthest."""
        study = max((base.resolved.study for base in self.bases), key=lambda study: _reach(study, keys_of(study, path)))
        keys = keys_of(study, path)
        reach = _reach(study, keys)
        return self._unknown(study, keys, reach) if reach < len(keys) else self._no_number(study, path, keys)

    def _unknown(self, study: Study, keys: KeyPath, reach: int) -> Refusal:
        key = keys[reach]
        above = named(study, words(keys[:reach]))
        known = self._below(above)
        what = f"item {key + 1}" if isinstance(key, int) else repr(key)
        where = f" in {above}" if reach else ""
        near = self._ending(above, words(keys[reach:])) or self._mended(keys, reach, known)
        if keys[:reach] in (("settings",), ("teams",)) and key in read_catalogue(self.catalogue).names(str(keys[0])):
            fix = f"switch it on in a scenario, as `settings: {{{key}: {{in_use: true}}}}` does"
            return Refusal(f"{what}{where} is not in use in any of the scenarios", listed(known, MOST_TOLD), fix=fix)
        return Refusal(f"There is no {what}{where}", listed(known, MOST_TOLD), near)

    def _below(self, above: str) -> list[str]:
        """The keys below a path that lead to numbers."""
        starts = (f"{above}.", f"{above}[") if above else ("",)
        names = {name for numbers in self.numbers for name in numbers if name.startswith(starts)}
        return sorted({step[0] for name in names if (step := STEP.match(name[len(above) :].lstrip(".")))})

    def _ending(self, above: str, tail: str) -> str:
        """A number below a path whose own path ends in some keys, where others between were left out."""
        names = (name for numbers in self.numbers for name in numbers)
        return next((name for name in names if name.startswith(above) and name.endswith(f".{tail}")), "")

    def _mended(self, keys: KeyPath, reach: int, known: list[str]) -> str:
        """The path with the key that leads nowhere put right, as far as it then leads in any base."""
        near = nearest(keys[reach], known)
        if not near:
            return ""
        for base in self.bases:
            study = base.resolved.study
            mended = keys_of(study, words((*keys[:reach], near, *keys[reach + 1 :])))
            if _reach(study, mended) == len(mended):
                return named(study, words(mended))
        return words((*keys[:reach], near))

    def _no_number(self, study: Study, path: str, keys: KeyPath) -> Refusal:
        node = find(study, keys)
        below = [name for numbers in self.numbers for name in numbers if name.startswith((f"{path}.", f"{path}["))]
        if isinstance(node, Hazard):
            fix = "give it a rate in the scenario first"
            return Refusal(f"{path} never happens, and no multiple of never is anything else", fix=fix)
        if keys[0] == "policies":
            fix = "vary `policies`, or the numbers under `effects`"
            return Refusal(f"{path} acts through the effects of the policy", fix=fix)
        if below:
            told = list(dict.fromkeys(below))
            return Refusal(f"{path} is not one number but holds {len(told)}", listed(told, MOST_TOLD))
        if isinstance(node, Quantity):
            return Refusal(f"{path} is part of what a study is, the same at every point of a design", EXAMPLE)
        return Refusal(f"{path} is no number, so that it cannot be varied", EXAMPLE)


def _reach(study: Study, keys: KeyPath) -> int:
    """How many of the keys lead somewhere, one after another."""
    node: Any = study
    for count, key in enumerate(keys):
        try:
            node = find(node, (key,))
        except KeyError:
            return count
        if node is None:
            return count
    return len(keys)
