"""The directed checks bite: every fault put into the compiled engine is caught by a check of the rule it breaks."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.contract.test_micro_scenarios import RULES_THAT_SAY_WHAT_HAPPENS
from tests.parity.directed import caught_by, checks
from tests.parity.faults import FAULTS
from tests.parity.mutants import Fault, edited, mutant


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}: {fault.name}")
def test_a_fault_is_caught_by_a_check_of_its_rule(fault: Fault) -> None:
    with mutant(*fault.edits) as simulate:
        caught = next(caught_by(fault.rule, simulate), None)
    assert caught, f"none of {', '.join(checks(fault.rule))} sees it"


@pytest.mark.parametrize("rule", sorted(RULES_THAT_SAY_WHAT_HAPPENS, key=int))
def test_every_rule_that_says_what_happens_has_a_fault_and_is_kept_without_one(rule: str) -> None:
    assert int(rule) in {fault.rule for fault in FAULTS}
    with mutant() as simulate:
        assert list(caught_by(int(rule), simulate)) == []


def test_faults_have_names_of_their_own() -> None:
    assert [name for name, count in Counter(fault.name for fault in FAULTS).items() if count > 1] == []


def test_words_that_are_not_there_are_an_error_and_not_a_fault_that_does_nothing() -> None:
    source = "def double(x):\n    return x + x\n"
    assert edited(source, "double", "x + x", "2 * x") == "def double(x):\n    return 2 * x\n"
    for function, old in (("double", "y"), ("double", "x"), ("treble", "x")):
        with pytest.raises(ValueError, match=r"not once|no function"):
            edited(source, function, old, "z")
