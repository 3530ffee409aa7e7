"""SALib, which an analysis of sensitivity needs and the rest of the package does not."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from carepath_sim.errors import UsageError


def salib(module: str) -> Any:
    """A module of SALib, such as `sample.morris`; raises UsageError, saying how to get it, where it is not there."""
    try:
        return import_module(f"SALib.{module}")
    except ModuleNotFoundError as error:
        raise UsageError(
            'an analysis of sensitivity needs SALib, which is not installed: pip install "carepath_sim[sensitivity]"'
        ) from error


def unit_problem(names: list[str]) -> dict[str, Any]:
    """What SALib calls a problem: every factor from 0 to 1, by its quantile."""
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
