"""One parent each, laid over each other key by key."""

import pytest

from carepath_sim.errors import BadInput
from carepath_sim.scenario import load

HUB = "settings:\n  hub: {in_use: true}\n"


def test_a_child_changes_what_it_names_and_keeps_the_rest(write):
    write("council: Somewhere\nsettings:\n  foster: {places: 3 places, needs: [general]}\n", "parent.yaml")
    child = load(write("extends: parent.yaml\nsettings:\n  foster: {places: 4 places}\n"))
    assert child.document.data["settings"] == {"foster": {"places": "4 places", "needs": ["general"]}}
    assert child.document.data["council"] == "Somewhere"
    assert "extends" not in child.document.data


def test_policies_and_effects_are_added_and_other_lists_replaced(write):
    effect = "effects:\n  - multiply_turnover: {{by: {}}}\n"
    lists = "settings:\n  foster: {{when_closed: [{}]}}\n"
    write("policies: [turnover]\n" + effect.format(1) + lists.format("home, overflow"), "parent.yaml")
    child = load(write("extends: parent.yaml\npolicies: [nothing]\n" + effect.format(2) + lists.format("overflow")))
    data = child.document.data
    assert data["policies"] == ["turnover", "nothing"]
    assert [effect["multiply_turnover"]["by"] for effect in data["effects"]] == [1, 2]
    assert data["settings"]["foster"]["when_closed"] == ["overflow"]


def test_appended_items_keep_their_own_lines(write):
    parent = write("policies: [turnover]\n", "parent.yaml")
    child = write("extends: parent.yaml\npolicies:\n  - nothing\n")
    document = load(child).document
    assert (document.mark(("policies", 0)).file, document.mark(("policies", 0)).line) == (str(parent), 5)
    assert (document.mark(("policies", 1)).file, document.mark(("policies", 1)).line) == (str(child), 3)


def test_a_new_number_brings_no_source_of_the_old_one(write):
    write("settings:\n  foster:\n    places: {value: 3 places, status: sourced, source: book}\n", "parent.yaml")
    alone = load(write("extends: parent.yaml\nsettings:\n  foster: {places: 4 places}\n", "alone.yaml"))
    full = load(write("extends: parent.yaml\nsettings:\n  foster: {places: {value: 4 places}}\n", "full.yaml"))
    spread = load(write("extends: parent.yaml\nsettings:\n  foster: {places: {note: mine}}\n", "spread.yaml"))
    assert alone.document.data["settings"]["foster"]["places"] == "4 places"
    assert full.document.data["settings"]["foster"]["places"] == {"value": "4 places"}
    assert spread.document.data["settings"]["foster"]["places"]["source"] == "book"


def test_grandparents_count_too(write):
    write("council: Old\nname: first\nlabel: The First\n", "one.yaml")
    write("extends: one.yaml\nhorizon: 2 years\n", "two.yaml")
    child = load(write("extends: two.yaml\n", "three.yaml"))
    assert child.document.data["council"] == "Old"
    assert child.document.data["horizon"] == "2 years"
    assert child.name == "three"
    assert not {"name", "label"} & set(child.document.data), "a child has a name of its own"


def test_problems_of_parent_and_child_are_told_together(write):
    write("kind: a\nkind: b\n", "parent.yaml")
    child = write("extends: parent.yaml\ncouncil: a\ncouncil: b\n")
    with pytest.raises(BadInput) as caught:
        load(child)
    assert sorted(problem.path for problem in caught.value.problems) == ["council", "kind", "kind"]


def test_a_resolved_document_is_nobodys_parent(resolved, write):
    """Policies named in its child would be put to use by nobody."""
    text = resolved().to_yaml()
    child = write("extends: parent.resolved.yaml\npolicies: [nothing]\n")
    child.with_name("parent.resolved.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"parent\.resolved\.yaml is resolved") as caught:
        load(child)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("extends", 1)
