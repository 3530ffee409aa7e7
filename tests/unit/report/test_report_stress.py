"""The rows of the checklist say what is true of the run, and list what only a person can say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from carepath_sim.build import build_model
from carepath_sim.model import Model
from carepath_sim.report import ReportData, render, sheet
from carepath_sim.report.accounting import account
from carepath_sim.report.checking import CheckRow, checked
from carepath_sim.report.data import CHECKS_COLUMNS
from carepath_sim.report.decisions import TABLE, assumed_together, decisions
from carepath_sim.report.parts import AssumedTogether, StressRow
from carepath_sim.report.stress import open_rows
from carepath_sim.scenario.reporting import Reporting
from tests.unit.report.small_reports import AROUND, TWO, made, report, resolve

NUMBERS = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5"]
NUMBERS += ["3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"]
TEMPLATES = ("alarm", "open", "stress", "decisions", "checks", "reproducing")


@pytest.fixture(scope="module", name="data")
def small_report() -> ReportData:
    return report(*made())


def test_a_run_that_took_longer_has_the_same_page(data: ReportData) -> None:
    comparison, resolved = made()
    slower = report(replace(comparison, wall_seconds=comparison.wall_seconds + 1000), resolved)
    assert render(slower) == render(data)


@pytest.fixture(name="rows")
def by_number(data: ReportData) -> dict[str, StressRow]:
    return {row.number or row.name: row for row in data.stress}


def words(row: StressRow) -> str:
    return " ".join((*row.says, *row.listed))


def laid_out(data: ReportData, *names: str) -> str:
    environment = sheet.environment()
    return "".join(
        environment.get_template(f"templates/{name}.html.j2").render(data=data, **account(data))
        for name in names or TEMPLATES
    )


def test_every_row_of_the_checklist_is_there_in_its_order_and_says_something(data: ReportData) -> None:
    assert [row.number for row in data.stress] == [*NUMBERS, "", ""]
    assert all(words(row) for row in data.stress)
    assert all(sentence.strip() == sentence and sentence[-1] in ".?)" for row in data.stress for sentence in row.says)


def test_what_nobody_has_said_is_open_and_what_was_said_is_quoted(data: ReportData, rows: dict[str, StressRow]) -> None:
    assert [answer.key for _, answer in open_rows(data)] == [
        "purpose",
        "decided_by",
        "local_data",
        "code_access",
        "equality",
    ]
    assert rows["1.1"].said == ("Whether <b>ten</b> places open, by March.",)
    assert rows["Validity"].said == ("Two team managers found it plausible.",)
    assert rows["3.1"].open[0].asks == Reporting.model_fields["local_data"].description


def test_scenarios_that_say_different_things_are_told_apart(tmp_path: Path) -> None:
    comparison, resolved = made()
    other = resolve(tmp_path, {"one": "reporting: {decision: 'Another.'}\n"})[0]
    found = report(comparison, [replace(other, study=other.study), resolved[1]])
    said = next(row for row in found.stress if row.number == "1.1").said
    assert said == ("One: Another.", "The second: Whether <b>ten</b> places open, by March.")


def test_the_rows_follow_the_run(rows: dict[str, StressRow]) -> None:
    comparison, resolved = made()
    assert "2 independent replications of each scenario, seed 5" in words(rows["4.3"])
    assert words(rows["4.2"]) == "60 days, from 1 April 2026 to 30 May 2026. Time is counted in whole minutes."
    assert f"{len(resolved[0].caseload())} young people are there on the first day" in words(rows["4.1"])
    assert "It is the scenario's own table." in words(rows["4.1"])
    assert "Python 3.12.1, SimPy 4.1.1, numpy 2.1.0 and pandas 2.2.0" in words(rows["5.1"])
    assert "SimPy" in words(rows["5.3"])
    events = sum(facts.events for facts in comparison.scenarios)
    assert words(rows["5.4"]).startswith(f"{events:,} events simulated on Linux arm.")
    assert "carepath_sim 1.2.3, under the MIT licence" in words(rows["6.1"])


def test_places_and_rules_say_which_scenarios_have_them(rows: dict[str, StressRow]) -> None:
    assert "Hub: 9 places (only in the second)" in rows["2.5.3"].listed
    assert any(item.startswith("Placement panel") and "(only in the second)" in item for item in rows["2.4"].listed)
    assert not any(item.startswith("Practice models") for item in rows["2.4"].listed)
    assert "The second: " in rows["2.3"].listed[0]
    assert "puts to use: Full house" in rows["2.3"].listed[0]


def test_entries_are_those_of_the_streams_in_use(rows: dict[str, StressRow]) -> None:
    streams = made()[1][0].study.demand.streams.values()
    assert list(rows["2.5.5"].listed) == [
        f"{each.label}: {each.rate.value.amount * 365.25:.3g} a year" for each in streams
    ]


def test_entries_that_an_effect_raises_are_told_as_they_are_run(tmp_path: Path) -> None:
    comparison, resolved = made()
    more = resolve(tmp_path, {"two": f"{TWO}effects:\n  - multiply_entries: {{by: 1.5, from: 2026-05-01}}\n"})[0]
    row = next(row for row in report(comparison, [resolved[0], more]).stress if row.number == "2.5.5")
    first = resolved[0].study.demand.streams
    expected = [each.rate.value.amount * 365.25 for each in first.values()]
    for label, rate, told in zip((each.label for each in first.values()), expected, row.listed, strict=True):
        assert told.startswith(f"{label}: {rate:.3g} a year (only in one); {rate:.3g} to {rate * 1.5:.3g} a year")


def test_a_changed_number_of_places_is_told_with_both_values(tmp_path: Path) -> None:
    comparison, resolved = made()
    fewer = resolve(tmp_path, {"two": f"{TWO}effects:\n  - set_places: {{setting: foster, places: 9 places}}\n"})[0]
    row = next(row for row in report(comparison, [resolved[0], fewer]).stress if row.number == "2.5.3")
    assert "Foster care: 10 places (only in one); 9 places (only in the second)" in row.listed


def test_one_scenario_alone_is_compared_with_nothing() -> None:
    comparison, resolved = made()
    alone = replace(comparison, scenarios=comparison.scenarios[:1])
    found = {row.number: row for row in report(alone, resolved[:1]).stress}
    assert words(found["2.3"]) == "There is one scenario."
    assert "One scenario is described" in words(found["1.3"])
    assert "baseline" not in " ".join(words(row) for row in found.values()).lower()
    assert "paired" not in words(found["1.2"]) + words(found["4.3"])


def test_without_circumstances_no_version_is_made_up() -> None:
    found = {row.number: row for row in report(*made(), around=None).stress}
    assert words(found["5.1"]) == "Versions were not recorded with this result."
    assert "Linux" not in words(found["5.4"])


def test_what_scenarios_assume_stands_by_who_says_it() -> None:
    _, resolved = made()
    assert assumed_together(resolved, {"one": "One", "two": "The second"}) == (
        AssumedTogether("Every scenario", ("Prices hold.",)),
        AssumedTogether("The second", ("Ten places open.",)),
    )


def test_decisions_are_those_that_act_in_the_run(data: ReportData) -> None:
    said = " ".join(row.what for row in data.decisions)
    assert "the hub is not taken to prevent" in said
    assert "young people of high complexity" not in said
    assert "A home that closes" not in said
    assert 0 < len(data.decisions) < len(TABLE)
    assert all(row.what and row.why and row.push for row in data.decisions)


def test_a_decision_about_places_kept_free_needs_places_kept_free(tmp_path: Path) -> None:
    def named(text: str) -> bool:
        models = list(models_of(tmp_path, text))
        return any("kept free" in row.what and "particular rooms" in row.what for row in decisions(models))

    hub = "settings: {hub: {in_use: true}}\n"
    assert named(hub + "policies: [keep_free]\n")
    assert not named(hub)


def models_of(folder: Path, text: str) -> Iterator[Model]:
    for each in resolve(folder, {"here": text}):
        yield build_model(each)[0]


def test_the_templates_escape_what_people_wrote_and_link_within_the_page(data: ReportData) -> None:
    page = laid_out(data)
    assert "Whether &lt;b&gt;ten&lt;/b&gt; places open" in page
    assert "<b>ten" not in page
    assert page.count("<b>Open:</b>") == len(open_rows(data))
    linked = set(re.findall(r'href="#(\w+)"', page))
    assert linked - set(re.findall(r'id="(\w+)"', page)) <= {
        "assumptions",
        "charts",
        "definitions",
        "differences",
        "published",
        "sources",
    }


def test_failed_checks_come_first_and_loudly(data: ReportData) -> None:
    rows = [
        ("one", "Sums agree", True, "all"),
        ("two", "Sums agree", True, "all"),
        ("two", "Nobody lost", False, "3 are"),
    ]
    tested = replace(data, checks=pd.DataFrame(rows, columns=list(CHECKS_COLUMNS)))
    found = checked(tested)
    assert found.failed == (CheckRow("Nobody lost", "The second", "3 are"),)
    assert found.passed == (CheckRow("Sums agree", "Every scenario", "all"),)
    assert (found.failures, found.passes, found.total) == (1, 2, 3)
    page = laid_out(tested, "checks")
    assert page.index("1 of 3 failed") < page.index("2 of 3 passed")
    assert "A check failed: do not use these results" in laid_out(tested, "alarm")


def test_without_checks_the_page_says_so_and_raises_no_alarm(data: ReportData) -> None:
    none = replace(data, checks=pd.DataFrame(columns=list(CHECKS_COLUMNS)))
    assert "No check was recorded" in laid_out(none, "checks")
    assert laid_out(none, "alarm").strip() == ""


def test_a_study_that_says_everything_leaves_nothing_open(tmp_path: Path) -> None:
    comparison, resolved = made()
    said = "".join(f"  {key}: Said.\n" for key in Reporting.model_fields if key != "valid_until")
    told = resolve(tmp_path, {"one": f"reporting:\n{said}"})[0]
    full = report(comparison, [told, resolved[1]])
    assert open_rows(full) == []
    assert laid_out(full, "open").strip() == ""


def test_the_page_made_again_says_the_same(data: ReportData) -> None:
    assert report(*made(), around=AROUND).stress == data.stress


def test_on_the_page_every_link_leads_somewhere_and_the_open_answers_stand_before_the_charts(data: ReportData) -> None:
    page = render(data)
    ids = re.findall(r' id="([\w-]+)"', page)
    assert set(re.findall(r'href="#([\w-]+)"', page)) <= set(ids)
    assert len(ids) == len(set(ids))
    assert ids.index("unsaid") < ids.index("charts") < ids.index("stress")
    assert page.index("Use it until") < page.index('id="charts"')
