"""Rules about money of different years and about who pays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.errors import Problem
from carepath_sim.scenario.finance import COUNCIL, years_of
from carepath_sim.scenario.parameters import Money
from carepath_sim.scenario.problems import at, unknown
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.walk import numbers

SPANS = "years after the start, from 0 and without a gap, such as 0 to 30 and 31 to 75"


def price_years_have_a_deflator(study: Study, document: Document) -> Iterator[Problem]:
    """A price of another year is brought to the year of all prices by the price levels of both."""
    deflators = study.finance.deflators
    known = sorted(deflators.index) if deflators else []
    dated = [(path, number) for path, number in numbers(study) if isinstance(number, Money) and number.price_year]
    fix = "bring the price to one of these years and say how in its note, or add the year to finance.deflators.index"
    for path, number in dated:
        if number.price_year not in known:
            yield unknown(document, (*path, "price_year"), "price level of", str(number.price_year), known, fix)
    year = study.prices.price_year
    if dated and known and year not in known:
        yield unknown(document, ("prices", "price_year"), "price level of", year, known, fix)


def the_price_year_is_that_of_the_prices(study: Study, document: Document) -> Iterator[Problem]:
    """Another price year would rename the pounds of the catalogue's prices and leave their amounts as they are."""
    if document.mark(("prices", "price_year")).is_catalogue:
        return
    undated = sum(
        isinstance(number, Money) and number.price_year is None and document.mark((*path, "value")).is_catalogue
        for path, number in numbers(study)
    )
    if undated:
        what = f"{undated} prices of the catalogue are in the pounds of its own price year, which this would rename"
        fix = "leave price_year out here, and give each of your own prices its `price_year:`"
        yield at(document, ("prices", "price_year"), what, fix=fix)


def discount_rates_follow_one_another(study: Study, document: Document) -> Iterator[Problem]:
    """Each year after the start has one rate."""
    path: KeyPath = ("finance", "discount_rates")
    spans = []
    for span in study.finance.discount_rates:
        try:
            spans.append(years_of(span))
        except ValueError:
            yield at(document, (*path, span), f"{span!r} is no span of years", SPANS)
            return
    spans.sort()
    starts_at_once = not spans or spans[0][0] == 0
    if not starts_at_once or any(later[0] != earlier[1] + 1 for earlier, later in pairwise(spans)):
        yield at(document, path, "The years do not follow one another", SPANS)


def the_currency_is_a_code(study: Study, document: Document) -> Iterator[Problem]:
    """A currency is known by its code."""
    currency = study.prices.currency
    if not re.fullmatch(r"[A-Z]{3}", currency):
        yield at(document, ("prices", "currency"), f"{currency[:60]!r} is not a currency", "three capital letters: GBP")


BUILT_IN = (
    "Placements paid for by the night",
    "Places used in staffed services",
    "Empty places in staffed services",
    "Empty block-bought places",
    "Permanent key workers",
    "Agency key workers",
    "Vacant and closed posts",
    "Recruitment of key workers",
    "The process of moves",
    "The process of entries to care",
)
"""What the report calls the headings of every study."""


def headings_have_names_of_their_own(study: Study, document: Document) -> Iterator[Problem]:
    """A heading can be read, and stands for nothing else that the report prints."""
    taken = {_plain(label): "a heading of every study" for label in BUILT_IN}
    taken |= {_plain(setting.label): f"the label of the setting {name}" for name, setting in study.settings.items()}
    for index, effect in enumerate(study.effects):
        if effect.add_cost is None:
            continue
        heading, path = effect.add_cost.heading, ("effects", index, "add_cost", "heading")
        if not heading.strip() or not heading.isprintable():
            yield at(document, path, f"{heading[:60]!r} is not a heading", "a few plain words on one line")
        elif _plain(heading) in taken:
            what = f"{heading!r} is also {taken[_plain(heading)]}, so that nobody could tell the two apart"
            yield at(document, path, what, fix="choose other words")


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def a_heading_has_one_payer(study: Study, document: Document) -> Iterator[Problem]:
    """Costs under one heading are paid by one payer."""
    payers: dict[str, str] = {}
    for index, effect in enumerate(study.effects):
        cost = effect.add_cost
        if cost is not None and payers.setdefault(cost.heading, cost.payer) != cost.payer:
            what = f"{cost.heading!r} is paid by {cost.payer} here and by {payers[cost.heading]} elsewhere"
            fix = "name one payer for all of it, or use two headings"
            yield at(document, ("effects", index, "add_cost"), what, fix=fix)


def grants_are_somebody_elses(study: Study, document: Document) -> Iterator[Problem]:
    """A grant comes from others than the council, for a need group that there is."""
    for need, grant in study.prices.grants.items():
        path: KeyPath = ("prices", "grants", need)
        if grant.payer == COUNCIL:
            yield at(document, (*path, "payer"), "The council pays itself no grant", "a payer other than the council")
        if need not in study.demand.needs and not document.mark(path).is_catalogue:
            yield unknown(document, path, "need group", need, study.demand.needs)
