"""Laws of scenarios: resolving twice is resolving once, nothing does nothing, and no order matters."""

import itertools
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carepath_sim.build import build_model
from carepath_sim.experiments.engines import simulate
from carepath_sim.scenario import from_yaml, resolve_all

SMALL = Path(__file__).parents[1] / "broken" / "catalogue"
SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
HEAD = "question: What if?\nkind: strategic\nstart: 2026-04-01\nhorizon: 3 years\nsettings:\n  hub: {in_use: true}\n"


def of(folder, text, catalogue=SMALL, name="here.yaml"):
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return resolve_all([path], catalogue)[0]


def prints(resolved):
    return tuple(record.fingerprint() for record in build_model(resolved))


QUICK = ("baseline", "heads_on_beds", "fewer_places")


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=[] if path.stem in QUICK else pytest.mark.slow) for path in SHIPPED],
)
def test_a_shipped_scenario_resolves_once_and_for_all(path, tmp_path):
    first = resolve_all([path])[0]
    text = first.to_yaml()
    saved = tmp_path / f"{path.stem}.resolved.yaml"
    saved.write_text(text, encoding="utf-8")
    again = resolve_all([saved])[0]
    assert again.to_yaml() == text
    assert again.name == first.name
    assert prints(again) == prints(first)


NUMBERS = st.fixed_dictionaries(
    {
        "places": st.integers(0, 500).map("{} places".format),
        "price": st.floats(0, 1e5).map("£{:,.2f} per week".format),
        "by": st.floats(0.01, 2.9),
        "label": st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
        "fidelity": st.integers(0, 100).map("{}%".format),
    }
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NUMBERS)
def test_resolving_is_idempotent_whatever_the_numbers(tmp_path, values):
    from ruamel.yaml import YAML

    document = {
        "question": values["label"],
        "kind": "adaptive",
        "start": "2026-04-01",
        "horizon": "2 years",
        "settings": {"foster": {"places": values["places"], "price": values["price"], "label": values["label"]}},
        "effects": [{"multiply_turnover": {"by": values["by"], "fidelity": values["fidelity"]}}],
    }
    path = tmp_path / "made.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML().dump(document, stream)
    first = resolve_all([path], SMALL)[0]
    again = from_yaml(first.to_yaml(), "made")
    assert again.to_yaml() == first.to_yaml()
    assert again.study == first.study
    assert again.question == values["label"]
    assert prints(again) == prints(first)


def test_a_null_policy_is_no_policy(tmp_path):
    assert prints(of(tmp_path, "policies: [nothing]\n")) == prints(of(tmp_path, ""))


EDGES = [
    "bands: {0 days: 29% per year, 100 days: 12% per year}",
    "bands: {0 days: 2 per year, 1 days: 1 per year, 500 days: 3 per year}",
    "survival: {5 days: 99%, 200 days: 70%}",
]


def rates_at_ticks(model, ticks):
    """Hazard of each transition [T, G, A, ticks, P] of those as long in their stay as given."""
    band = np.searchsorted(model.duration_band, ticks, side="right") - 1
    return model.hazard[:, :, :, band]


@pytest.mark.parametrize("table", EDGES)
def test_an_edge_of_one_hazard_leaves_every_other_as_it_was(tmp_path, table):
    plain, _ = build_model(of(tmp_path, ""))
    own = f"  foster: {{endings: {{breakdown: {{hazard: {{{table}}}}}}}}}\n"
    other, _ = build_model(of(tmp_path, own))
    effect = f"effects:\n  - set_hazard: {{setting: foster, ending: breakdown, hazard: {{{table}}}}}\n"
    by_effect, _ = build_model(of(tmp_path, effect))
    edges = np.union1d(plain.duration_band, other.duration_band)
    assert len(edges) > len(plain.duration_band)
    ticks = np.union1d(edges, edges[1:] - 1)
    rest = [index for index, name in enumerate(plain.transitions) if name != "foster.breakdown"]
    found = [rates_at_ticks(model, ticks) for model in (plain, other, by_effect)]
    assert all(np.array_equal(found[0][rest], rates[rest]) for rates in found[1:])
    assert np.array_equal(found[1][:, 0], found[2][:, 0]), "for the need group whose hazard has no multiplier"
    assert not np.array_equal(found[0], found[1])


def test_a_hazard_written_as_bands_that_are_alike_is_the_same_hazard(tmp_path):
    plain = of(tmp_path, "")
    bands = "bands: {0 days: 29% per year, 50 days: 29% per year, 5 years: 29% per year}, by_need: {alone: 0.5}"
    same = of(tmp_path, f"  foster: {{endings: {{breakdown: {{hazard: {{{bands}}}}}}}}}\n")
    assert prints(same) == prints(plain)
    logs = [simulate(build_model(study)[0], 7, 1) for study in (plain, same)]
    assert logs[0].tick.tobytes() == logs[1].tick.tobytes()
    assert len(logs[0].tick) > 100


