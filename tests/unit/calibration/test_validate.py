"""How figures are judged, kept and printed; on figures of our own, so that no catalogue's numbers matter."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan
from pathlib import Path

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.calibration import keeping, norfolk, studies, table, validate
from carepath_sim.calibration.validate import MET, MISSED, UNSEEN, Row, Validation
from carepath_sim.catalogue.published import Figure, read_published
from carepath_sim.catalogue.validated import read_account, read_validated
from carepath_sim.errors import BadInput
from carepath_sim.scenario.load import from_text, load
from carepath_sim.scenario.resolve import resolve

FIGURES = {figure.key: figure for figure in read_published()}
QUICK = ("looked_after_10_to_15", "starts_10_to_15", "starts_16_to_17", "same_placement_two_years", "norfolk_in_hubs")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a few figures, some of every study."""
    monkeypatch.setattr(validate, "read_published", lambda: tuple(FIGURES[key] for key in QUICK))


def figure(value: float = 0.5, low: float | None = None, high: float | None = None, comparable: bool = True) -> Figure:
    return replace(FIGURES["same_placement_two_years"], value=value, low=low, high=high, comparable=comparable)


@pytest.mark.parametrize(
    ("found", "low", "high", "verdict"),
    [
        (0.5, None, None, MET),
        (0.426, None, None, MET),
        (0.424, None, None, MISSED),
        (0.574, None, None, MET),
        (0.576, None, None, MISSED),
        (0.44, 0.45, 0.60, MISSED),  # near enough, and few councils have so few
        (0.46, 0.45, 0.60, MET),
        (0.59, 0.45, 0.60, MISSED),  # one council in ten has more, and it is too far off
        (nan, None, None, UNSEEN),
    ],
)
def test_a_comparable_figure_is_near_what_was_published_and_where_councils_are(
    found: float, low: float | None, high: float | None, verdict: str
) -> None:
    row = validate._row(figure(low=low, high=high), np.full(4, found), 1.0)
    assert row.verdict == verdict


def test_a_figure_for_context_is_not_judged() -> None:
    row = validate._row(figure(comparable=False), np.full(4, 9.0), 1.0)
    assert (row.verdict, row.simulated) == ("", 9.0)
    assert isnan(row.allowed_low)


def test_numbers_for_england_are_scaled() -> None:
    scaled = replace(figure(30_930), scaled=True)
    assert validate._row(scaled, np.full(4, 158.0), 165 / 32_270).published == pytest.approx(158.15, abs=0.01)
    assert validate._row(figure(30_930), np.full(4, 158.0), 165 / 32_270).published == 30_930


def test_the_interval_is_students_over_runs() -> None:
    mean, low, high = validate.mean_of(np.array([1.0, 2.0, 3.0, nan]))
    assert mean == 2.0
    assert high - mean == pytest.approx(4.302653 / np.sqrt(3), rel=1e-5)
    assert mean - low == pytest.approx(high - mean)


def test_single_days_have_their_percentiles() -> None:
    mean, low, high = validate.days_of(np.arange(22.0).reshape(2, 11))
    assert (mean, low, high) == pytest.approx((10.5, 2.1, 18.9))


def test_an_unknown_measure_is_named() -> None:
    with pytest.raises(BadInput, match=r"same_placement_two_years.measure.*Did you mean three_workers\?"):
        validate.known([replace(figure(), measure="three_worker")])


@pytest.mark.usefixtures("quick")
def test_the_same_seed_finds_the_same_however_runs_are_grouped(monkeypatch: pytest.MonkeyPatch) -> None:
    one = validate.validate(replications=2)
    monkeypatch.setattr(studies, "AT_ONCE", 1)
    assert keeping.tables(validate.validate(replications=2)) == keeping.tables(one)
    assert {row.figure.key for row in one.rows} == set(QUICK)
    assert keeping.tables(validate.validate(replications=2, seed=1)) != keeping.tables(one)


