"""The table kept in the catalogue is what the catalogue gives now, and nothing that compares is missed unexplained."""

from __future__ import annotations

import pytest

from carepath_sim.calibration import keeping, validate
from carepath_sim.catalogue.published import read_published
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.catalogue.validated import read_account, read_validated

FIGURES = {figure.key: figure for figure in read_published()}


def test_it_has_every_published_figure_once() -> None:
    assert [row.figure for row in read_validated()] == list(FIGURES)


def test_every_comparable_figure_is_judged_and_no_other() -> None:
    assert {row.figure for row in read_validated() if row.verdict} == {
        key for key, figure in FIGURES.items() if figure.comparable
    }


def test_a_figure_that_is_missed_says_why() -> None:
    silent = [row.figure for row in read_validated() if row.verdict == "missed" and not FIGURES[row.figure].if_missed]
    assert not silent


@pytest.mark.slow
def test_it_is_what_the_present_catalogue_gives() -> None:
    account = read_account()
    found = validate.validate(replications=account["replications"], seed=account["seed"])
    for name, text in keeping.tables(found).items():
        assert (HERE / name).read_text(encoding="utf-8") == text, "run `carepath validate --keep`"


def test_the_service_is_fitted_where_it_says_so() -> None:
    """How the young people divide is not: that is for the reader to see."""
    rows = {row.figure: row for row in read_validated()}
    fitted = [key for key, figure in FIGURES.items() if figure.study == "norfolk" and figure.fitted]
    assert fitted == ["norfolk_referrals", "norfolk_caseload"]
    for key in fitted:
        assert rows[key].simulated == pytest.approx(FIGURES[key].value, rel=0.04)
    parts = ("norfolk_in_hubs", "norfolk_outreach", "norfolk_edge_of_care")
    assert sum(rows[key].simulated or 0.0 for key in parts) == pytest.approx(
        rows["norfolk_caseload"].simulated, rel=1e-4
    )
