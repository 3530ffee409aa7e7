"""What stands beside the charts of the made-up study: practice models, features, published figures, principles."""

from __future__ import annotations

from carepath_sim.catalogue.outcomes import Framework, Principle, Unseen
from carepath_sim.report.parts import FeatureRow, LeverRow, PracticeCard, PublishedFigure

PAYERS = {"council": 125e6, "home_office": 7e6}
PRACTICE = (
    PracticeCard(
        label="Family group conferences",
        description="A family meets and makes its own plan before a court is asked.",
        used_in="",
        offered="Families at the edge of care (need groups: general and domestic abuse)",
        uptake="60% (range 40% to 80%), assumed",
        tier="A: a randomised trial",
        evidence="36.2% of one group were in care after a year, and 44.8% of the other.",
        rating="Not rated. No rating was read.",
        spread="leaves out no effect, as the evidence does",
        cost_rating="4 of 5 (£1,000 to £2,000 for each unit delivered). Derived from the costs assumed here.",
        costs=("Family group conferences: £1,000 each (range £500 to £2,000 each).",),
        levers=(
            LeverRow(
                "Fewer enter care",
                ("Enter care from edge-of-care support: 0.76 times as often (range 0.65 to 1 times).",),
                "100% in no heads on beds; switched off in heads on beds",
                "assumed",
                "Mostly young children.",
            ),
        ),
        sources=("Foundations, Randomised trial (2023)",),
        note="The trial's families had mostly young children.",
    ),
    PracticeCard(
        label="Growing Futures",
        description="One navigator for the whole family.",
        used_in="Heads on beds (from 2027-04-01)",
        offered="Families in which there is domestic abuse",
        uptake="100%, assumed",
        tier="C: an independent evaluation before and after",
        evidence="No effect could be measured.",
        rating="Not rated",
        spread="includes no effect",
        cost_rating="Not rated",
        costs=("Growing Futures: £580,000 per year.",),
        levers=(),
        sources=(),
        silent="No measured effect: only its cost shows.",
    ),
)
FEATURES = (
    FeatureRow("Distinguishers", "High stickability", ("the same worker",), ("The same key worker",), "70%"),
    FeatureRow("Distinguishers", "A core offer", (), (), "", because="no effect of it was measured."),
    FeatureRow("Provocations", "No heads on beds", (), ("Places kept free",), "switched off", "Two in each hub."),
)


def _published(label: str, group: str, verdict: str, tone: str) -> PublishedFigure:
    return PublishedFigure(
        label,
        group,
        "a year",
        "0.157",
        "0.12 to 0.20",
        "0.134 to 0.181" if verdict != "context" else "",
        "0.160",
        "0.158 to 0.162",
        verdict,
        tone,
        "Looked after at 10 to 15, England",
        "2025",
        "Published for everyone, transfers included.",
        True,
        "Department for Education, Children looked after (2025)",
    )


PUBLISHED = (
    _published("Leaving care, 10 to 15", "Young people", "met", "better"),
    _published("Two moves or more in the year", "Stability", "missed", "worse"),
    _published("Three placements, all ages", "Stability", "context", "open"),
)
OUTCOMES = Framework(
    "framework",
    "Made with young people; only summaries of it were read.",
    (
        Principle("stable_lives", "Life, survival and development", "Whether homes last.", 6),
        Principle("participation", "Participation", "Whether young people are heard.", 12),
        Principle("service", "About the service", "How much of it there is."),
    ),
    (
        Unseen("stable_lives", "Physical and mental health", "The model has no state of health."),
        Unseen("participation", "What young people say about their care", "Nothing ties it to settings."),
    ),
)
