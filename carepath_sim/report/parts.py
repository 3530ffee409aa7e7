"""The rows of what stands beside the charts: practice models and features, published figures, what is unseen."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True)
class PublishedFigure:
    """A published figure and the same in a simulated council, in words.

    `councils` is the 10th to 90th percentile of councils where it was published, `allowed`
    between what the figure counts as met, `interval` where the simulated mean lies with 95%.
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
