import json
from pathlib import Path

import pytest

from carepath_sim.scenario import resolve_all
from carepath_sim.scenario.editors import json_schema
from carepath_sim.scenario.effects import VERBS
from carepath_sim.scenario.handbook import BEGIN, END, key_tables, with_keys, write_keys

SCENARIOS = Path(__file__).parents[3] / "scenarios"
PAGE = SCENARIOS / "README.md"


def test_the_key_tables_of_the_readme_are_current():
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_keys(text), "run carepath_sim.scenario.handbook.write_keys on the page"


def test_every_key_says_what_it_means():
    lines = [line for line in key_tables().splitlines() if line.startswith("| `")]
    assert len(lines) > 150
    assert [line for line in lines if line.endswith("|  |") or "|  |" in line] == []


def test_every_verb_has_a_table():
    assert [verb for verb in VERBS if f"### `{verb}:` of an effect" not in key_tables()] == []


def test_tables_are_put_between_their_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}old{END}\nafter\n")
    write_keys(page)
    assert page.read_text() == f"before\n{BEGIN}\n\n{key_tables()}\n\n{END}\nafter\n"


def test_the_example_of_the_readme_is_a_scenario(tmp_path):
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    for path in SCENARIOS.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")
    assert resolve_all([tmp_path / "example.yaml"])[0].study.effects


def test_the_json_schema_refers_only_to_what_it_defines():
    schema = json_schema()
    text = json.dumps(schema)
    assert {name.split('"')[0] for name in text.split("#/$defs/")[1:]} <= set(schema["$defs"])
    assert "written by resolve alone" not in text
    assert "required" not in schema["$defs"]["Setting"], "a scenario may change one key of a setting"
    assert schema["$defs"]["SetPlaces"]["required"] == ["setting", "places"]


@pytest.mark.parametrize("key", ["settings", "teams", "demand", "prices", "policies", "effects", "starting_caseload"])
def test_the_json_schema_knows_the_keys_of_a_scenario(key):
    assert key in json_schema()["properties"]
