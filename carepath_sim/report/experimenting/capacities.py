"""Capacity against each service level and its bound, and the chance that a future breaks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.search.levels import Level
from carepath_sim.experiments.search.telling import EVERY_LEVEL
from carepath_sim.report.canvas import INK, MUTED, PALETTE, PAPER, Chart, Key, Mark, Panel, axis, figure, ticks
from carepath_sim.report.experimenting.numbering import spoken
from carepath_sim.report.experimenting.ranking import Series, ranked
from carepath_sim.report.experimenting.rows import name_of
from carepath_sim.report.experimenting.swept import choice_words, level_words
from carepath_sim.report.words import Scale, chart_text, fit, message, round_steps

HEIGHT = 270
MOST_ROWS = 14
DRAWN = Mark(PALETTE[1], "solid", "circle", "", "")
CHANCE = Mark(PALETTE[2], "solid", "diamond", "", "")
BOUND = Mark(INK, "solid", "", "", "")
ANSWER = Mark(MUTED, "dash", "", "", "")
PERCENT = Scale(divisor=0.01, suffix="%")


def capacity_chart(
    frame: pd.DataFrame,
    factors: Sequence[Factor],
    levels: Sequence[Level],
    answer: Mapping[str, float | str] | None,
    breach: float | None,
) -> list[Chart]:
    """One factor: each level along it. Several: the chance of breach at each choice, the least likely first."""
    if frame.empty:
        return []
    if len(factors) == 1 and not factors[0].choices:
        return [_along(frame, factors[0], levels, answer, breach)]
    return [_choices(frame, factors, levels, answer)]


def _along(
    frame: pd.DataFrame,
    factor: Factor,
    levels: Sequence[Level],
    answer: Mapping[str, float | str] | None,
    breach: float | None,
) -> Chart:
    at = None if answer is None else float(answer[factor.name])
    panels = [Panel(_capital(level.words), _level(frame, factor, level, at), "half") for level in levels]
    chance = f"Futures that break {'any level' if len(levels) > 1 else 'the level'}"
    panels.append(Panel(chance, _breach(frame, factor, at, breach), "half"))
    together = frame[frame["level"] == EVERY_LEVEL]
    kept = int(together["met"].astype(bool).sum())
    what = "level" if len(levels) == 1 else "every level"
    title = (
        message(f"No value that was tried keeps {what}")
        if at is None
        else message(
            f"{_capital(level_words(factor, at))} {'keeps' if at == 1 or not factor.whole else 'keep'} "
            f"{'the level' if len(levels) == 1 else what}",
            f"{kept} of {len(together)} choices keep {what}",
        )
    )
    return Chart(
        key="capacity",
        title=title,
        subtitle=f"{counted(len(together), 'value')} of {spoken(factor.label)} looked at. Mean over the "
        "futures with its 95% interval; the thick line is the level that was stated.",
        panels=tuple(panels),
        table=capacity_table(frame, [factor], levels),
        summary=_breach_words(together, factor, at),
        legend=(
            Key("Keeps the level on average", DRAWN, "point"),
            Key("Does not", Mark(DRAWN.colour, "", "circle-open", "", ""), "point"),
            Key("Chance of breach", CHANCE, "point"),
            Key("The level stated", BOUND),
            *((Key("The answer", ANSWER),) if at is not None else ()),
        ),
        notes=(
            "Keeping a level on average is not keeping it in every future: the chance of breach says how many do not.",
        ),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _breach_words(together: pd.DataFrame, factor: Factor, at: float | None) -> str:
    rows = together if at is None else together[together["capacity"] == at]
    row = rows.iloc[-1]
    which = level_words(factor, float(row["capacity"]))
    between = PERCENT.between(row["breach_low"], row["breach_high"])
    return f"With {which}, {PERCENT.write(row['breach'])} of futures ({between}) break at least one level."


def _level(frame: pd.DataFrame, factor: Factor, level: Level, at: float | None) -> go.Figure:
    rows = frame[frame["level"] == level.words].sort_values("capacity")
    unit = "share" if level.of_days else level.outcome.unit
    scale = fit([*rows["value"], level.bound], unit, float((rows["high"] - rows["low"]).median()) * 3)
    return _plot(rows, factor, at, scale, ("value", "low", "high"), DRAWN, level.bound)


def _breach(frame: pd.DataFrame, factor: Factor, at: float | None, breach: float | None) -> go.Figure:
    rows = frame[frame["level"] == EVERY_LEVEL].sort_values("capacity")
    return _plot(rows, factor, at, PERCENT, ("breach", "breach_low", "breach_high"), CHANCE, breach)


def _plot(
    rows: pd.DataFrame,
    factor: Factor,
    at: float | None,
    scale: Scale,
    names: tuple[str, str, str],
    drawn: Mark,
    bound: float | None,
) -> go.Figure:
    x = rows["capacity"].astype(float).tolist()
    middle, low, high = (rows[name].astype(float) / scale.divisor for name in names)
    met = rows["met"].astype(bool).tolist()
    line = [] if bound is None else [bound / scale.divisor]
    ends = [*low.fillna(middle), *high.fillna(middle), *line]
    span = [min(0.0, *ends), max(ends)]
    room = (span[1] - span[0]) * 0.08 or 1.0
    span[1] += room
    reach = [min(x), max(x)]
    side = (reach[1] - reach[0]) * 0.06 or 1.0
    reach = [reach[0] - side, reach[1] + side]
    traces = []
    if line:
        traces.append(_straight(reach, [line[0], line[0]], BOUND, 2.5))
    if at is not None:
        traces.append(_straight([at, at], span, ANSWER, 1.5))
    traces.append(
        go.Scatter(
            x=x,
            y=middle.tolist(),
            mode="lines+markers",
            line={"color": drawn.shade(0.5), "width": 1.5},
            marker={
                "symbol": drawn.symbol,
                "size": 10,
                "color": [drawn.colour if each or drawn is CHANCE else PAPER for each in met],
                "line": {"color": drawn.colour, "width": 1.75},
            },
            error_y={
                "type": "data",
                "symmetric": False,
                "array": (high - middle).fillna(0.0).tolist(),
                "arrayminus": (middle - low).fillna(0.0).tolist(),
                "color": drawn.colour,
                "thickness": 2,
                "width": 0,
            },
            customdata=[
                f"{chart_text(level_words(factor, value))}: {scale.write(own)}"
                for value, own in zip(x, rows[names[0]].astype(float), strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
        )
    )
    return figure(
        traces,
        HEIGHT,
        xaxis=axis(chart_text(factor.label, 40), range=reach, tickvals=_whole(x, factor), tickangle=0, showgrid=False),
        yaxis=axis("", range=span, **ticks(span, scale, 5)),
        hovermode="closest",
    )


def _whole(x: Sequence[float], factor: Factor) -> list[float]:
    found = round_steps(min(x), max(x), 7)
    return [value for value in found if not factor.whole or float(value).is_integer()]


def _straight(x: list[float], y: list[float], drawn: Mark, width: float) -> go.Scatter:
    return go.Scatter(x=x, y=y, mode="lines", line=drawn.line(width), hoverinfo="skip")


def _choices(
    frame: pd.DataFrame, factors: Sequence[Factor], levels: Sequence[Level], answer: Mapping[str, float | str] | None
) -> Chart:
    together = frame[frame["level"] == EVERY_LEVEL].sort_values("breach", kind="stable")
    drawn = together.head(MOST_ROWS)
    names = [
        name_of(_capital(choice_words(factors, [row[each.name] for each in factors]))) for _, row in drawn.iterrows()
    ]
    ends = [drawn[name].to_numpy(dtype=float) for name in ("breach", "breach_low", "breach_high")]
    met = drawn["met"].astype(bool).to_numpy()
    kept, many = int(together["met"].astype(bool).sum()), len(together)
    return Chart(
        key="capacity",
        title=message(f"{kept} of {many} choices keep {'every level' if len(levels) > 1 else 'the level'}"),
        subtitle="Chance that one future breaks "
        f"{'any level' if len(levels) > 1 else 'the level'}, with its 95% interval, the least first.",
        panels=(Panel("", ranked(names, [Series("chance", CHANCE, ends[0], ends[1], ends[2], met)], PERCENT), "wide"),),
        table=capacity_table(frame, factors, levels),
        summary="No choice keeps every level."
        if answer is None
        else f"The answer: {choice_words(factors, list(answer.values()))}.",
        legend=(
            Key("Keeps every level on average", CHANCE, "point"),
            Key("Does not", Mark(CHANCE.colour, "", "circle-open", "", ""), "point"),
        ),
        notes=(f"The table has {many - MOST_ROWS} more choices.",) if many > MOST_ROWS else (),
    )


def capacity_table(frame: pd.DataFrame, factors: Sequence[Factor], levels: Sequence[Level]) -> pd.DataFrame:
    """A row for each choice: each level, the chance of breach, and whether all are kept."""
    rows = []
    by_words = {level.words: level for level in levels}
    for _, own in frame.groupby([each.name for each in factors], sort=False, observed=True):
        told = {each.label: level_words(each, own[each.name].iloc[0]) for each in factors}
        for _, row in own.iterrows():
            if row["level"] in by_words:
                level = by_words[str(row["level"])]
                between = (
                    f" ({level.written(row['low'])} to {level.written(row['high'])})" if isfinite(row["low"]) else ""
                )
                told[_capital(level.words)] = f"{level.written(row['value'])}{between}"
            else:
                chance = PERCENT.between(row["breach_low"], row["breach_high"])
                told["Breaks any level"] = f"{PERCENT.write(row['breach'])} ({chance}) of futures"
                told["Keeps every level"] = ("yes" if row["met"] else "no") + (
                    "" if row["sure"] else ", but it is close"
                )
        rows.append(told)
    return pd.DataFrame(rows)
