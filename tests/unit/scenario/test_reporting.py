"""What only a person can say is carried, in their words, from a scenario to its resolved document."""

from datetime import date

import pytest

from carepath_sim.errors import BadInput
from carepath_sim.scenario import from_yaml, resolve_all
from carepath_sim.scenario.comparing import differences
from carepath_sim.scenario.council import typical
from carepath_sim.scenario.council_file import typical_text
from carepath_sim.scenario.editors import json_schema
from carepath_sim.scenario.handbook import key_tables
from carepath_sim.scenario.reporting import Reporting
from tests.unit.conftest import CATALOGUE

PARENT = """\
reporting:
  decision: >-
    Whether two places are kept free,
    by March 2027.
  decided_by: The cabinet member for children
  valid_until: 2027-06-30
"""


def test_a_child_says_what_it_says_and_keeps_the_rest_of_its_parent(write):
    write(PARENT, "parent.yaml")
    child = write("extends: parent.yaml\nreporting: {decided_by: The director, local_data: None were used.}\n")
    found = resolve_all([child], CATALOGUE)[0].study.reporting
    assert found.decision == "Whether two places are kept free, by March 2027."
    assert found.decided_by == "The director"
    assert found.local_data == "None were used."
    assert found.valid_until == date(2027, 6, 30)


def test_a_resolved_document_keeps_the_answers_and_is_silent_without_any(resolved):
    first = resolved(PARENT)
    again = from_yaml(first.to_yaml(), "again")
    assert again.study.reporting == first.study.reporting
    assert again.to_yaml() == first.to_yaml()
    assert "reporting" not in resolved().to_yaml()


def test_an_answer_left_empty_is_an_answer_left_out(resolved):
    assert resolved("reporting:\n  purpose:\n  valid_until:\n").study.reporting == Reporting()


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("purpose", "''"), ("equality", "x" * 1001), ("decision", '"bell \\a"'), ("decided_by", "12"), ("purpose", "[a]")],
)
def test_only_plain_words_are_an_answer(resolved, key, wrong):
    with pytest.raises(BadInput, match=rf"here.yaml:6:\d+ reporting.{key}"):
        resolved(f"reporting:\n  {key}: {wrong}\n")


def test_a_paragraph_of_1000_characters_is_not_too_long(resolved):
    assert resolved(f"reporting: {{equality: {'x' * 1000}}}").study.reporting.equality == "x" * 1000


def test_a_misspelt_key_is_told_the_right_one(resolved):
    with pytest.raises(BadInput, match="Did you mean valid_until"):
        resolved("reporting: {valid_till: 2027-06-30}")


def test_the_answers_are_no_difference_between_scenarios(resolved):
    assert differences(resolved(), resolved(PARENT), str) == []


def test_the_handbook_and_the_editors_schema_know_every_key():
    _, _, table = key_tables().partition("### `reporting:`")
    properties = json_schema()["$defs"]["Reporting"]["properties"]
    for key, field in Reporting.model_fields.items():
        assert f"| `{key}` |" in table.split("###")[0]
        assert properties[key]["description"] == field.description


def test_a_scenario_to_begin_with_asks_for_every_answer_and_runs_with_none(tmp_path):
    asked = [line.removeprefix("# ") for line in typical_text(typical()).split("# reporting:\n")[1].splitlines()]
    path = tmp_path / "here.yaml"
    path.write_text("question: What if?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\nreporting:\n")
    with path.open("a") as file:
        file.write("".join(f"{line}\n" for line in asked))
    assert resolve_all([path], CATALOGUE)[0].study.reporting == Reporting()
    assert [line.strip(" :") for line in asked if not line.strip().startswith("#")] == list(Reporting.model_fields)
