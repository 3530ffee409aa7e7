"""The charts of waiting: planned moves that wait for a place, and emergencies for whom there was none."""

from __future__ import annotations

from dataclasses import replace

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.report.canvas import INK, Chart, Key, Mark, Panel, axis, figure, mark
from carepath_sim.report.data import ReportData
from carepath_sim.report.dots import sure
from carepath_sim.report.measuring import SPREAD, Found, Measure, apart, found, overall, summary, table, title
from carepath_sim.report.timelines import band, dates, line, span_of, thinned

OVERFLOW = "overflow"
BANDS = (("p5", "p95", 0.16), ("p25", "p75", 0.34))


WAITS = (
    Measure("waiting_nights", "Nights waited for a place", "nights waiting"),
    Measure("held_nights", "Nights held back to keep places full", "nights held back"),
    Measure("delayed_moves", "Planned moves that had to wait", "planned moves delayed"),
    Measure("delay_days", "Days a delayed move waited, mean", "days of delay"),
    Measure("waiting_worst_days", "Waiting at once on the worst days", "young people waiting on the worst days"),
)
EMERGENCIES = (
    Measure("overflow_nights", "Nights in such placements", "nights in emergency placements"),
    Measure("overflow_placements", "Such placements begun", "emergency placements begun"),
    Measure("overflow_worst_days", "At once on the worst days", "emergency placements on the worst days"),
)
BY_POOL = Measure("waiting_nights", "Nights waited, by the setting waited for")
BAND = Mark(INK, "", "", "", "")
DRAWN_WEEKLY = 6
"""Week by week so many scenarios are drawn at most, the baseline first."""
WORST = " Worst days: the number exceeded on no more than 5% of days."


def waiting(data: ReportData) -> list[Chart]:
    """Planned moves that wait: how many nights and moves, how long, where, and over time."""
    told = found(data, WAITS)
    if not told:
        return []
    panels = [overall(data, measure, rows) for measure, rows in told.items()]
    return [
        Chart(
            key="waiting",
            title=title(data, told, "Planned moves: no clear difference in waiting", "How long planned moves waited"),
            subtitle=f"Whole study. {sure(data, SPREAD)} Scales may not start at zero.{_worst(told)}",
            panels=(*panels, *_over_time(data), *apart(data, BY_POOL, "wide")),
            table=table(data, WAITS, "Waited for or held in"),
            summary=summary(data, told),
            legend=tuple(Key(card.label, mark(place), "both") for place, card in enumerate(data.scenarios)),
            notes=("Only planned moves wait. Emergencies never do: they go elsewhere, in the end to the overflow.",),
        )
    ]


def overflow(data: ReportData) -> list[Chart]:
    """Emergencies without a place: how many nights and placements, and how many at once over time."""
    told = found(data, EMERGENCIES)
    if not told:
        return []
    weekly = _weekly(data)
    few = f", of the first {DRAWN_WEEKLY} scenarios" if len(data.scenarios) > DRAWN_WEEKLY else ""
    name = data.label(OVERFLOW)
    return [
        Chart(
            key="overflow",
            title=title(data, told, "No clear difference in emergency placements", "How often nothing else had room"),
            subtitle=f"{name}, whole study. {sure(data, SPREAD)} Scales may not start at zero.{_worst(told)}",
            panels=(*(overall(data, measure, rows) for measure, rows in told.items()), *weekly),
            table=table(data, EMERGENCIES, "Setting"),
            summary=summary(data, told),
            legend=_weekly_legend(data, bool(weekly)),
            notes=(f"Over time: young people in {in_sentence(name)} at every seventh midnight{few}.",)
            if weekly
            else (),
        )
    ]


def _over_time(data: ReportData) -> list[Panel]:
    """How many wait at once, all settings together: means, which can be added up; bands cannot."""
    series = data.series[data.series["kind"] == "waiting"]
    if series.empty or not series["mean"].any():
        return []
    summed = series.groupby(["scenario", "date"], sort=False)["mean"].sum().reset_index()
    traces = [
        line(thinned(summed[summed["scenario"] == card.name]), mark(place), card.label, width=2)
        for place, card in enumerate(data.scenarios)
        if (summed["scenario"] == card.name).any()
    ]
    drawn = figure(
        traces, 220, xaxis=dates(), yaxis=axis("", range=span_of(summed["mean"], 0.5), nticks=6), hovermode="x unified"
    )
    return [Panel("Young people waiting at once, mean", drawn)]


def _weekly(data: ReportData) -> list[Panel]:
    """Young people in the overflow week by week, with bands: a drawing for each scenario on one scale."""
    series = data.series[(data.series["kind"] == "people") & (data.series["name"] == OVERFLOW)]
    if series.empty or not series[["mean", "p95"]].to_numpy().any():
        return []
    span = span_of(series[["mean", "p5", "p95"]].to_numpy().ravel(), 0.5)
    panels = []
    for place, card in enumerate(data.scenarios[:DRAWN_WEEKLY]):
        own = thinned(series[series["scenario"] == card.name])
        if own.empty:
            continue
        drawn = replace(mark(place), dash="solid")
        bands = [band(own, low, high, drawn, opacity) for low, high, opacity in BANDS if (own[high] > own[low]).any()]
        shown = figure(
            [*bands, line(own, drawn, card.label)],
            220,
            xaxis=dates(),
            yaxis=axis("", range=span, nticks=5),
            hovermode="x unified",
        )
        panels.append(Panel(f"At once: {in_sentence(card.label)}", shown))
    return panels


def _weekly_legend(data: ReportData, banded: bool) -> tuple[Key, ...]:
    """The scenarios, and how wide the bands are where there are any."""
    points = tuple(Key(card.label, mark(place), "point") for place, card in enumerate(data.scenarios))
    shades = (("50%", 0.45), ("90%", 0.16))
    bands = tuple(Key(f"Middle {words} of the replications", BAND, "band", shade) for words, shade in shades)
    return points + (bands if banded else ())


def _worst(told: Found) -> str:
    return WORST if any(measure.metric.endswith("worst_days") for measure in told) else ""
