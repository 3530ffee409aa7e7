"""Section 3 of the checklist: where the numbers come from, what was done to them, and what is assumed."""

from __future__ import annotations

from collections import Counter

from carepath_sim.catalogue.wording import counted, listed
from carepath_sim.report import assumptions as by_status
from carepath_sim.report.stress_study import Filled, Told
from carepath_sim.scenario.hazards import FORMS, Hazard
from carepath_sim.scenario.parameters import Money
from carepath_sim.scenario.walk import numbers

WORKED_OUT = ("DERIVED", "SUGGESTED")
OF_FORM = {
    "rate": "a constant rate",
    "mean": "a mean",
    "median": "a median",
    "weibull": "a Weibull distribution",
    "survival": "shares still there by some times",
    "bands": "rates by time in the stay",
    "never": "never",
}
"""How each form of a hazard is said."""


def sources(told: Told) -> Filled:
    """3.1: what was read, and how many numbers are a scenario's own."""
    own = int((told.data.parameters["status"] == "local").sum())
    says = [f"{counted(len(told.data.sources), 'published source')}, each with what was in fact read of it."]
    says.append(
        f"{counted(own, 'number is', 'numbers are')} given by a scenario file without a source."
        if own
        else "No number is given by a scenario file alone."
    )
    return Filled(tuple(says), see=(("sources", "Sources"),))


def processing(told: Told) -> Filled:
    """3.2: what was done to published numbers before they were used."""
    rows = told.data.parameters
    derived = int(rows["evidence"].isin(WORKED_OUT).sum())
    fitted = int((rows["status"] == "calibrated").sum())
    prices = told.baseline.study.prices.price_year
    older = sum(
        isinstance(each, Money) and each.price_year not in (None, prices) for _, each in numbers(told.baseline.study)
    )
    says = [
        f"{counted(derived, 'number was', 'numbers were')} worked out from published figures, and "
        f"{counted(fitted, 'number was', 'numbers were')} fitted so that the model meets one; notes say how."
    ]
    if older:
        says.append(f"{counted(older, 'price')} of other years put in pounds of {prices} with the deflators.")
    return Filled(tuple(says), see=(("assumptions", "Every assumption"),))


def parameters(told: Told) -> Filled:
    """3.3: how many numbers there are by status, and in which forms lengths of stay are given."""
    status = by_status.status_line(by_status.statuses(told.data))
    forms = Counter(_form(each) for _, each in numbers(told.baseline.study) if isinstance(each, Hazard))
    said = listed([f"{forms[form]} by {OF_FORM[form]}" for form in FORMS if forms[form]])
    of = f" of {told.title(0)}" if told.several else ""
    return Filled(
        (status, f"Rates and lengths of stay{of} are given in the form they were known in: {said}."),
        see=(("assumptions", "Every assumption"),),
    )


def _form(hazard: Hazard) -> str:
    return next(form for form in FORMS if getattr(hazard, form) is not None)


def assumptions(told: Told) -> Filled:
    """3.4: where what is assumed stands."""
    assumed = int((told.data.parameters["status"] == "assumed").sum())
    said = counted(len(told.data.assumes), "sentence")
    who = "the scenarios say" if told.several else "the scenario says"
    says = f"{counted(assumed, 'number is', 'numbers are')} assumed, and {who} in {said} what else is."
    return Filled((says,), see=(("decisions", "Assumptions and decisions"), ("assumptions", "Every assumption")))