@pytest.mark.usefixtures("quick")
def test_another_council_is_scaled_by_its_own_starts_and_has_no_service() -> None:
    twice = {"rate": "120 per year"}
    text = "question: What?\nkind: strategic\nstart: 2026-04-01\nhorizon: 2 years\n"
    streams = "\n".join(f"    {name}: {{rate: {twice['rate']}}}" for name in ("direct_10_to_15", "unaccompanied"))
    found = validate.validate(resolve(from_text(f"{text}demand:\n  streams:\n{streams}\n", "larger")), replications=2)
    rows = {row.figure.key: row for row in found.rows}
    assert found.scenario == "larger"
    assert "norfolk_in_hubs" not in rows
    starts = sum(rows[key].simulated for key in ("starts_10_to_15", "starts_16_to_17"))
    assert found.share == pytest.approx(starts / 17_770)
    assert found.share > 1.5 * 165 / 32_270
    assert rows["looked_after_10_to_15"].published == pytest.approx(30_930 * found.share)


def test_progress_is_told_run_by_run() -> None:
    told: list[tuple[int, int]] = []
    study = studies.council()
    tell = validate._teller(lambda done, total: told.append((done, total)), 2)
    assert len(list(studies.views(study, studies.all_of_it, 2, 1, on_run=tell))) == 1
    assert told == [(1, 2), (2, 2)]


def test_the_long_run_begins_with_nobody_and_is_looked_at_once_it_has_filled_up() -> None:
    study = studies.in_the_long_run(studies.council())
    assert study.caseload() == []
    (view,) = studies.views(study, studies.once_filled, 1, 1)
    assert view.window.years == pytest.approx(40, abs=0.01)
    assert view.window.end == view.reading.words.horizon


def test_the_service_is_the_published_one() -> None:
    study = norfolk.study().study
    assert study.settings["hub"].places is not None
    assert study.settings["hub"].places.amount == norfolk.PLACES == 12
    assert (study.settings["hub"].ages, study.settings["hub_placement"].ages) == ("12 to 17", "12 to 17")
    assert [int(age) for age in study.demand.streams["edge_of_care"].ages.shares] == [12, 13, 14, 15, 16, 17]
    fitted = study.demand.streams["edge_of_care"].rate, study.settings["edge_of_care"].endings["support_ends"].hazard
    assert [number.status for number in fitted] == ["calibrated", "calibrated"]


def test_the_scenario_of_the_service_is_the_study_that_validate_runs() -> None:
    file = Path(__file__).resolve().parents[3] / "scenarios" / "norfolk_2022.yaml"
    one, other = (build_model(each)[0] for each in (resolve(load(file)), norfolk.study()))
    assert one.fingerprint() == other.fingerprint()


def test_the_fit_of_the_service_is_written_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "service.yaml"
    before = norfolk.SCENARIO.read_text(encoding="utf-8")
    file.write_text(before, encoding="utf-8")
    norfolk.write(123.4, 5.67, [file])
    pairs = zip(before.split("\n"), file.read_text(encoding="utf-8").split("\n"), strict=True)
    assert [new.strip() for old, new in pairs if old != new] == ["mean: 5.67 months", "value: 123.4 per year"]


# What is kept and printed.


def found_of(*rows: Row) -> Validation:
    return Validation(rows, "The typical council", 165 / 32_270, 60, 2026, {"five_years": "ab", "long_run": "cd"})


def a_row(key: str, verdict: str = "", simulated: float = 0.5) -> Row:
    allowed = (0.4, 0.6) if verdict else (nan, nan)
    return Row(FIGURES[key], FIGURES[key].value, *allowed, simulated, simulated - 0.01, simulated + 0.01, verdict)


