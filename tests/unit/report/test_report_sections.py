"""What stands beside the charts: practice models, published figures, money by payer, outcomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from carepath_sim.catalogue.published import Figure
from carepath_sim.catalogue.validated import Validated
from carepath_sim.report import Definition, ReportData, assumptions, beside, paying, practising, principles, render

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")


@pytest.fixture(scope="module", name="data")
def report_data(study: Callable[..., ReportData]) -> ReportData:
    return study(NAMES, parameters=4)


@pytest.fixture(scope="module", name="text")
def page_text(data: ReportData) -> str:
    return render(data)


def section(text: str, name: str) -> str:
    """The section with this heading, without tags."""
    found = re.search(rf'<section aria-labelledby="{name}".*?</section>', text, re.DOTALL)
    assert found is not None, name
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_assumptions_come_before_results_in_one_line_each(text: str) -> None:
    rests = section(text, "rests")
    assert "Family group conferences (tier A) and Growing Futures (tier C, cost only)." in rests
    assert "Not modelled, which is not the same as zero: what young people say about their care" in rests
    met = "1 of 2 published figures that can be compared are met. Missed: two moves or more in the year."
    assert met in section(text, "sure"), "how near the model comes to what is known says how sure its findings are"
    # What each practice model changes is said in a line before the results and in full below the charts, so that a
    # reader meets the findings on the first screen.
    order = [text.index(f'id="{name}"') for name in ("rests", "found", "sure", "charts", "published", "practice")]
    assert order == sorted(order)
    assert all(f'href="#{name}"' in text for name in ("practice", "published", "money", "outcomes"))


def test_a_card_says_who_how_far_and_how_well_known(text: str) -> None:
    practice = section(text, "practice")
    for words in (
        "Offered to Families at the edge of care",
        "Taken up by 60% (range 40% to 80%), assumed",
        "A: a randomised trial. The range of its effects leaves out no effect, as the evidence does.",
        "Evidence rating Not rated. No rating was read.",
        "Cost rating 4 of 5 (£1,000 to £2,000 for each unit delivered)",
        "Costs Family group conferences: £1,000 each (range £500 to £2,000 each).",
        "0.76 times as often (range 0.65 to 1 times).",
        "100% in no heads on beds; switched off in heads on beds",
        "Sources: Foundations, Randomised trial (2023).",
        "Used in Heads on beds (from 2027-04-01).",
    ):
        assert words in practice
    assert practice.count("No measured effect: only its cost shows.") == 1


def test_every_feature_is_carried_or_not_modelled_because(text: str) -> None:
    practice = section(text, "practice")
    assert "2 of 3 are carried by a part of the practice model" in practice
    assert "A core offer Not modelled, because no effect of it was measured." in practice
    assert "High stickability the same worker The same key worker 70%" in practice
    assert practice.index("Distinguishers High") < practice.index("Provocations No heads on beds")


def test_published_figures_stand_beside_simulated_ones(text: str) -> None:
    published = section(text, "published")
    assert published.index("Missed: two moves or more in the year.") < published.index("Met within")
    row = "Leaving care, 10 to 15 a year 0.157 0.12 to 0.20 0.134 to 0.181 0.160 0.158 to 0.162 met fitted"
    assert f"{row} Looked after at 10 to 15, England, 2025. Published for everyone" in published
    assert "2 comparable figures" in published
    assert "not the scenarios above: 60 runs, seed 2026. A figure" in published
    context = published[published.index("1 figure for context, not judged") :]
    assert "Three placements, all ages" in context
    assert "Verdict" not in context


def test_missed_figures_stand_first_in_their_group(data: ReportData) -> None:
    met, missed = data.published[0], data.published[1]
    grouped = beside.groups((replace(met, group="One"), replace(missed, group="One"), met), comparable=True)
    assert list(grouped) == ["One", met.group]
    assert [each.verdict for each in grouped["One"]] == ["missed", "met"]


def test_money_is_told_apart_by_time_and_by_payer(text: str) -> None:
    money = section(text, "money")
    assert "Total cost, discounted" in money
    assert "The 2 payers share the total" in money
    assert money.index("The council") < money.index("The Home Office")


def test_a_total_that_is_another_is_left_out_and_said(data: ReportData) -> None:
    rows = data.metrics[data.metrics["metric"] == "cost"]
    cash = rows.assign(metric="cost_cash")
    others = data.metrics[data.metrics["metric"] != "cost_cash"]
    found = paying.money(replace(data, metrics=others._append(cash, ignore_index=True)))
    assert found is not None
    assert [each.name for each in found.totals] == ["Total cost", "Total cost, discounted", "Cost to the council"]
    assert found.notes[0] == "Total cost, cash: the same here as total cost, and left out."


def test_the_council_alone_makes_no_table_of_payers(data: ReportData) -> None:
    alone = data.metrics[data.metrics["setting"] != "home_office"]
    found = paying.money(replace(data, metrics=alone))
    assert found is not None
    assert found.payers == ()
    assert "Everything is paid by the council in these scenarios." in found.notes


def test_a_lone_scenario_shows_levels_of_money(study: Callable[..., ReportData]) -> None:
    found = paying.money(study(("baseline",), parameters=4))
    assert found is not None
    assert found.totals == ()
    assert "The Home Office" in list(found.levels["Measure"])


def test_what_is_not_modelled_stands_with_its_reason_and_participation_first(data: ReportData, text: str) -> None:
    outcomes = section(text, "outcomes")
    assert outcomes.index("Participation article 12") < outcomes.index("Life, survival and development")
    assert "Not modelled: what young people say about their care. Nothing ties it to settings." in outcomes
    assert "No measure here speaks to it." in outcomes
    assert "1 measure speaks to it Moves." in outcomes
    assert [each.principle.name for each in principles.by_principle(data)][-1] == "service"


def test_what_is_told_by_need_says_that_it_is_no_finding_about_groups(data: ReportData) -> None:
    by_need = Definition(
        "moves_by_need", "Moves, by need", "moves", "lower", "Moves of each group.", False, principle="stable_lives"
    )
    split = replace(data, definitions=(*data.definitions, by_need))
    cautions = {each.principle.name: each.caution for each in principles.by_principle(split)}
    assert [name for name, caution in cautions.items() if caution] == ["stable_lives"]
    outcomes = section(render(split), "outcomes")
    told = outcomes[outcomes.index("Moves, by need") :]
    assert "what the assumptions about them make of it, and no finding about them." in told
    assert "Domestic abuse in particular is a marker that has no effect of its own in the catalogue" in told
    assert "no finding about them" not in section(render(data), "outcomes")


def test_a_study_without_any_of_it_has_no_empty_sections(data: ReportData) -> None:
    bare = replace(data, practice=(), features=(), published=(), outcomes=None)
    text = render(bare)
    for name in ("practice", "published", "outcomes"):
        assert f'id="{name}"' not in text
        assert f'href="#{name}"' not in text
    assert practising.line(()) == beside.summary(()) == principles.unseen_line(bare) == ""


def test_a_published_figure_is_written_on_one_scale_with_its_source() -> None:
    figure = Figure(
        key="two_moves",
        label="Two moves or more",
        group="Stability",
        unit="share",
        population="Teenage entrants",
        year="2018",
        value=0.185,
        status="sourced",
        evidence="READ-DATA",
        source="index",
        how="Read off a chart.",
        caveat="Old.",
        comparable=True,
        fitted=False,
        study="long_run",
        measure="two_moves",
        low=0.15,
        high=0.22,
    )
    found = Validated("two_moves", 0.185, 0.15725, 0.21275, 0.2403, 0.2311, 0.2495, "missed")
    row = beside.row(figure, found, {"index": {"publisher": "Commissioner", "title": "Index", "year": 2019}})
    assert (row.published, row.simulated, row.interval) == ("18.5%", "24.0%", "23.1% to 24.9%")
    assert (row.councils, row.allowed) == ("15.0% to 22.0%", "15.7% to 21.3%")
    assert (row.verdict, row.tone, row.source) == ("missed", "worse", "Commissioner, Index (2019)")
    unseen = beside.row(figure, replace(found, simulated=None, low=None, high=None, verdict=""), {})
    assert (unseen.simulated, unseen.interval, unseen.verdict) == ("not known", "", "not seen")
    context = beside.row(replace(figure, comparable=False), replace(found, verdict=""), {})
    assert (context.verdict, context.tone) == ("context", "open")


def test_a_catalogue_never_set_beside_published_figures_shows_none(tmp_path: Path) -> None:
    assert beside.read(tmp_path) == ()
    assert beside.runs(tmp_path) == ""


def test_how_published_figures_were_simulated_is_read_from_the_account_beside_them(tmp_path: Path) -> None:
    (tmp_path / "validated.yaml").write_text("seed: 7\nreplications: 1\n", encoding="utf-8")
    assert beside.runs(tmp_path) == "1 run, seed 7"


def test_a_number_that_settings_have_alike_is_listed_once(data: ReportData) -> None:
    row = data.parameters.iloc[[2]]
    said = {"status": "assumed", "value": "13 weeks", "range": "4 weeks to 26 weeks", "note": "By judgement."}
    names = ("hub", "secure", "overflow")
    alike = [row.assign(path=f"settings.{name}.wait.limit", origin=f"{name}.yaml:1", **said) for name in names]
    other = row.assign(path="settings.home.wait.limit", origin="home.yaml:1", **{**said, "value": "4 weeks"})
    table = assumptions.parameters(replace(data, parameters=pd.concat([*alike[:2], other, alike[2]])), "assumed")
    assert list(table["Parameter"]) == ["settings.(hub, secure, overflow).wait.limit", "settings.home.wait.limit"]
    assert list(table["Value"]) == ["13 weeks", "4 weeks"]
    assert table["Set in"][0] == "hub.yaml:1, secure.yaml:1, overflow.yaml:1"
