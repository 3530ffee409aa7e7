"""Reads the options of a sweep, `--vary settings.hub.places=6:18:2`, into what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.errors import Problem
from carepath_sim.experiments.designs.bases import POLICIES
from carepath_sim.experiments.designs.choices import choices
from carepath_sim.experiments.designs.request import EVERYTHING, Asked, Place, Request, Word
from carepath_sim.experiments.designs.sampling import GRID, LATIN_HYPERCUBE, SOBOL
from carepath_sim.experiments.designs.spreads import SPREADS
from carepath_sim.experiments.designs.sweep_file import goal_of, is_sweep_file, outcomes_of, read_sweep
from carepath_sim.experiments.designs.wanted import Between, Own, Refusal, Wanted, wanted

KINDS = {
    "grid": GRID,
    "latin": LATIN_HYPERCUBE,
    "latin hypercube": LATIN_HYPERCUBE,
    "lhs": LATIN_HYPERCUBE,
    "sobol": SOBOL,
}
FORM = "PATH=VALUES, such as settings.hub.places=6:18:2"


def from_options(
    files: Sequence[str | Path],
    vary: Iterable[str] = (),
    uncertain: Iterable[str] = (),
    set_: Iterable[str] = (),
    outcomes: Iterable[str] = (),
    design: str = "",
    samples: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    until: str = "",
    at_most: int | None = None,
) -> Request:
    """What the options of a command ask for, of some scenarios or over one sweep file; it raises nothing.

    What options say of numbers is added to what a sweep file says, and everything else stands in its place. Whatever
    is wrong with how they are written is among the problems of the request.
    """
    problems: list[Problem] = []
    request = _files([str(file) for file in files], problems)
    asked = [
        *_each(vary, "vary", problems),
        *_each(uncertain, "uncertain", problems),
        *_each(set_, "constant", problems),
    ]
    everything = [item for item in asked if item.path == EVERYTHING and isinstance(item.wanted, Own)]
    asked = [item for item in asked if item not in everything]
    request = replace(request, asked=(*request.asked, *asked))
    if everything:
        request = replace(request, everything=everything[0].place)
    if design:
        request = replace(request, kind=_kind(design, problems), kind_at=Place(f"--design {design}"))
    for name, number, least in _least_numbers(samples, replications, at_most, seed):
        if number is not None and number < least:
            problems.append(Place(f"--{name} {number}").problem(f"{number:,} is too few", f"{least} or more"))
    if replications is not None:
        request = replace(request, replications=replications)
    if seed is not None:
        request = replace(request, seed=max(seed, 0))
    if samples is not None:
        request = replace(request, samples=max(samples, 2), samples_at=Place(f"--samples {samples}"))
    named = list(outcomes)
    if named:
        found = outcomes_of([(text, Place(f"--outcome {text}")) for text in named], problems)
        request = replace(request, outcomes=found)
    if until:
        place = Place(f"--until '{until}'")
        request = replace(request, until=goal_of(until, place, problems), until_at=place)
    if at_most is not None and request.until is None and not until:
        what, fix = "There is no precision to reach before that", "give --until with it, or --replications instead"
        problems.append(Place(f"--at-most {at_most}").problem(what, fix=fix))
    elif at_most is not None:
        request = replace(request, at_most=max(at_most, 1))
    return replace(request, problems=(*request.problems, *problems))


def _least_numbers(
    samples: int | None, replications: int | None, at_most: int | None, seed: int | None
) -> list[tuple[str, int | None, int]]:
    """Each option that is a number, and the least it may be."""
    return [("samples", samples, 2), ("replications", replications, 1), ("at-most", at_most, 1), ("seed", seed, 0)]


def _files(files: Sequence[str], problems: list[Problem]) -> Request:
    """The request of the one sweep file among some files, or of scenarios."""
    sweeps = [file for file in files if is_sweep_file(file)]
    if not sweeps:
        return Request(tuple(files))
    if len(files) > 1:
        what = "A sweep file names its scenarios itself, and is given alone"
        problems.append(Place(sweeps[0]).problem(what, "one sweep file, or scenarios"))
    return read_sweep(sweeps[0])


def _each(texts: Iterable[str], word: Word, problems: list[Problem]) -> list[Asked]:
    found = []
    for text in texts:
        option = {"vary": "--vary", "uncertain": "--uncertain", "constant": "--set"}[word]
        place = Place(f"{option} {text}")
        try:
            found.append(_asked(text, word, place))
        except Refusal as refusal:
            problems.append(place.refused(refusal))
    return found


def _asked(text: str, word: Word, place: Place) -> Asked:
    path, equals, values = (part.strip() for part in text.partition("="))
    if not path:
        raise Refusal("There is no path here" if not equals else "There is no path before the =", FORM)
    if word == "constant":
        if not values:
            raise Refusal("There is no value here", "PATH=VALUE, such as settings.hub.places=12")
        return Asked(word, path, place, value=values)
    if path == POLICIES:
        if word == "uncertain":
            raise Refusal("Which policies are put to use is decided, not found out", fix="vary it: --vary policies=…")
        return Asked(word, path, place, choices=choices(values))
    if not equals:
        return Asked(word, path, place, Own())
    return Asked(word, path, place, _drawn(values) if word == "uncertain" else _wanted(values))


def _wanted(values: str) -> Wanted:
    """Values as they are written; the name of a distribution may follow a low and a high."""
    start, _, last = values.rpartition(" ")
    asked = wanted(start if start and ".." in start and last in SPREADS else values)
    return replace(asked, distribution=last) if isinstance(asked, Between) and last in SPREADS else asked


def _drawn(values: str) -> Wanted:
    asked = _wanted(values)
    if not isinstance(asked, (Between, Own)):
        fix = "list values with --vary, or write LOW..HIGH"
        raise Refusal(f"{values!r} are values, and an uncertainty is drawn from a range", "4..12", fix=fix)
    return asked


def _kind(design: str, problems: list[Problem]) -> str:
    words = " ".join(design.lower().replace("-", " ").replace("_", " ").split())
    if words not in KINDS:
        near = nearest(words, KINDS)
        problems.append(Place(f"--design {design}").problem(f"There is no design {design!r}", listed(KINDS), near))
    return KINDS.get(words, "")
