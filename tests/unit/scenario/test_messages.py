"""What messages rest on: the line of each row of a table, near names, and headings that the report prints."""

import pytest

from carepath_sim.catalogue.caseload import HEADER, Row, parse_lines
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import BadInput
from carepath_sim.metrics.cost import HEADINGS
from carepath_sim.scenario.checks_finance import BUILT_IN

TOP = ",".join(HEADER) + "\n"
ROW = "foster,general,5000,5,9,\n"


def test_each_row_keeps_the_line_it_begins_on():
    text = "\n" + TOP + ROW + "\n,,,,,\n" + '"a\nb",general,5000,5,9,\n' + ROW
    rows, problems = parse_lines(text, "table.csv")
    assert problems == []
    assert [line for line, _ in rows] == [3, 6, 8]
    assert rows[0][1] == Row("foster", "general", 5000, 5, 9, None)


def test_a_bad_row_does_not_move_the_lines_of_those_after_it():
    rows, problems = parse_lines(TOP + "foster,general,old,5,9,\n" + ROW, "table.csv")
    assert [line for line, _ in rows] == [3]
    assert [(problem.line, problem.path) for problem in problems] == [(2, "born_days")]


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_named(mark, name):
    _, (problem,) = parse_lines((TOP + ROW).replace(",", mark), "table.csv")
    assert name in problem.fix


def test_a_row_of_the_catalogue_is_told_where_the_scenario_changed_what_it_no_longer_fits(resolved):
    with pytest.raises(BadInput) as caught:
        resolved("settings:\n  foster: {needs: [alone]}\n")
    told = [problem for problem in caught.value.problems if problem.path == "starting_caseload"]
    assert told
    assert all(problem.file.endswith(".yaml") and "Row " in problem.what for problem in told)


def test_another_year_is_not_a_slip_of_this_one():
    years = ["2021-22", "2024-25"]
    assert nearest("2031-32", years) == ""
    assert nearest("2024_25", years) == "2024-25"
    assert nearest("staying_putt", ["staying_put", "home"]) == "staying_put"
    assert nearest("lodgings_after18", ["lodgings_after_18", "lodgings_after_21"]) == "lodgings_after_18"


def test_the_headings_nobody_may_take_are_those_of_every_study():
    assert tuple(HEADINGS.values()) == BUILT_IN
