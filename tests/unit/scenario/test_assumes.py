"""What a scenario assumes of its own accord is carried, in its words, to the resolved document."""

import pytest

from carepath_sim.errors import BadInput
from carepath_sim.scenario import from_yaml, resolve_all
from tests.unit.conftest import CATALOGUE


def assumes(*sentences: str) -> str:
    return "assumes:\n" + "".join(f"  - {sentence}\n" for sentence in sentences)


def test_a_child_adds_to_what_its_parent_assumes(write):
    write(assumes("The hub keeps its staff.", "Prices hold."), "parent.yaml")
    child = write("extends: parent.yaml\n" + assumes("Prices  hold.", "Twelve places open on time."))
    study = resolve_all([child], CATALOGUE)[0].study
    assert study.assumes == ["The hub keeps its staff.", "Prices hold.", "Twelve places open on time."]


def test_a_resolved_document_keeps_them(resolved):
    first = resolved(assumes("Prices hold."))
    again = from_yaml(first.to_yaml(), "again")
    assert again.study.assumes == ["Prices hold."]
    assert again.to_yaml() == first.to_yaml()


def test_without_any_a_resolved_document_is_silent(resolved):
    assert "assumes" not in resolved().to_yaml()


@pytest.mark.parametrize("wrong", ["''", "' '", "x" * 301, '"bell \\a"', "12", "[a]"])
def test_only_plain_sentences_are_assumed(resolved, wrong):
    with pytest.raises(BadInput, match=r"assumes\[1\]"):
        resolved(assumes(wrong))


def test_a_sentence_of_300_characters_is_not_too_long(resolved):
    assert resolved(assumes("x" * 300)).study.assumes == ["x" * 300]
