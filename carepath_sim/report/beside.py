"""Published figures beside the same in a simulated council: which are met, which are missed, and what is context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan
from pathlib import Path

from carepath_sim.catalogue.published import Figure, read_published
from carepath_sim.catalogue.shelf import HERE, read_catalogue
from carepath_sim.catalogue.validated import ACCOUNT, TABLE, Validated, read_account, read_validated
from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.report.parts import PublishedFigure, Span
from carepath_sim.report.words import fit, unit_words

MET, MISSED, CONTEXT, UNSEEN = "met", "missed", "context", "not seen"
SERVICE, SINGLE_DAYS = "norfolk", ", single days, 10% to 90%"
"""A published service is known from one day, beside which single simulated days stand."""
COARSER = 5
"""Published figures have few digits, so a narrow interval is no reason to print more."""
TONES = {MET: "better", MISSED: "worse"}


def read(folder: Path = HERE) -> tuple[PublishedFigure, ...]:
    """Every figure of a catalogue that was set beside a simulated council; none if it never was."""
    if not (folder / TABLE).exists():
        return ()
    figures = {figure.key: figure for figure in read_published(folder)}
    sources = read_catalogue(folder).document.data["sources"]
    found = [each for each in read_validated(folder) if each.figure in figures]
    return tuple(row(figures[each.figure], each, sources) for each in found)


def runs(folder: Path = HERE) -> str:
    """How often the council was simulated for them, and with what seed; nothing if it never was."""
    if not (folder / ACCOUNT).exists():
        return ""
    account = read_account(folder)
    return f"{counted(account['replications'], 'run')}, seed {account['seed']}"


def row(figure: Figure, found: Validated, sources: Mapping[str, Mapping[str, object]]) -> PublishedFigure:
    """One figure in words, all its numbers on one scale; `sources` are those of the catalogue."""
    simulated = nan if found.simulated is None else found.simulated
    width = 0.0 if found.low is None or found.high is None else found.high - found.low
    scale = fit([found.published, simulated], figure.unit, COARSER * width)

    scale = replace(scale, decimals=min(scale.decimals, 1)) if scale.suffix == "%" else scale

    def between(low: float | None, high: float | None) -> str:
        return "" if low is None or high is None else scale.between(low, high)

    source = sources.get(figure.source)
    return PublishedFigure(
        label=figure.label,
        group=figure.group,
        unit=unit_words(figure.unit),
        published=scale.write(found.published),
        councils=between(figure.low, figure.high),
        allowed=between(found.allowed_low, found.allowed_high),
        simulated=scale.write(simulated),
        interval=between(found.low, found.high) + (SINGLE_DAYS if figure.study == SERVICE else ""),
        verdict=found.verdict or (UNSEEN if figure.comparable else CONTEXT),
        tone=TONES.get(found.verdict, "open"),
        population=figure.population,
        year=figure.year,
        caveat=figure.caveat,
        is_fitted=figure.fitted,
        source=f"{source['publisher']}, {source['title']} ({source['year']})" if source else figure.source,
        ratio=_multiple(found.simulated, found.published),
        ratio_interval=_span(found.low, found.high, found.published),
        ratio_councils=_span(figure.low, figure.high, found.published),
        ratio_allowed=_span(found.allowed_low, found.allowed_high, found.published),
    )


def _multiple(value: float | None, published: float) -> float:
    """A value as a multiple of what was published, which it cannot be of nothing."""
    return nan if value is None or published == 0 else value / published


def _span(low: float | None, high: float | None, published: float) -> Span:
    return _multiple(low, published), _multiple(high, published)


def summary(figures: Sequence[PublishedFigure]) -> str:
    """How many of the comparable figures are met, and which are missed; nothing if there are no figures."""
    judged = [each for each in figures if each.verdict != CONTEXT]
    if not judged:
        return ""
    missed = [each.label for each in judged if each.verdict == MISSED]
    unseen = [each.label for each in judged if each.verdict == UNSEEN]
    met = len(judged) - len(missed) - len(unseen)
    said = f"{met} of {counted(len(judged), 'published figure')} that can be compared are met"
    parts = [f"missed: {_named(missed)}"] if missed else []
    fitted = sum(each.is_fitted for each in judged)
    if fitted:
        share = "all" if fitted == len(judged) else f"{fitted} of them"
        parts.append(f"{share} were in view when the catalogue's numbers were set, so that to meet them is no proof")
    parts += [f"not seen: {_named(unseen)}"] if unseen else []
    return f"{'. '.join([said, *[part[:1].upper() + part[1:] for part in parts]])}."


def _named(labels: Sequence[str]) -> str:
    """Figures by name, which often hold commas."""
    return "; ".join(in_sentence(label) for label in labels)


def groups(figures: Sequence[PublishedFigure], comparable: bool) -> dict[str, list[PublishedFigure]]:
    """The figures that are judged, missed ones first in each group, or those that are context alone; by group."""
    found: dict[str, list[PublishedFigure]] = {}
    chosen = [each for each in figures if (each.verdict != CONTEXT) == comparable]
    for each in sorted(chosen, key=lambda figure: figure.verdict == MET):
        found.setdefault(each.group, []).append(each)
    order = list(dict.fromkeys(each.group for each in chosen))
    return {group: found[group] for group in order}
