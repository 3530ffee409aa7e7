"""Figures that a simulated council is set beside, typed a second time from the publications."""

from __future__ import annotations

import pytest

from carepath_sim.catalogue.published import Figure, read_published

from .second_entry import TYPED, F

LEFT_BEFORE_18 = F.ceased_10_15 / F.cla_10_15
LEFT_AT_16_17 = (F.ceased_16 + F.ceased_17) / F.cla_16


def five_kinds(age: int) -> dict[str, tuple[float, str]]:
    """Where care leavers of an age live, of those in the five kinds the model knows."""
    kinds = {
        "independent": "independent",
        "semi_independent": "semi",
        "former_foster_carers": "carer",
        "parents_or_relatives": "parents",
        "supported_lodgings": "lodgings",
    }
    parts = {kind: getattr(F, f"{key}_{age}") for kind, key in kinds.items()}
    return {f"living_at_{age}_{kind}": (part / sum(parts.values()), "DERIVED") for kind, part in parts.items()}


def counted(key: str, divisor: float = 1.0) -> tuple[float, str]:
    """A typed figure, or a share of 100, with how it was read."""
    return getattr(F, key) / divisor, TYPED[key].evidence


NARROW = (
    F.changes_behaviour
    + F.changes_carer
    + F.changes_child
    + F.changes_allegation
    + F.changes_standards
    + F.changes_approval
    + F.changes_closure
)
STOCK = (F.cla + F.cla_2024) / 2
PUBLISHED = {
    "looked_after_10_to_15": counted("cla_10_15"),
    "looked_after_16_to_17": counted("cla_16"),
    "leaving_care_10_to_15": (LEFT_BEFORE_18, "DERIVED"),
    "leaving_care_16_to_17": (LEFT_AT_16_17, "DERIVED"),
    "supported_accommodation_16_to_17": (F.cla_supported / F.cla_16, "DERIVED"),
    "same_placement_two_years": counted("same_placement_10_15", 100),
    "two_moves_of_entrants": ((F.two_moves_entrants_low + F.two_moves_entrants_high) / 200, "READ-DATA"),
    "back_in_care_3_months": counted("return_3_months", 100),
    "back_in_care_12_months": counted("return_1_year", 100),
    "back_in_care_72_months": counted("return_6_years", 100),
    **five_kinds(18),
    **five_kinds(19),
    **five_kinds(20),
    **five_kinds(21),
    "worker_changed": counted("changed_worker", 100),
    "three_workers": counted("three_workers", 100),
    "starts_10_to_15": counted("starts_10_15"),
    "starts_16_to_17": counted("starts_16"),
    "childrens_homes": (F.cla_homes / F.cla, "DERIVED"),
    "young_people_in_childrens_homes": counted("cla_homes"),
    "placed_with_parents": (F.cla_parents / F.cla, "DERIVED"),
    "secure": counted("cla_secure"),
    "unregistered": counted("unregistered_children"),
    "three_placements": counted("three_placements", 100),
    "three_placements_in_two_years": counted("three_in_two_years", 100),
    "moves": ((F.changes - F.changes_status) / STOCK, "DERIVED"),
    "moves_from_foster": counted("moves_foster"),
    "moves_from_other": counted("moves_other"),
    "breakdowns": (NARROW / STOCK, "DERIVED"),
    "breakdowns_broad": ((NARROW + F.changes_authority + F.changes_other) / STOCK, "DERIVED"),
    "planned_moves": (F.changes_plan / STOCK, "DERIVED"),
    "unplanned_endings_of_foster_care": (F.foster_unplanned / F.foster_in_placement, "DERIVED"),
    "endings_within_a_week": counted("week_or_less", 100),
    "earlier_period_10_to_15": (1 - F.first_period_10_15 / F.ceased_10_15, "DERIVED"),
    "earlier_period_16_to_17": (1 - F.first_period_16_17 / (F.ceased_16 + F.ceased_17), "DERIVED"),
    "earlier_period_18": (1 - F.first_period_18 / F.ceased_18, "DERIVED"),
    "cost_of_a_care_week": counted("care_week"),
    "norfolk_referrals": counted("norfolk_referrals"),
    "norfolk_caseload": counted("norfolk_caseload"),
    "norfolk_in_hubs": counted("norfolk_in_hubs"),
    "norfolk_outreach": counted("norfolk_outreach"),
    "norfolk_edge_of_care": counted("norfolk_edge"),
    "norfolk_occupancy": (F.norfolk_in_hubs / F.norfolk_places, "DERIVED"),
}
SPREAD = {
    "same_placement_two_years": ("same_placement_p10", "same_placement_p90"),
    "three_placements": ("three_placements_p10", "three_placements_p90"),
    "three_placements_in_two_years": ("three_in_two_years_p10", "three_in_two_years_p90"),
}
SHOWN = {figure.key: figure for figure in read_published()}


@pytest.mark.parametrize("key", PUBLISHED)
def test_a_figure_to_be_met_is_the_published_one(key: str) -> None:
    amount, evidence = PUBLISHED[key]
    assert SHOWN[key].value == pytest.approx(amount, rel=1e-9)
    assert SHOWN[key].evidence == evidence


@pytest.mark.parametrize("figure", [pytest.param(each, id=key) for key, each in SHOWN.items()])
def test_the_spread_of_councils_is_the_published_one(figure: Figure) -> None:
    low, high = SPREAD.get(figure.key, ("", ""))
    expected = (getattr(F, low) / 100, getattr(F, high) / 100) if low else (None, None)
    assert (figure.low, figure.high) == expected


def test_every_published_figure_was_typed_again_but_one_in_words() -> None:
    assert set(SHOWN) - set(PUBLISHED) == {"moves_after_six_months"}, "published in words: about one in three"
