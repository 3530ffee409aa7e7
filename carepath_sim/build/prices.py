"""What everything costs, in each piece of the calendar."""

from __future__ import annotations

from typing import Any

import numpy as np

from carepath_sim.build import finance
from carepath_sim.build.axes import Axes
from carepath_sim.build.changes import Changes, numbers
from carepath_sim.model import Floats
from carepath_sim.scenario.facts import amount_of
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.schema import PostCost


def tables(axes: Axes, changes: Changes) -> dict[str, Any]:
    """The fields of `Prices`."""
    prices = axes.study.prices
    costs = [axes.team(name).cost for name in axes.teams]
    headings = sorted({cell[1] for cell in changes.cells if cell[0] == "cost"})
    of_stays = sorted({cell[1] for cell in changes.cells if cell[0] == "stay"})
    return {
        "currency": prices.currency,
        "price_year": prices.price_year,
        "night": _priced(axes, changes, "price", axes.settings),
        "service": _priced(axes, changes, "service", axes.pools),
        "empty_place": _priced(axes, changes, "empty_place", axes.pools),
        "post": np.array([_post(axes, cost) for cost in costs], dtype=np.float64).reshape(len(costs), 4),
        "recruitment": np.array([money(axes, cost.recruitment) if cost else 0.0 for cost in costs], dtype=np.float64),
        "move": np.array([money(axes, prices.move.planned), money(axes, prices.move.unplanned)], dtype=np.float64),
        "entry": money(axes, prices.entry),
        "fixed": {heading: numbers(0.0, changes.of("cost", heading), len(axes.pieces)) for heading in headings},
        "stay": {heading: _of_stays(axes, changes, heading) for heading in of_stays},
        **finance.tables(axes),
    }


def _priced(axes: Axes, changes: Changes, key: str, names: tuple[str, ...]) -> Floats:
    rows = [
        numbers(money(axes, getattr(axes.setting(name), key)), changes.of(key, name), len(axes.pieces))
        for name in names
    ]
    return np.array(rows, dtype=np.float64).reshape(len(names), len(axes.pieces))


def _of_stays(axes: Axes, changes: Changes, heading: str) -> Floats:
    """[S, G, P] £ of each stay that begins, by setting and group."""
    nothing = np.zeros(axes.n_groups, dtype=np.float64)
    rows = [numbers(nothing, changes.of("stay", heading, name), len(axes.pieces)) for name in axes.settings]
    return np.array(rows, dtype=np.float64)


def money(axes: Axes, number: Parameter[Any] | None) -> float:
    """£ of the price year; nothing if nothing is said."""
    return 0.0 if number is None else amount_of(axes.study, number)


def _post(axes: Axes, cost: PostCost | None) -> list[float]:
    """£ per day of a post that is closed, vacant, permanent, agency."""
    if cost is None:
        return [0.0, 0.0, 0.0, 0.0]
    return [0.0, money(axes, cost.vacant), money(axes, cost.permanent), money(axes, cost.agency)]