NAMED = "\n".join(
    f"  - {effect}"
    for effect in (
        "multiply_hazard: {setting: [foster], ending: [breakdown], need: [alone], by: 2}",
        "multiply_entries: {stream: [direct], by: 2}",
        "set_or_else: {setting: foster, ending: to_hub, to: []}",
        "set_occupancy: {setting: [hub], fill_from: [], keep_free: 1 places}",
    )
)


def test_an_empty_list_of_an_effect_stays_one(tmp_path):
    first = of(tmp_path, f"effects:\n{NAMED}\n")
    again = from_yaml(first.to_yaml(), "again")
    assert again.study == first.study
    assert prints(again) == prints(first) != prints(of(tmp_path, ""))
    assert first.study.effects[2].set_or_else.to == []
    number = first.data()["effects"][1]["multiply_entries"]["by"]
    assert next(iter(number)) == "value", "a number before its provenance"


@pytest.mark.parametrize(
    "effect",
    [
        "multiply_hazard: {by: 1, from: 2027-01-01, ages: 13 to 15}",
        "multiply_hazard: {by: 0.3, fidelity: 0%, ages: 13 to 15}",
        "multiply_entries: {by: 1 times, from: 2026-05-01, until: 2026-06-01}",
        "multiply_turnover: {by: 1 times, from: 2027-01-01, ramp: 2 years}",
        "set_places: {setting: foster, places: 10 places, from: 2027-01-01, by: moving}",
        "add_places: {setting: foster, places: 0 places, from: 2027-01-01, by: moving}",
        "set_occupancy: {setting: hub, keep_free: 0 places, hold: 0 days, fill_to: 0%, from: 2027-01-01}",
        "set_occupancy: {setting: hub, fill_from: [edge], from: 2027-01-01}",
        "set_staffing: {team: hub, posts: 12 posts, add_posts: 0 posts, from: 2027-01-01}",
        "set_key_worker: {team: hub, keeps: {home: 8 weeks}}",
        "set_wait_limit: {setting: foster, ending: to_hub, limit: 182 days, from: 2027-01-01}",
        "set_or_else: {setting: foster, ending: to_hub, to: [home], from: 2027-01-01}",
        "set_price: {setting: foster, price: £765 per week, from: 2027-01-01}",
        "multiply_price: {by: 1, from: 2027-01-01}",
    ],
)
def test_an_effect_that_changes_nothing_leaves_no_trace(tmp_path, effect):
    assert prints(of(tmp_path, f"effects:\n  - {effect}\n")) == prints(of(tmp_path, ""))


EFFECTS = [
    "multiply_hazard: {setting: foster, by: 0.7}",
    "multiply_hazard: {ending: unplanned, by: 1.3, from: 2027-04-01, ramp: 1 year}",
    "multiply_hazard: {ages: 14 to 16, by: 0.9, fidelity: 35%}",
    "add_places: {setting: foster, places: 3 places, from: 2027-04-01}",
]


def test_the_order_of_effects_cannot_matter(tmp_path):
    found = {
        prints(of(tmp_path, "effects:\n" + "".join(f"  - {effect}\n" for effect in order)))
        for order in itertools.permutations(EFFECTS)
    }
    assert len(found) == 1


def test_the_order_of_policies_cannot_matter(tmp_path):
    names = ["keep_free", "turnover", "nothing"]
    found = {prints(of(tmp_path, f"policies: [{', '.join(order)}]\n")) for order in itertools.permutations(names)}
    assert len(found) == 1


def test_the_order_of_keys_in_files_cannot_matter(tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(SMALL, folder)
    foster = folder / "settings" / "foster.yaml"
    head, endings = foster.read_text().split("endings:\n")
    blocks = endings.rstrip("\n").split("\n")
    starts = [number for number, line in enumerate(blocks) if not line.startswith("   ")] + [len(blocks)]
    pieces = ["\n".join(blocks[a:b]) for a, b in itertools.pairwise(starts)]
    assert len(pieces) == 3
    foster.write_text("endings:\n" + "\n".join(reversed(pieces)) + "\n" + head)
    assert prints(of(tmp_path, "", folder)) == prints(of(tmp_path, ""))


def test_a_later_catalogue_cannot_change_a_resolved_scenario(tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(SMALL, folder)
    before = of(tmp_path, "policies: [keep_free]\n", folder)
    shutil.rmtree(folder)
    folder.mkdir()
    (tmp_path / "saved.yaml").write_text(before.to_yaml(), encoding="utf-8")
    after = resolve_all([tmp_path / "saved.yaml"], folder)[0]
    assert prints(after) == prints(before)


def test_a_setting_that_is_not_in_use_is_as_if_it_were_not_there(tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(SMALL, folder)
    for name in ("settings/hub.yaml", "teams/hub.yaml", "policies/keep_free.yaml"):
        (folder / name).unlink()
    for page in [*folder.glob("settings/*.yaml"), folder / "demand.yaml"]:
        page.write_text(re.sub(r"  to_hub:\n(    .*\n)+", "", page.read_text().replace("hub, ", "")))
    path = tmp_path / "plain.yaml"
    path.write_text(HEAD.split("settings:")[0], encoding="utf-8")
    without, with_idle = (resolve_all([path], catalogue)[0] for catalogue in (folder, SMALL))
    assert prints(without) == prints(with_idle)
