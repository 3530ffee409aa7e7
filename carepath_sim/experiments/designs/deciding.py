"""Makes the factors of a request: each path found, its values read, and what is a lever told from what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from carepath_sim.catalogue.wording import listed
from carepath_sim.experiments.designs.bases import POLICIES
from carepath_sim.experiments.designs.factors import Factor, Role, factor_of
from carepath_sim.experiments.designs.finding import Atlas
from carepath_sim.experiments.designs.numbers import Number
from carepath_sim.experiments.designs.request import Asked
from carepath_sim.experiments.designs.roles import kind_of, reason
from carepath_sim.experiments.designs.styles import Style
from carepath_sim.experiments.designs.wanted import Between, Listed, Own, Refusal, Steps, ends, levels
from carepath_sim.scenario import units


def policies(asked: Asked) -> Factor:
    """The factor of the policies put to use."""
    return Factor(
        name=POLICIES,
        paths=(),
        role="lever",
        label="Policies",
        unit="",
        before="",
        after="",
        whole=False,
        default=None,
        low=None,
        high=None,
        distribution=None,
        values=(),
        choices=asked.choices,
        status="",
        source="",
    )


def factor(asked: Asked, atlas: Atlas, alone: Sequence[str] = ()) -> Factor:
    """The factor of what is asked for; raises Refusal. `alone` are names that are not to be set with others."""
    if asked.path == POLICIES:
        return policies(asked)
    found = atlas.all_of(asked.path)
    number = found[0][1]
    role = _role(asked, number)
    number = replace(number, style=_style(asked, number))
    lacking = atlas.lacking(asked.path)
    note = f"{listed(lacking)} {'has' if len(lacking) == 1 else 'have'} no such number and stay as they are"
    note = note.replace("stay as they are", "stays as it is") if len(lacking) == 1 else note
    made = _made(asked, number, role, atlas, alone)
    notes = [made.note, note if lacking else "", _together(made)]
    return replace(made, note="; ".join(part for part in notes if part))


def _made(asked: Asked, number: Number, role: Role, atlas: Atlas, alone: Sequence[str]) -> Factor:
    match asked.wanted:
        case Steps() | Listed() as wanted:
            return factor_of(number, role, values=levels(wanted, number.style))
        case Between() as wanted:
            low, high = ends(wanted, number.style)
            return factor_of(number, role, span=(low, high, _distribution(wanted, number, low)))
    if number.low is None or number.high is None:
        what = f"{asked.path} has no range of its own to draw from"
        raise Refusal(what, "values, or a range such as 4..12", fix="give it a low and a high")
    if not number.has_width:
        value = number.style.written(number.low)
        raise Refusal(f"The range of {asked.path} has no width: both its ends are {value}", "a low below the high")
    alike = same(atlas, number, alone) if role == "uncertainty" else []
    return factor_of(number, role, alike=alike)


def same(atlas: Atlas, number: Number, alone: Sequence[str] = ()) -> list[Number]:
    """The other numbers that were written once with this one, those left out that are to stand alone."""
    found = {
        other.name: other
        for numbers in atlas.numbers
        for other in numbers.values()
        if other.identity == number.identity and other.name != number.name and other.name not in alone
    }
    return list(found.values())


def _together(made: Factor) -> str:
    if len(made.paths) < 2:
        return ""
    return f"{len(made.paths)} numbers that are written in one place are drawn as one"


def _distribution(wanted: Between, number: Number, low: float) -> str:
    found = wanted.distribution or number.distribution or "uniform"
    return "uniform" if found == "lognormal" and low <= 0 else found


def _style(asked: Asked, number: Number) -> Style:
    """How the number is written: an occupancy that is nought may be said in places or in per cent."""
    if number.style.unit is units.FILL and not number.default and "%" in _texts(asked):
        return Style(units.FILL, "", "%")
    return number.style


def _texts(asked: Asked) -> str:
    match asked.wanted:
        case Steps(first, last, step):
            return f"{first} {last} {step}"
        case Listed(values):
            return " ".join(map(str, values))
        case Between(low, high):
            return f"{low} {high}"
    return ""


def _role(asked: Asked, number: Number) -> Role:
    """Lever or uncertainty, as it was called or as it is; raises Refusal for one that is called the other."""
    kind, wanted = kind_of(number.name), asked.wanted
    if asked.word == "lever" and kind == "uncertainty":
        raise Refusal(
            f"{asked.path} is not a lever: {reason(number.name)}",
            "numbers a council decides, such as places, posts, caseload limits, fidelity and policies",
            fix="put it under `uncertainties:`",
        )
    if asked.word == "uncertainty" and kind == "lever":
        is_drawn = isinstance(wanted, Between) or (isinstance(wanted, Own) and number.has_width)
        if not is_drawn:
            lacks = "and it has no range" if isinstance(wanted, Own) else "and values are no range of belief"
            raise Refusal(
                f"{asked.path} is not an uncertainty: {reason(number.name)}, {lacks}",
                "numbers nobody knows, or a range to draw from: {low: 10 places, high: 14 places}",
                fix="put it under `levers:`, or give it a low and a high",
            )
    if asked.word in ("uncertain", "uncertainty"):
        return "uncertainty"
    return "uncertainty" if kind == "uncertainty" else "lever"
