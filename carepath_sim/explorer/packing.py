"""How values travel in a page: exactly, byte by byte, and compressed."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from scipy.special import stdtrit

from carepath_sim.catalogue.wording import label_of
from carepath_sim.explorer.data import Exploration, Measure
from carepath_sim.metrics import ALL
from carepath_sim.metrics.uncertainty import CONFIDENCE
from carepath_sim.model import Floats
from carepath_sim.report import canvas

WHOLE = "All together"


def packed_values(values: Floats, width: int = 8) -> bytes:
    """The values as numbers of so many bytes, first all their lowest bytes, then all the next ones, up to the highest.

    The bytes of like weight are alike, so this compresses better than number after number
    and of 8 bytes loses nothing: what the page works out is what Python worked out.
    """
    numbers = np.ascontiguousarray(values, dtype=f"<f{width}")
    return numbers.reshape(-1).view(np.uint8).reshape(-1, width).T.tobytes()


def quantiles(replications: int, looked_at: int = 1) -> list[float | None]:
    """Student's quantile for the 95% interval of a mean of so many values, by their number; None for 0 and 1.

    Such an interval holds together with those of all the means that are `looked_at`: see
    `report.experimenting.widening`.
    """
    known = stdtrit(np.arange(1, max(replications, 2)), 1 - (0.5 - CONFIDENCE / 2) / max(looked_at, 1))
    return [None, None, *(float(value) for value in known)][: replications + 1]


def facts(data: Exploration) -> str:
    """All but the values, as JSON; a number that is not defined is null."""
    return json.dumps(
        {
            "replications": data.replications,
            "quantiles": quantiles(data.replications),
            "scenarios": [
                {
                    "name": each.name,
                    "label": each.label,
                    "mark": vars(canvas.mark(place)),
                    "parameters": dict(each.parameters),
                }
                for place, each in enumerate(data.scenarios)
            ],
            "periods": [{"name": name, "label": label} for name, label in data.periods.items()],
            "measures": [_measure(each) | {"parts": parts} for each, parts in _parts(data)],
            "present": ["".join("01"[int(has)] for has in row) for row in data.present],
            "config": canvas.CONFIG,
            "dark": canvas.DARK,
            "colours": {"ink": canvas.INK, "muted": canvas.MUTED, "grid": canvas.GRID, "paper": canvas.PAPER},
            "font": canvas.FONT,
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def _measure(measure: Measure) -> dict[str, Any]:
    return vars(measure) | {"absent": None if math.isnan(measure.absent) else measure.absent}


def _parts(data: Exploration) -> list[tuple[Measure, list[dict[str, Any]]]]:
    """For each measure its parts, each with the row of its values in each period."""
    found: dict[str, dict[str, dict[str, int]]] = {measure.name: {} for measure in data.measures}
    for row, key in enumerate(data.keys):
        found[key.metric].setdefault(key.setting, {})[key.period] = row
    return [
        (
            measure,
            [
                {"name": name, "label": _part_label(data, name), "rows": rows}
                for name, rows in found[measure.name].items()
            ],
        )
        for measure in data.measures
    ]


def _part_label(data: Exploration, name: str) -> str:
    if name == ALL:
        return WHOLE
    first, _, last = name.partition(" to ")
    return f"Aged {name}" if first.isdigit() and last.isdigit() else label_of(data.labels, name)
