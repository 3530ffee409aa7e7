"""What money is worth at what time, and who pays: deflators, discount rates, inflation, grants by the night."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from carepath_sim.scenario.parameters import Growth, Money, Parameter, Price, PriceYear, Provenance, Strict

Payer = Literal["council", "home_office", "department_for_education", "nhs", "police", "other"]
"""Who may pay for something."""

COUNCIL: Payer = "council"
"""Who pays what no grant pays."""


class Deflators(Provenance):
    """The price level of each financial year: what brings prices of other years to one year."""

    index: dict[PriceYear, Annotated[float, Field(gt=0)]] = Field(
        description="mean price level of each financial year; only their ratios matter"
    )
    range: None = None


class Finance(Strict):
    """Conventions by which sums of money of different years are compared."""

    deflators: Deflators | None = Field(default=None, description="price levels, for prices that say their own year")
    discount_rates: dict[str, Parameter[Growth]] = Field(
        default_factory=dict,
        description="by years after the start, the first and the last of them included: {0 to 30: 3.5% per year, ...}; "
        "the last rate holds beyond them, and without any nothing is discounted",
    )
    inflation: Parameter[Growth] | None = Field(
        default=None, description="growth of all prices alike, in the cash figures alone; none if left out"
    )


class Grant(Strict):
    """What somebody other than the council pays by the night for young people of a need group."""

    payer: Payer = Field(description="who pays it")
    looked_after: Money[Price] | None = Field(default=None, description="while looked after")
    after_care: Money[Price] | None = Field(default=None, description="while not looked after, from the 18th birthday")


def years_of(span: str) -> tuple[int, int]:
    """The first and the last year of `0 to 30`. Raises ValueError if it is no such span."""
    match = re.fullmatch(r"\s*(\d{1,3})\s+to\s+(\d{1,3})\s*", span)
    if match is None or int(match[1]) > int(match[2]):
        raise ValueError(f"{span!r} is no span of years")
    return int(match[1]), int(match[2])
