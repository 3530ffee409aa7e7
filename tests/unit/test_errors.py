"""Errors say where, what, what is allowed and how to mend it, and survive being sent to another process."""

from __future__ import annotations

import pickle

import pytest

from carepath_sim.errors import BadInput, CarepathError, ModelFault, Problem, ResourceError, UsageError

PROBLEM = Problem(
    file="hub.yaml",
    line=4,
    column=3,
    path="settings.hub.places",
    what="'twelve' is not a number of places",
    allowed="a whole number with its unit, such as 12 places",
    nearest="12 places",
    fix="write 12 places",
)


def test_a_problem_is_one_line_that_says_everything() -> None:
    assert str(PROBLEM) == (
        "hub.yaml:4:3 settings.hub.places: 'twelve' is not a number of places. "
        "Allowed: a whole number with its unit, such as 12 places. Did you mean 12 places? Fix: write 12 places."
    )


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert str(Problem("hub.yaml", 0, 0, "", "The file is empty")) == "hub.yaml: The file is empty."


def test_bad_input_lists_every_problem_in_file_order() -> None:
    later = Problem("hub.yaml", 40, 1, "", "Second")
    assert [problem.line for problem in BadInput([later, PROBLEM]).problems] == [4, 40]
    assert len(str(BadInput([later, PROBLEM])).splitlines()) == 2
    with pytest.raises(ValueError, match="at least one"):
        BadInput([])


@pytest.mark.parametrize(
    "error",
    [
        BadInput([PROBLEM]),
        ModelFault(47, "a caseload is too large", 3, "a row"),
        UsageError("no"),
        ResourceError("full"),
    ],
)
def test_errors_survive_a_process_boundary(error: CarepathError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_exit_codes_are_those_promised() -> None:
    codes = {UsageError: 2, BadInput: 3, ModelFault: 4, ResourceError: 5}
    assert {error: error.exit_code for error in codes} == codes
