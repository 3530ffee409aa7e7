"""The rows of what stands beside the charts: practice models and features, published figures, what is unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import nan


@dataclass(frozen=True)
class LeverRow:
    """One thing a practice model does, in words, and how faithfully each scenario carries it out."""

    label: str
    changes: tuple[str, ...]
    fidelity: str
    known: str
    note: str = ""


@dataclass(frozen=True)
class PracticeCard:
    """One practice model in use: who is offered it, what it changes, what it costs, and how far both are known.

    `silent` is the sentence that says that nothing but its cost can show, or nothing.
    """

    label: str
    description: str
    used_in: str
    offered: str
    uptake: str
    tier: str
    evidence: str
    rating: str
    spread: str
    cost_rating: str
    costs: tuple[str, ...]
    levers: tuple[LeverRow, ...]
    sources: tuple[str, ...]
    silent: str = ""
    note: str = ""


@dataclass(frozen=True)
class FeatureRow:
    """A published feature of No Wrong Door: what carries it and how faithfully here, or why nothing does.

    `because` is empty if something carries it.
    """

    kind: str
    name: str
    elements: tuple[str, ...]
    carried_by: tuple[str, ...]
    fidelity: str
    note: str = ""
    because: str = ""


Span = tuple[float, float]
UNKNOWN: Span = (nan, nan)


@dataclass(frozen=True)
class PublishedFigure:
    """A published figure and the same in a simulated council, in words, and in shares of what was published.

    `councils` is the 10th to 90th percentile of councils where it was published, `allowed`
    between what the figure counts as met, `interval` where the simulated mean lies with 95%. The
    same stand in `ratio` and the `Span`s after it as multiples of the published figure; NaN where not known.
    """

    label: str
    group: str
    unit: str
    published: str
    councils: str
    allowed: str
    simulated: str
    interval: str
    verdict: str
    tone: str
    population: str
    year: str
    caveat: str
    is_fitted: bool
    source: str
    ratio: float = nan
    ratio_interval: Span = UNKNOWN
    ratio_councils: Span = UNKNOWN
    ratio_allowed: Span = UNKNOWN


@dataclass(frozen=True)
class OpenAnswer:
    """Something only a person can say and nobody has: its key under `reporting:`, and what is to be written there."""

    key: str
    asks: str


@dataclass(frozen=True)
class StressRow:
    """One row of the checklist: what holds of this run, what people said, what is open, and where more stands.

    `listed` are items of a list below `says`; `see` pairs the anchor of a section with its name.
    """

    section: str
    number: str
    name: str
    says: tuple[str, ...]
    listed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    open: tuple[OpenAnswer, ...] = ()
    see: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DecisionRow:
    """One modelling decision: what was decided, why, and which way it may push the answer."""

    what: str
    why: str
    push: str


@dataclass(frozen=True)
class AssumedTogether:
    """What some of the scenarios assume, and which they are in words."""

    held_by: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class FingerprintRow:
    """What a scenario was when it was run: the file that holds all of it, and hashes of its model and prices."""

    scenario: str
    file: str
    model: str
    prices: str


@dataclass(frozen=True)
class Reproduction:
    """How to make the result again, when it was made, and until when to use it.

    `command` runs the files it was made from (nothing if none is known), `exact` the complete
    documents written beside the page; `away` says that the files were named by a path that is left
    out here. `inputs` pairs a file with its SHA-256. Dates are None where they are not known.
    """

    command: str
    exact: str
    away: bool
    versions: tuple[tuple[str, str], ...]
    scenarios: tuple[FingerprintRow, ...]
    inputs: tuple[tuple[str, str], ...]
    written: date | None = None
    valid_until: date | None = None
    because: str = ""
    warnings: tuple[str, ...] = ()
