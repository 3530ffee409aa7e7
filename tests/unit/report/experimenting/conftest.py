"""Pages of made-up studies, rendered once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from carepath_sim.experiments.search.levels import level
from carepath_sim.report.experimenting import search_page, sensitivity_page, sweep_page
from tests.unit.report.experimenting import made_up, made_up_analyses


@cache
def page(kind: str) -> str:
    """A page by name."""
    match kind:
        case "grid":
            found = made_up.sweep([made_up.places(6.0, 12.0, 18.0), made_up.turnover(10.0, 50.0)])
            return sweep_page.render(found, levels=[level("overflow_placements <= 11")])
        case "worlds":
            varied = [made_up.places(6.0, 18.0), made_up.breakdowns(), made_up.link(), made_up.price()]
            return sweep_page.render(made_up.sweep(varied, worlds=12, replications=6))
        case "sensitivity":
            return sensitivity_page.render(made_up_analyses.analysis())
        case "search":
            return search_page.render(made_up_analyses.search())
    raise ValueError(kind)


@pytest.fixture(scope="session", name="page")
def page_maker() -> Callable[[str], str]:
    """The maker of a page."""
    return page