EVERYTHING = found_of(*(a_row(key, MET if each.comparable else "") for key, each in FIGURES.items()))


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    found = found_of(a_row("same_placement_two_years", MISSED, 0.123456789), a_row("moves", "", nan))
    assert keeping.keep(found, tmp_path) == [tmp_path / "validated.csv", tmp_path / "validated.yaml"]
    one, other = read_validated(tmp_path)
    assert (one.figure, one.published, one.simulated, one.verdict) == (
        "same_placement_two_years",
        0.68,
        0.123457,
        MISSED,
    )
    assert (other.allowed_low, other.simulated, other.low, other.verdict) == (None, None, None, "")
    account = read_account(tmp_path)
    assert (account["seed"], account["replications"]) == (2026, 60)
    assert account["models"] == {"five_years": "ab", "long_run": "cd"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("figure,published\n", "validated.csv:1:1"),
        ("{header}\nmoves,,,,,,,\n", "validated.csv:2:1"),
        ("{header}\nmoves,0.5,a,,,,,\n", "validated.csv:2:1"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, place: str) -> None:
    header = "figure,published,allowed_low,allowed_high,simulated,low,high,verdict"
    (tmp_path / "validated.csv").write_text(text.format(header=header), encoding="utf-8")
    with pytest.raises(BadInput, match=place):
        read_validated(tmp_path)


def test_a_table_that_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="carepath validate --keep"):
        read_validated(tmp_path)


def test_the_text_reads_in_eighty_columns_and_holds_every_figure_and_caveat() -> None:
    lines = table.lines(EVERYTHING)
    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    for each in FIGURES.values():
        assert each.caveat in text, each.key
        assert each.population in text, each.key
        assert each.label in text, each.key
    assert text.index("COMPARABLE") < text.index("CONTEXT") < text.index("A PUBLISHED SERVICE")
    assert text.endswith("comparable figures are met.")


def test_what_is_missed_is_marked_and_explained() -> None:
    row = a_row("same_placement_two_years", MISSED)
    row = replace(row, figure=replace(row.figure, if_missed="Nobody stays."))
    lines = table.lines(found_of(row, a_row("worker_changed", MET)))
    assert [line for line in lines if line.startswith("*°Two years in one placement")]
    assert any("Missed: Nobody stays." in line for line in lines)
    assert " ".join(lines).endswith("* 1 of 2 comparable figures are missed: Stability: Two years in one placement.")


def test_what_cannot_be_seen_is_neither_met_nor_missed() -> None:
    lines = table.lines(found_of(a_row("same_placement_two_years", UNSEEN, nan), a_row("worker_changed", MET)))
    text = " ".join(" ".join(lines).split())
    assert "All 1 comparable figures are met. 1 could not be seen in this study" in text


def test_where_nothing_can_be_seen_nothing_is_said_to_be_met() -> None:
    found = found_of(a_row("same_placement_two_years", UNSEEN, nan))
    assert not found.is_met
    text = " ".join(" ".join(table.lines(found)).split())
    assert "No comparable figure could be judged. 1 could not be seen" in text
    assert "are met" not in text.partition("COMPARABLE")[2]


def test_other_councils_are_scaled_by_their_starts_alone() -> None:
    assert [key for key, each in FIGURES.items() if each.scales] == ["starts_10_to_15", "starts_16_to_17"]


def test_fitted_figures_are_marked() -> None:
    lines = table.lines(found_of(a_row("worker_changed", MISSED), a_row("endings_within_a_week")))
    assert [line for line in lines if line.startswith("*°A change of social worker [1]")]
    assert [line for line in lines if line.startswith("  Endings within seven days [1]")]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.6834, "share", "68.3%"),
        (0.1571, "a year", "0.157"),
        (158.12, "young people", "158.1"),
        (2100, "£ a week", "£2,100"),
    ],
)
def test_numbers_in_words(value: float, unit: str, words: str) -> None:
    assert table.amount(value, unit) == words
    assert table.amount(nan, unit) == "-"


def test_the_plain_data_has_no_numbers_that_are_none() -> None:
    facts = table.facts(found_of(a_row("moves", "", nan), a_row("worker_changed", MISSED)))
    assert facts["missed"] == ["worker_changed"]
    context, judged = facts["figures"]
    assert (context["simulated"], context["allowed_low"], context["part"]) == (None, None, "context")
    assert (judged["key"], judged["verdict"], judged["published"]) == ("worker_changed", MISSED, 0.6)
    assert "value" not in judged
