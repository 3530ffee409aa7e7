"""What the explorer carries, how it travels, and what it leaves out when it is too large."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from carepath_sim.errors import ResourceError
from carepath_sim.explorer import collect, page
from carepath_sim.explorer.collect import arrays, measures, period_words
from carepath_sim.explorer.data import Exploration, Key
from carepath_sim.explorer.packing import facts, packed_values, quantiles
from carepath_sim.explorer.page import render, write
from carepath_sim.metrics import METRICS
from carepath_sim.report import sheet
from tests.unit.explorer.made_up import exploration, hostile


@pytest.fixture(scope="module")
def data() -> Exploration:
    return exploration()


@pytest.fixture(scope="module")
def html(data: Exploration) -> str:
    return render(data)


def metrics_frame() -> pd.DataFrame:
    """Two scenarios of two replications, the second with a setting of its own."""
    rows = []
    for name, settings in (("one", ("home",)), ("other", ("home", "hub"))):
        for replication in range(2):
            for place, setting in enumerate(settings):
                rows.append((name, replication, "all", setting, "people", 10.0 * replication + place, "young people"))
    columns = ["scenario", "replication", "period", "setting", "metric", "value", "unit"]
    return pd.DataFrame(rows, columns=columns)


def test_values_are_laid_out_by_key_scenario_and_replication() -> None:
    keys, values, present = arrays(metrics_frame(), ["one", "other"])
    assert keys == (Key("people", "home", "all"), Key("people", "hub", "all"))
    assert values[0].tolist() == [[0.0, 10.0], [0.0, 10.0]]
    assert np.isnan(values[1, 0]).all()
    assert values[1, 1].tolist() == [1.0, 11.0]
    assert present.tolist() == [[True, True], [False, True]]


@pytest.mark.parametrize("damage", ["short", "swapped", "renamed", "mixed"])
def test_rows_in_another_order_are_refused(damage: str) -> None:
    frame = metrics_frame()
    frames = {
        "short": frame.iloc[:-1],
        "swapped": frame.iloc[[*range(len(frame) - 2), len(frame) - 1, len(frame) - 2]],
        "renamed": frame.assign(setting=[*frame["setting"].iloc[:-1], "closed"]),
        "mixed": frame.assign(replication=[*frame["replication"].iloc[:-1], 0]),
    }
    with pytest.raises(ValueError, match="metrics of other do not stand in one order"):
        arrays(frames[damage], ["one", "other"])


def test_only_scenarios_that_name_something_new_are_read() -> None:
    frame = metrics_frame()
    third = frame[frame["scenario"] == "other"].assign(scenario="third")
    facts = [SimpleNamespace(name=name, title=name, question="") for name in ("one", "other", "third")]
    comparison: Any = SimpleNamespace(scenarios=facts, replications=2, metrics=pd.concat([frame, third]))
    read = []

    def resolved(name: str) -> Any:
        read.append(name)
        settings = {"home": SimpleNamespace(label="At home"), "hub": SimpleNamespace(label="The hub")}
        kept = settings if name == "other" else {"home": settings["home"]}
        demand = SimpleNamespace(streams={})
        return SimpleNamespace(
            study=SimpleNamespace(
                start="2026-04-01", council="", horizon="1 year", settings=kept, teams={}, demand=demand
            )
        )

    found = collect(comparison, resolved, {"third": {"Places": "12"}})
    assert read == ["one", "other"]
    assert found.labels["hub"] == "The hub"
    assert found.subtitle == "1 year from 1 April 2026 · 3 scenarios · 2 replications of each"
    assert [dict(each.parameters) for each in found.scenarios] == [{}, {}, {"Places": "12"}]


def test_values_travel_exactly(data: Exploration) -> None:
    awkward = np.array([[[0.1, -0.0, np.nan, 1e8 + 1 / 3, 5e-324, 1.7e308]]])
    for values in (awkward, data.values):
        packed = np.frombuffer(packed_values(values), dtype=np.uint8)
        back = np.ascontiguousarray(packed.reshape(8, -1).T).view("<f8").reshape(values.shape)
        assert back.tobytes() == np.ascontiguousarray(values).tobytes()


def test_quantiles_are_those_of_students_t() -> None:
    found = quantiles(40)
    assert found[:2] == [None, None]
    assert found[2:] == pytest.approx([stats.t.ppf(0.975, n - 1) for n in range(2, 41)], rel=1e-12)
    assert quantiles(1) == [None, None]


def test_facts_are_json_in_which_nothing_is_not_a_number(data: Exploration) -> None:
    found = json.loads(facts(data), parse_constant=lambda text: pytest.fail(text))
    assert found["replications"] == 7
    by_name = {measure["name"]: measure for measure in found["measures"]}
    assert by_name["cost_per_year"]["absent"] == 0.0
    assert by_name["occupancy"]["absent"] is None
    labels = [part["label"] for part in by_name["people"]["parts"]]
    assert labels == ["Hub", "Aged 10 to 15"]
    row = by_name["people"]["parts"][0]["rows"]["year 2"]
    assert data.keys[row] == Key("people", "hub", "year 2")
    assert found["present"][row] == "011"


def test_every_registered_metric_stands_in_a_group_and_carries_its_rules() -> None:
    found = measures(set(METRICS))
    assert {each.name for each in found} == set(METRICS)
    groups = [each.group for each in found]
    assert [group for place, group in enumerate(groups) if place == 0 or groups[place - 1] != group] == list(
        dict.fromkeys(groups)
    ), "the measures of a group stand together"
    rate = next(each for each in found if each.name == "breakdown_rate")
    assert (rate.count, rate.tolerance) == ("breakdowns", METRICS["breakdown_rate"].tolerance)


def test_years_have_their_first_and_last_day() -> None:
    found = period_words(["year 2", "all", "year 1"], date(2024, 2, 29))
    assert list(found.values()) == [
        "Whole study",
        "Year 1: 29 February 2024 to 28 February 2025",
        "Year 2: 1 March 2025 to 28 February 2026",
    ]


def test_the_same_data_give_the_same_page(data: Exploration, html: str) -> None:
    assert render(data) == html


def test_the_page_fetches_nothing_and_runs_only_its_own_scripts(html: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"sha256-{digest}" in policy[1].replace("&#43;", "+")
    assert "default-src 'none'" in policy[1].replace("&#39;", "'")
    assert not re.search(r"<(?:link|img|iframe|object|embed|base|audio|video)\b", html)
    assert not re.search(r"\b(?:src|href|action)=\"(?!#)", html)


def test_names_never_become_markup() -> None:
    found = render(hostile())
    assert "<img" not in found
    assert found.count("</script>") == 4, "the three packed texts and the script itself"


@pytest.fixture(scope="module")
def ever_smaller(data: Exploration) -> list[tuple[tuple[str, ...], Exploration, str]]:
    """What may be left out, the data without it, and the page."""
    return [(without, kept, page._page(kept, without)) for without, kept in page._thinned(data)]


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_page_too_large_leaves_out_and_says_so(
    ever_smaller: list[tuple[tuple[str, ...], Exploration, str]],
    data: Exploration,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
) -> None:
    pages = {without: text for without, _, text in ever_smaller}
    without, thinned, smaller = ever_smaller[step]
    monkeypatch.setattr(page, "_page", lambda _kept, gone: pages[gone])
    monkeypatch.setattr(page, "MAX_BYTES", len(smaller.encode()))
    assert render(data) == smaller
    assert all(words in smaller for words in without)
    assert ({key.period for key in thinned.keys} == {"all"}) == (step == 3)
    assert ({key.setting for key in thinned.keys} == {"all"}) == (step > 1)
    assert all(key.period == "all" for key in thinned.keys if key.setting != "all")


def test_a_page_that_cannot_be_small_enough_is_refused(data: Exploration, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MAX_BYTES", 1000)
    with pytest.raises(ResourceError, match="compare fewer scenarios"):
        render(data)


def test_a_place_that_cannot_be_written_to_is_named(data: Exploration, tmp_path: Any) -> None:
    with pytest.raises(ResourceError, match="could not be written"):
        write(data, tmp_path / "nowhere" / "explorer.html")


def test_shapes_that_do_not_agree_are_refused(data: Exploration) -> None:
    with pytest.raises(ValueError, match="are not of"):
        Exploration("", "", data.scenarios, data.measures, {}, data.keys, data.values[1:], data.present)


def test_text_and_bytes_are_packed_alike() -> None:
    assert sheet.pack("£") == sheet.pack("£".encode())
