"""The explorer of a sweep: what travels in it is what the report and the summary work out, and it stays small."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from carepath_sim.errors import ResourceError
from carepath_sim.explorer import page, sweep_packing, sweep_page, tornado_page
from carepath_sim.explorer.packing import quantiles
from carepath_sim.explorer.sweep_data import Sweeping, collect
from carepath_sim.explorer.sweep_packing import CELL, TWENTIETHS, cell, digest, facts, together, values, world
from carepath_sim.metrics.uncertainty import paired
from carepath_sim.report.experimenting.swept import Swept
from carepath_sim.report.experimenting.widening import estimate
from tests.unit.explorer.made_up_sweeps import HOSTILE, drawn, grid, hostile
from tests.unit.report.experimenting.made_up import sweep as made_up_sweep
from tests.unit.report.experimenting.made_up import turnover
from tests.unit.report.experimenting.made_up_analyses import analysis


@pytest.fixture(scope="module")
def data() -> Sweeping:
    return grid()


@pytest.fixture(scope="module")
def html(data: Sweeping) -> str:
    return sweep_page.render(data)


def of(data: Sweeping) -> Any:
    return json.loads(facts(data, "values"), parse_constant=lambda text: pytest.fail(text))


def test_facts_name_every_level_and_where_each_point_lies(data: Sweeping) -> None:
    found = of(data)
    assert [lever["name"] for lever in found["levers"]] == [factor.name for factor in data.swept.levers]
    assert [level["short"] for level in found["levers"][1]["levels"]] == ["10%", "29%"]
    assert found["levers"][0]["default"] == 1
    assert found["levers"][2]["default"] is None, "policies have no level of their own"
    assert len(found["combinations"]) == 3 * 2 * 3
    for point, place in zip(data.swept.design.points, found["combinationOf"], strict=True):
        places = zip(found["levers"], found["combinations"][place], strict=True)
        levels = [lever["levels"][at]["value"] for lever, at in places]
        assert levels == list(point.values)
    assert [scenario["isCompared"] for scenario in found["scenarios"]] == [False, True, True]
    assert found["first"] == {"outcome": "cost_per_year", "x": "cost_per_year", "y": "moves_rate"}


def test_worlds_share_the_combination_of_their_levers() -> None:
    found = of(drawn())
    assert (found["worlds"], found["combinations"]) == (9, [[0], [1]])
    assert found["combinationOf"] == [0] * 9 + [1] * 9
    assert len(found["drawn"]) == 2


def test_intervals_are_as_wide_as_those_of_the_report(data: Sweeping) -> None:
    swept, found = data.swept, of(data)
    assert found["lookedAt"] == swept.looked_at == 36
    for outcome in found["outcomes"]:
        assert outcome["lookedAt"] == 36, "no lever moves the baseline"
    alone, wide = (found["quantiles"][str(many)] for many in (1, 36))
    outcome, levels = data.outcomes[0], swept.combinations[4]
    one = estimate(swept.differences(outcome, "hub", levels))
    all_of_them = swept.compare(outcome, "hub", levels)
    assert all_of_them.high - all_of_them.mean == pytest.approx((one.high - one.mean) * wide[7] / alone[7], rel=1e-12)


def test_wider_quantiles_share_out_the_chance_of_error() -> None:
    assert quantiles(6, 20)[2:] == pytest.approx([stats.t.ppf(1 - 0.05 / 40, n - 1) for n in range(2, 7)], rel=1e-9)


def test_values_stand_by_outcome_scenario_point_and_replication(data: Sweeping) -> None:
    found = values(data)
    assert found.shape == (3, 3, 18, 7)
    assert found.flags["C_CONTIGUOUS"]
    assert found[1, 2, 5].tolist() == data.swept.values["no_heads_on_beds"][5, :, 1].tolist()


@pytest.mark.parametrize("make", [grid, drawn])
def test_a_digest_has_of_each_cell_what_the_report_works_out(make: Any) -> None:
    data = make()
    swept, outcomes, scenarios = data.swept, data.outcomes, data.swept.design.scenarios
    width, many = len(CELL) + len(TWENTIETHS), len(swept.combinations)
    found = digest(data, "cells and worlds")
    cells = found[: 2 * len(outcomes) * len(scenarios) * many * width].reshape(
        2, len(outcomes), len(scenarios), many, width
    )
    own = cells[1, 1, 1, many - 1]
    differences = swept.differences(outcomes[1], scenarios[1], swept.combinations[-1])
    expected = estimate(differences)
    assert own[:2].tolist() == pytest.approx([expected.mean, expected.high - expected.mean], rel=1e-12)
    assert own[2] == min(n for n in differences.shape if n > 1)
    assert own[3] == differences.size
    assert own[len(CELL) + 2] == pytest.approx(np.percentile(differences, 10))
    assert own[len(CELL) + 18] == pytest.approx(np.percentile(differences, 90))
    worlds = found[cells.size :].reshape(2, len(outcomes), len(scenarios), -1, 2)
    values_there = swept.values[scenarios[1]][3, :, 2]
    assert worlds[0, 2, 1, 3].tolist() == list(world(values_there))
    assert len(digest(data, "cells")) == cells.size


def test_a_cell_of_one_world_is_the_paired_difference() -> None:
    luck = np.random.default_rng(5)
    base, own = luck.normal(5, 1, 12), luck.normal(4, 1, 12)
    outcome = grid().outcomes[0]
    found, expected = cell((own - base)[None, :], outcome, (0.1, 0.9)), paired(base, own, "lower")
    assert found[:2] == pytest.approx([expected.difference, expected.high - expected.difference])
    assert found[3:5] == [12, expected.probability_better]
    assert found[5:] == pytest.approx([expected.p10, expected.p90])
    assert cell(np.full((1, 4), np.nan), outcome, ())[3] == 0


def test_cells_worked_out_at_once_are_those_worked_out_one_by_one(data: Sweeping) -> None:
    outcome, shares = data.outcomes[2], (0.1, 0.5, 0.9)
    every = [data.swept.differences(outcome, "hub", levels) for levels in data.swept.combinations]
    every[0][0, 2] = 0.0
    one_by_one = [number for own in every for number in cell(own, outcome, shares)]
    assert together(every, outcome, shares) == pytest.approx(one_by_one, rel=1e-9)
    every[1][0, 3] = np.nan
    assert together(every, outcome, shares)[8 + 3] == 6, "one replication was not run"


def test_the_same_sweep_gives_the_same_page(html: str) -> None:
    assert sweep_page.render(grid()) == html


def test_the_page_has_one_script_and_asks_for_nothing(html: str) -> None:
    assert len(re.findall(r"<script>", html)) == 1
    assert not re.search(r"<(?:link|img|iframe|object|embed|base|audio|video)\b", html)
    assert not re.search(r"\b(?:src|href|action)=\"(?!#)", html)
    assert "default-src 'none'" in html.replace("&#39;", "'")


def test_names_of_a_sweep_never_become_markup() -> None:
    found = sweep_page.render(hostile())
    assert "<img" not in found
    assert found.count("</script>") == 4, "the three packed texts and the script itself"


def test_a_page_too_large_carries_less_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(replications=80)
    whole = sweep_page.render(data)
    assert "left-out" not in whole.split("</style>")[-1]
    limit = len(whole.encode())
    for extent, words in sweep_page.LEFT_OUT.items():
        monkeypatch.setattr(page, "MAX_BYTES", limit)
        text = sweep_page.render(data)
        assert words in text, extent
        limit = len(text.encode()) - 1
    monkeypatch.setattr(page, "MAX_BYTES", limit)
    assert "2 outcomes are left out as well" in sweep_page.render(data)
    monkeypatch.setattr(page, "MAX_BYTES", 1000)
    with pytest.raises(ResourceError, match="measure fewer outcomes"):
        sweep_page.render(data)


def test_values_not_worth_compressing_are_not_tried(monkeypatch: pytest.MonkeyPatch, data: Sweeping) -> None:
    monkeypatch.setattr(sweep_page, "MOST_RAW", 10)
    assert sweep_page.LEFT_OUT["cells"] in sweep_page.render(data)


def test_one_scenario_is_held_against_its_own_values() -> None:
    sweep: Any = made_up_sweep([turnover(10.0, 29.0)], scenarios=("hub",), replications=4)
    found = collect(sweep)
    assert of(found)["isAlone"] is True
    assert (of(found)["default"], of(found)["against"]) == (1, "its own values")
    assert found.subtitle == "2 combinations of levers · 1 scenario · 4 replications of each"
    sweep = made_up_sweep([turnover(10.0, 20.0)], scenarios=("hub",), replications=4)
    assert of(collect(sweep))["default"] is None
    assert isinstance(collect(sweep).swept, Swept)


def test_outcomes_that_lead_are_kept_the_longest(data: Sweeping) -> None:
    found = data.with_fewer(1)
    assert [outcome.name for outcome in found.outcomes] == ["cost_per_year"]
    assert [outcome.name for outcome in data.with_fewer(2).outcomes] == ["cost_per_year", "moves_rate"]
    assert values(found).tolist() == values(data)[:1].tolist()


def test_failures_are_told_on_the_page() -> None:
    sweep: Any = made_up_sweep([turnover(10.0, 29.0)], replications=3)
    sweep.failures = {("hub", 1): "a worker died three times"}
    assert "hub, point 2: a worker died three times" in sweep_page.render(collect(sweep))


def test_a_tornado_carries_each_outcome_and_scenario_with_where_it_turns() -> None:
    data = tornado_page.collect(analysis(("baseline", "hub", "no_heads_on_beds"), count=3))
    found = json.loads(tornado_page.facts(data), parse_constant=lambda text: pytest.fail(text))
    assert [(each["outcome"], each["scenario"]) for each in found["tornadoes"]] == [
        (outcome, scenario) for outcome in ("cost_per_year", "moves_rate") for scenario in ("hub", "no_heads_on_beds")
    ]
    first = found["tornadoes"][0]["rows"][0]
    assert (first["turns_at"], first["turnsWords"], first["range"]) == (0.12, "0.12 per year", "0.1 to 0.3 per year")
    assert first["turns"] is True
    assert sum(row["isLink"] for row in found["tornadoes"][0]["rows"]) == 2, "of one team, and of all together"
    assert tornado_page.render(data) == tornado_page.render(data)


def test_a_tornado_without_bars_is_refused(tmp_path: Path) -> None:
    empty = analysis(count=1)
    object.__setattr__(empty, "tornado", empty.tornado.iloc[:0])
    with pytest.raises(ResourceError, match="no bars"):
        tornado_page.write(tornado_page.collect(empty), tmp_path / "page.html")


def test_names_of_an_analysis_never_become_markup() -> None:
    found = analysis(count=1)
    found.tornado["label"] = HOSTILE
    found.switching["sentence"] = HOSTILE
    text = tornado_page.render(tornado_page.collect(found))
    assert "<img" not in text
    assert text.count("</script>") == 3, "the two packed texts and the script itself"


def test_the_extent_of_a_page_is_in_its_facts(data: Sweeping) -> None:
    assert json.loads(sweep_packing.facts(data, "cells"))["extent"] == "cells"
