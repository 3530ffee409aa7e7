"""The chart of where the money goes: step by step from the baseline's cost to each scenario's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.canvas import (
    INK,
    LABEL_WIDTH,
    MUTED,
    PALETTE,
    PAPER,
    Chart,
    Key,
    Mark,
    Panel,
    axis,
    figure,
    mark,
    names_axis,
    ticks,
)
from carepath_sim.report.contrasts import ONE_REPLICATION
from carepath_sim.report.data import ReportData
from carepath_sim.report.dots import between
from carepath_sim.report.spending import REST, Change, changes, merged, parts, table, total
from carepath_sim.report.words import Scale, chart_text, fit, message, roughly

STEPS_SHOWN, PARTS_SHOWN = 6, 9
SCENARIOS_SHOWN = 6
STUB = 0.22
"""How much of a broken bar is left, as a share of the span of all steps."""
MORE = Mark(PALETTE[4], "", "", "/", "")
LESS = Mark(PALETTE[3], "", "", "", "")
UNCLEAR = Mark(PALETTE[0], "", "", "", "")
GAP = 0.38
"""Of the room of a row, what its bar leaves free."""
HALF = (1 - GAP) / 2
LARGER = 1.5
"""A part is a larger shift if it changes by so many times the total."""


def spending(data: ReportData) -> list[Chart]:
    """Where the money goes: each scenario's steps from the baseline's cost, or the parts of a single scenario."""
    found = parts(data)
    if not found or not any(frame.to_numpy().any() for frame in found.values()):
        return []
    return [_bridges(data, found) if len(found) > 1 else _breakdown(data, found)]


def _bridges(data: ReportData, found: Mapping[str, pd.DataFrame]) -> Chart:
    base = data.scenarios[0]
    drawn = merged(found, base.name, STEPS_SHOWN)
    steps = {name: changes(drawn, base.name, name) for name in drawn if name != base.name}
    totals = {name: total(drawn, base.name, name) for name in steps}
    scale = _scale(steps, totals)
    span = _span(steps, totals)
    shown = _most_changed(totals)
    few = (
        f" Drawn: the {len(shown)} scenarios of {len(steps)} with the largest difference."
        if len(shown) < len(steps)
        else ""
    )
    cut = " The bars of the totals are broken: the scale does not start at zero." if span[0] else ""
    return Chart(
        key="spending",
        title=_title(data, steps, totals),
        subtitle=f"Cost a year in constant prices, mean of the replications: from {in_sentence(base.label)} to each "
        f"scenario by what is paid for. The {len(drawn[base.name].columns)} steps sum to the difference.{cut}{few}",
        panels=tuple(
            Panel(data.scenario_label(name), _bridge(data, name, steps[name], totals[name], scale, span), "half")
            for name in steps
            if name in shown
        ),
        table=table(data, drawn),
        summary=_summary(data, steps, totals, scale),
        legend=_legend(steps),
        notes=(
            "By setting, each with the team of its own; “All other” holds every smaller change. The table has all, by "
            "heading, setting and team.",
        ),
    )


def _most_changed(totals: Mapping[str, Change]) -> list[str]:
    """The scenarios that are drawn and told of, in their order: those with the largest differences."""
    ranked = sorted(totals, key=lambda name: -abs(totals[name].difference))[:SCENARIOS_SHOWN]
    return [name for name in totals if name in ranked]


def _scale(steps: Mapping[str, list[Change]], totals: Mapping[str, Change]) -> Scale:
    """One scale for totals and steps, fine enough for the larger steps."""
    largest = max(abs(step.difference) for each in steps.values() for step in each)
    level = max(change.value for change in totals.values())
    return fit([level, *(change.baseline for change in totals.values())], "£", largest / 2)


def _span(steps: Mapping[str, list[Change]], totals: Mapping[str, Change]) -> list[float]:
    """From left to right over every step of every scenario; from zero if that costs little."""
    ends = [end for name, each in steps.items() for end in _ends(totals[name].baseline, each)]
    low, high = min(ends), max(ends)
    width = max(high - low, high * 1e-3)
    left = low - STUB * width
    return [left if left > high * 0.3 else 0.0, high + 0.05 * width]


def _ends(start: float, steps: Sequence[Change]) -> list[float]:
    """The running total before the first step and after each."""
    return list(accumulate((step.difference for step in steps), initial=start))


def _bridge(
    data: ReportData, name: str, steps: Sequence[Change], whole: Change, scale: Scale, span: list[float]
) -> go.Figure:
    """Bars from the top down: the baseline's total, the steps, the scenario's total."""
    ends = _ends(whole.baseline, steps)
    rows = list(range(len(steps) + 2))[::-1]
    low = span[0]
    starts = [low, *map(min, ends, ends[1:]), low]
    lengths = [ends[0] - low, *(abs(step.difference) for step in steps), ends[-1] - low]
    position = next(place for place, card in enumerate(data.scenarios) if card.name == name)
    looks = [mark(0), *map(_look, steps), mark(position)]
    texts = [
        _text(data.scenarios[0].label, scale.write(whole.baseline)),
        *(_text(step.part, scale.write(step.difference, True)) for step in steps),
        _text(data.scenario_label(name), scale.write(whole.value)),
    ]
    lines = max(text.count("<br>") + 1 for text in texts)
    axis_span = [end / scale.divisor for end in span]
    hover = ["", *(f"95% interval {between(scale, step.low, step.high, True)}" for step in steps), ""]
    hover = [f"{text}<br>{more}" if more else text for text, more in zip(texts, hover, strict=True)]
    return figure(
        [_connectors(ends, rows, scale), _bars(starts, lengths, rows, looks, hover, scale)],
        56 + (17 * lines + 8) * len(rows),
        bargap=GAP,
        xaxis=axis("", range=axis_span, **ticks(axis_span, scale, 3)),
        yaxis={**names_axis(texts), "ticktext": texts},
        shapes=[_break(axis_span, row) for row in (rows[0], rows[-1])] if low else [],
        hovermode="closest",
    )


def _look(step: Change) -> Mark:
    return UNCLEAR if step.is_unclear else MORE if step.difference > 0 else LESS


def _text(label: str, money: str) -> str:
    return f"{chart_text(label, LABEL_WIDTH)}<br><b>{money}</b>"


def _bars(
    starts: Sequence[float],
    lengths: Sequence[float],
    rows: Sequence[int],
    looks: Sequence[Mark],
    hover: Sequence[str],
    scale: Scale,
) -> go.Bar:
    return go.Bar(
        orientation="h",
        base=[round(start / scale.divisor, 4) for start in starts],
        x=[round(length / scale.divisor, 4) for length in lengths],
        y=list(rows),
        marker={
            "color": [PAPER if look is UNCLEAR else look.colour for look in looks],
            "pattern": {
                "shape": [look.pattern if look is MORE else "" for look in looks],
                "bgcolor": MORE.colour,
                "fgcolor": PAPER,
                "fillmode": "overlay",
                "size": 8,
                "solidity": 0.2,
            },
            "line": {"color": [look.colour for look in looks], "width": 2},
        },
        hovertext=list(hover),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _connectors(ends: Sequence[float], rows: Sequence[int], scale: Scale) -> go.Scatter:
    """Thin lines from where one bar ends to where the next begins."""
    across: list[float | None] = []
    down: list[float | None] = []
    for end, row, below in zip(ends, rows, rows[1:], strict=False):
        across += [round(end / scale.divisor, 4)] * 2 + [None]
        down += [row - HALF, below + HALF, None]
    return go.Scatter(x=across, y=down, mode="lines", line={"color": MUTED, "width": 1}, hoverinfo="skip")


def _break(span: Sequence[float], row: int) -> dict[str, Any]:
    """A slanted gap in a bar that does not start at zero."""
    at, lean = span[0] + (span[1] - span[0]) * 0.05, (span[1] - span[0]) * 0.02
    line = {"color": PAPER, "width": 5}
    return {
        "type": "line",
        "x0": at - lean,
        "x1": at + lean,
        "y0": row - HALF - 0.05,
        "y1": row + HALF + 0.05,
        "line": line,
    }


def _legend(steps: Mapping[str, list[Change]]) -> tuple[Key, ...]:
    looks = [_look(step) for each in steps.values() for step in each]
    keys = ((MORE, "Costs more"), (LESS, "Costs less"), (UNCLEAR, "Not clear: the 95% interval holds zero"))
    return tuple(Key(words, look, "bar", 0.0 if look is UNCLEAR else 1.0) for look, words in keys if look in looks)


def _title(data: ReportData, steps: Mapping[str, list[Change]], totals: Mapping[str, Change]) -> str:
    clear = {name: change for name, change in totals.items() if change.is_clear}
    if all(isnan(change.low) for change in totals.values()):
        return ONE_REPLICATION
    if not clear:
        shifts = any(step.is_clear for each in steps.values() for step in each)
        return "Money shifts, but no total clearly differs" if shifts else "No clear difference in what is paid for"
    name = max(clear, key=lambda each: abs(clear[each].difference))
    money, label = roughly(abs(clear[name].difference)), data.scenario_label(name)
    less = "less" if clear[name].difference < 0 else "more"
    shifted = max(abs(step.difference) for step in steps[name] if step.part != REST or len(steps[name]) == 1)
    net = ", net" if shifted > LARGER * abs(clear[name].difference) else ""
    return message(
        f"{label}: {money} a year {less}{net}",
        f"{label}: {money} a year {less}",
        f"One scenario: {money} a year {less}{net}",
    )


def _summary(data: ReportData, steps: Mapping[str, list[Change]], totals: Mapping[str, Change], scale: Scale) -> str:
    first = next(iter(totals.values()))
    sentences = [f"{data.scenarios[0].label}: {scale.write(first.baseline)} a year"]
    for name in _most_changed(totals):
        each, whole = steps[name], totals[name]
        known = ", not clear" if whole.is_unclear else ""
        told = (
            f"{data.scenario_label(name)}: {scale.write(whole.value)}, a difference of "
            f"{scale.write(whole.difference, True)} ({between(scale, whole.low, whole.high, True)}{known})"
        )
        named = [step for step in each if not step.is_unclear and step.part != REST]
        named.sort(key=lambda step: -abs(step.difference))
        what = [f"{in_sentence(step.part)} {scale.write(step.difference, True)}" for step in named[:3]]
        sentences.append(told + (f", most of all {listed(what)}" if what else ""))
    return f"{'. '.join(sentences)}."


def _breakdown(data: ReportData, found: Mapping[str, pd.DataFrame]) -> Chart:
    """The parts of one scenario, from zero."""
    base = data.scenarios[0]
    drawn = merged(found, base.name, PARTS_SHOWN)
    means = drawn[base.name].mean()
    whole = float(means.sum())
    scale = fit(means, "£")
    largest = means.drop(REST, errors="ignore").sort_values(ascending=False, kind="stable")
    told = listed([f"{in_sentence(str(part))} {scale.write(value)}" for part, value in largest.head(3).items()])
    parts = "parts are" if len(largest) > 1 else "part is"
    return Chart(
        key="spending",
        title=message(
            f"{largest.index[0]}: {largest.iloc[0] / whole:.0%} of the cost",
            f"One part takes {largest.iloc[0] / whole:.0%} of the cost",
        ),
        subtitle="Cost a year in constant prices by what is paid for, mean of the replications. The bars sum to the "
        "total.",
        panels=(Panel("", _plain_bars(means, scale), "wide"),),
        table=table(data, drawn),
        summary=f"{base.label}: {scale.write(whole)} a year; the largest {parts} {told}.",
    )


def _plain_bars(means: pd.Series, scale: Scale) -> go.Figure:
    texts = [_text(str(part), scale.write(value)) for part, value in means.items()]
    rows = list(range(len(texts)))[::-1]
    span = [min(0.0, float(means.min())) / scale.divisor, float(means.max()) * 1.04 / scale.divisor]
    lines = max(text.count("<br>") + 1 for text in texts)
    bars = _bars([0.0] * len(texts), list(means), rows, [Mark(PALETTE[1], "", "", "", "")] * len(texts), texts, scale)
    return figure(
        [bars],
        56 + (17 * lines + 8) * len(texts),
        bargap=GAP,
        xaxis=axis("", range=span, **ticks(span, scale, 4), zeroline=True, zerolinecolor=INK),
        yaxis={**names_axis(texts), "ticktext": texts},
        hovermode="closest",
    )
