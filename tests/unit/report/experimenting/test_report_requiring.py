"""Which points of a sweep keep the levels that were stated, and outcomes that the baseline has not."""

from __future__ import annotations

import re

from carepath_sim.experiments.designs.beforehand import Beforehand
from carepath_sim.experiments.search.levels import levels
from carepath_sim.experiments.sweeps.tally import Tally
from carepath_sim.report.experimenting import sweep_page
from carepath_sim.report.experimenting.gathering import swept as gathered
from carepath_sim.report.experimenting.heatmaps import heatmaps
from carepath_sim.report.experimenting.leading import leads
from carepath_sim.report.experimenting.requiring import requiring
from carepath_sim.report.experimenting.swept import Swept
from tests.unit.report.experimenting import made_up

LACKING = {"baseline": ("days_full.hub",)}


def swept(lacking: dict[str, tuple[str, ...]] = LACKING) -> Swept:
    found = made_up.sweep([made_up.places(6.0, 12.0, 18.0), made_up.turnover(10.0, 50.0)], replications=5)
    rows = found.results.copy()
    full = {6.0: 90.0, 12.0: 40.0, 18.0: 5.0}
    rows["days_full.hub"] = rows["settings.hub.places"].map(full) * (rows["scenario"] == "hub") + 0.0
    rows["cost_per_year"] = 3e7 + 1e5 * rows["settings.hub.places"] + 1e4 * rows["teams.hub.leave_rate"]
    return gathered(found.design, rows, found.titles, lacking)


def said(*stated: str) -> list[str]:
    return requiring(swept(), levels(stated), lambda _: 1000.0)


def test_the_points_that_keep_every_level_are_named_and_the_cheapest_of_them() -> None:
    first, *others = said("days_full.hub <= 5%", "cost_per_year < £40 million")
    assert first.startswith("Of 6 choices, 4 keep every level on average (days full, hub: at most 5% of days; ")
    assert re.search(r"The cheapest of them is hub, neutral with .*12 places.* 10% per year.*: £31\.3m", first)
    assert "days full, hub: 4.0% of days" in first
    assert others == ["Baseline has no hub and is not held against that level."]
    assert said("days_full.hub <= 0.1%")[0].startswith("None of 6 choices keeps the level on average")


def test_a_level_that_was_not_measured_and_a_bare_number_are_told() -> None:
    assert "Fix: add --outcome moves" in said("moves <= 5")[0]
    assert any("was read as at most 40 days" in each for each in said("days_full.hub <= 40"))


def test_what_the_baseline_has_not_is_not_compared() -> None:
    found = swept()
    (alone,) = [each for each in leads(found) if "nothing to compare" in each]
    assert alone.startswith(
        "Baseline has no hub, so that there is nothing to compare in days full, hub. Hub, neutral: lowest with "
    )
    assert "heat-days_full.hub" not in [chart.key for chart in heatmaps(found)]
    assert "heat-days_full.hub" in [chart.key for chart in heatmaps(swept({}))]


def test_the_page_answers_first_and_tells_what_was_run_and_what_costs_leave_out() -> None:
    made = made_up.sweep([made_up.places(6.0, 12.0)], replications=5)
    made.beforehand = Beforehand(LACKING, ("A hub is paid for as one service.",))
    made.tally = Tally(4, 3, 15)
    page = sweep_page.render(made, levels=levels(["days_full.hub <= 5%"]))  # type: ignore[arg-type]
    assert "A hub is paid for as one service." in page
    assert "<b>15</b><span>simulated futures: 3 of 4 cells differ" in page
    assert re.findall(r'<li><a href="#(\w+)">', page) == re.findall(r'<h2 id="(\w+)"', page), "in the order of the page"
    assert page.index("keeps the level on average") < page.index("costs least")
