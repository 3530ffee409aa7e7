"""A request on its way to a design: its factors are found, and everything that is wrong with them is noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carepath_sim.build import build_model
from carepath_sim.errors import Problem
from carepath_sim.experiments.designs import sampling
from carepath_sim.experiments.designs.deciding import factor
from carepath_sim.experiments.designs.design import LARGEST_DESIGN
from carepath_sim.experiments.designs.factors import Factor, problem
from carepath_sim.experiments.designs.finding import Atlas
from carepath_sim.experiments.designs.request import DEFAULT_SAMPLES, Asked, Place, Request
from carepath_sim.experiments.designs.wanted import Own, Refusal
from carepath_sim.experiments.outcome_paths import DEFAULT_OUTCOMES, OutcomePath, check_parts
from carepath_sim.experiments.precision import CAREFUL
from carepath_sim.experiments.study import Study, check_comparable

NOTHING_VARIED = "--vary PATH=VALUES, --uncertain PATH, or keys under `levers:` or `uncertainties:` of a sweep file"
MOST_NAMED = 3


class Plan:
    """A request on its way to a design: its factors, where each was asked for, and what is wrong."""

    def __init__(self, request: Request, atlas: Atlas) -> None:
        self.request, self.bases, self.atlas = request, atlas.bases, atlas
        self.places: dict[str, Place] = {}
        self.problems: list[Problem] = []
        self.studies: dict[str, Study] = {}

    def factors(self) -> list[Factor]:
        """Every factor that can be made; what is wrong with the others is among the problems."""
        asked_names = [(asked, self._name(asked.path)) for asked in self.request.asked]
        explicit = [name for _, name in asked_names]
        found: list[Factor] = []
        for index, (asked, name) in enumerate(asked_names):
            if asked.word == "constant":
                continue
            earlier = next(
                (other for other, same in asked_names[:index] + _constants(asked_names) if same == name), None
            )
            if earlier is not None:
                self.problems.append(_twice(asked, earlier))
                continue
            try:
                made = factor(asked, self.atlas, explicit)
            except Refusal as refusal:
                self.problems.append(asked.place.refused(refusal))
                continue
            found.append(made)
            self.places[made.name] = asked.place
        self._check_one_number(asked_names)
        found += self._everything(explicit, found)
        if not found and not self.problems and not self.request.problems:
            self.problems.append(self.request.place.problem("Nothing is varied", NOTHING_VARIED))
        return found

    def _name(self, path: str) -> str:
        names = {self.atlas.name_in(base, path) for base in self.bases}
        return min(names, key=lambda name: (name == path, name))

    def _check_one_number(self, asked_names: Iterable[tuple[Asked, str]]) -> None:
        """Refuse two uncertainties that are one number, written once for several settings."""
        seen: dict[tuple[str, ...], Asked] = {}
        for asked, name in asked_names:
            if asked.word not in ("uncertain", "uncertainty") or not isinstance(asked.wanted, Own):
                continue
            number = next((numbers[name] for numbers in self.atlas.numbers if name in numbers), None)
            if number is None or not number.has_width:
                continue
            first = seen.setdefault(number.identity, asked)
            if first.path != asked.path and self._name(first.path) != name:
                what = (
                    f"{asked.path} and {first.path} are one number, written in {number.origin}, and are drawn together"
                )
                self.problems.append(asked.place.problem(what, fix="keep one of them, or give each a range of its own"))

    def _everything(self, explicit: Sequence[str], found: Sequence[Factor]) -> list[Factor]:
        """Every number with a range that nobody decides and of which nothing else is said, if that was asked for.

        Levers are left out: the places kept free and those there are, drawn apart, may not go together.
        """
        place = self.request.everything
        if place is None:
            return []
        taken = {*explicit, *(path for each in found for path in each.paths)}
        drawn = [each for each in problem(self.bases, taken) if each.role == "uncertainty"]
        self.places |= {each.name: place for each in drawn}
        if not drawn:
            self.problems.append(place.problem("No number has a range of which nothing else is said"))
        return drawn

    def parted(self, factors: Iterable[Factor]) -> tuple[list[Factor], list[Factor]]:
        """The factors with listed values, levers first, and those that are drawn."""
        listed = sorted((each for each in factors if not each.is_drawn), key=lambda each: each.role != "lever")
        return listed, [each for each in factors if each.is_drawn]

    def kind(self, drawn: Sequence[Factor]) -> str:
        """How the points are chosen."""
        return self.request.kind or (sampling.LATIN_HYPERCUBE if drawn else sampling.GRID)

    def check_kind(self, listed: Sequence[Factor], drawn: Sequence[Factor]) -> None:
        """Note what a kind of design cannot do."""
        request, kind = self.request, self.kind(drawn)
        if kind == sampling.GRID and drawn:
            for each in drawn[:MOST_NAMED]:
                what = f"{each.name} is to be drawn from a range, and a grid has listed values alone"
                fix = "list its values, or choose a latin hypercube or sobol design"
                self.problems.append(self.places[each.name].problem(what, "values such as 6:18:2", fix=fix))
        if not drawn and listed:
            what, fix = (
                "Nothing is drawn from a range, so that there is nothing to sample",
                "give a number a low and a high",
            )
            if request.kind not in ("", sampling.GRID):
                self.problems.append(request.kind_at.problem(what, "grid", fix=fix))
            elif request.samples is not None:
                self.problems.append(request.samples_at.problem(what, fix=f"leave it out, or {fix}"))
        samples = request.samples or DEFAULT_SAMPLES
        if drawn and kind == sampling.SOBOL and samples & (samples - 1):
            what = f"A Sobol' sample of {samples:,} points is out of balance"
            near = f"{sampling.nearest(samples):,}"
            self.problems.append(request.samples_at.problem(what, "a power of two, such as 64, 128 or 256", near))

    def check_size(self, listed: Sequence[Factor], drawn: Sequence[Factor]) -> None:
        """Note a design that is larger than any that is meant."""
        samples = self.request.samples or DEFAULT_SAMPLES
        if sampling.size(listed, len(drawn), samples) <= LARGEST_DESIGN:
            return
        sizes = [(len(each.levels), each.name) for each in listed] + ([(samples, "the sample")] if drawn else [])
        largest = max(sizes)[1]
        parts = ", ".join(f"{name} has {count:,}" for count, name in sorted(sizes, reverse=True))
        what = f"The design has {sampling.size_words(listed, len(drawn), samples)}: {parts}"
        fix = (
            f"take larger steps, {largest} first, or draw from ranges: a latin hypercube of {1000:,} points fills them"
        )
        place = self.places.get(largest, self.request.samples_at)
        self.problems.append(place.problem(what, f"at most {LARGEST_DESIGN:,} points", fix=fix))

    def outcomes(self) -> tuple[OutcomePath, ...]:
        """What is measured, and what is to be precise among it."""
        goal = self.request.until
        return tuple(dict.fromkeys([*(self.request.outcomes or DEFAULT_OUTCOMES), *([goal.outcome] if goal else [])]))

    def check_outcomes(self) -> None:
        """Note outcomes that no scenario has."""
        studies = [
            Study(base.scenario, *build_model(base.resolved), base.resolved.study.label, base.resolved.question)
            for base in self.bases
        ]
        goal, asked = self.request.until, dict(self.request.outcomes)
        if goal is not None:
            asked.setdefault(goal.outcome, self.request.until_at)
            fewest = max(CAREFUL.least, self.request.least) + goal.look_ahead
            if self.request.most < fewest:
                what = f"{self.request.most:,} replications at most leave no room to see that this stays reached"
                self.problems.append(self.request.until_at.problem(what, f"{fewest:,} or more"))
        for outcome, place in asked.items():
            self.problems += [place.told(sentence, outcome.name) for sentence in check_parts([outcome], studies)]
        self.studies = {study.name: study for study in studies}

    def check_comparable(self) -> None:
        """Note why scenarios cannot be compared."""
        with self.request.place.keeping(self.problems):
            check_comparable(list(self.studies.values()))


def _constants(asked_names: Sequence[tuple[Asked, str]]) -> list[tuple[Asked, str]]:
    return [(asked, name) for asked, name in asked_names if asked.word == "constant"]


def _twice(asked: Asked, earlier: Asked) -> Problem:
    how = "set for the whole design" if earlier.word == "constant" else "varied"
    where = earlier.place.file if not earlier.place.line else f"line {earlier.place.line}"
    same = "" if earlier.path == asked.path else f", as {earlier.path}"
    what = f"{asked.path} is already {how}{same} ({where})"
    return asked.place.problem(what, "each number once", fix="keep one of the two")
