"""The preview as a page: the same look, and the same promise to ask nothing of any network, as the report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup

from carepath_sim.clock import date_of
from carepath_sim.errors import ResourceError
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.model import Floats
from carepath_sim.report import sheet
from carepath_sim.report.canvas import INK, PALETTE, Chart, Key, Mark, Panel, axis, figure
from carepath_sim.report.preview_table import Preview, caseload_words, loop_words
from carepath_sim.report.timelines import dates, rounded, span_of
from carepath_sim.report.words import message

PANEL_HEIGHT = 190
FLOWS = (
    "In and out are arrivals and departures, moves within are those to another placement of the same kind. Waiting are "
    "the young people who live there and wait for a planned move. The limit of places is that of the stock a setting "
    "draws on, which others may share; full at the end is how many people there are for each of its places."
)
EXPECTED = Mark(PALETTE[1], "solid", "", "", "")
START = Mark(INK, "dot", "", "", "")
OPEN = Mark(INK, "dash", "", "", "")


def render(found: Preview) -> str:
    """The page as the text of one HTML file; the same preview gives the same text."""
    charts = [_settings_chart(found), *_places_chart(found)]
    script = sheet.script()
    return (
        sheet.environment()
        .get_template("templates/preview.html.j2")
        .render(
            found=found,
            charts=charts,
            people=_people(found),
            flows=_flows(found),
            caseload=caseload_words(found),
            flow_words=FLOWS,
            loops=[loop_words(found, loop) for loop in found.loops],
            style=sheet.style(),
            script=Markup(script),
            library=sheet.library(),
            figures=sheet.pack(sheet.figures(charts)),
            policy=sheet.policy(script),
        )
    )


def write(found: Preview, path: Path) -> int:
    """Write the page and return its size in bytes. Raises ResourceError if it cannot be written."""
    content = render(found).encode()
    try:
        write_whole(path, content)
    except OSError as problem:
        raise ResourceError(f"The page could not be written to {path}: {problem.strerror}.") from problem
    return len(content)


def _people(found: Preview) -> pd.DataFrame:
    """Young people at each date, a row a setting."""
    rows = [(row.label, *(f"{each:.1f}" for each in row.people)) for row in found.rows]
    total = ("Looked after", *(f"{each:.1f}" for each in found.looked_after))
    return pd.DataFrame([*rows, total], columns=["Setting", *found.dates])


def _changes(found: Preview) -> pd.DataFrame:
    """How far each setting is from where it began, a row a setting."""
    rows = [(row.label, f"{row.people[0]:.1f}", f"{row.people[-1]:.1f}", f"{row.drift:+.1f}") for row in found.rows]
    return pd.DataFrame(rows, columns=["Setting", "At the start", "At the end", "Change"])


def _flows(found: Preview) -> pd.DataFrame:
    """What happens in a year on average, and how full places are, a row a setting."""
    rows = [
        (
            row.label,
            *(f"{each:.1f}" for each in (row.arrive, row.leave, row.move_within, row.waiting)),
            "none" if row.places is None else f"{row.places:.0f}",
            "none" if row.occupancy is None else f"{100 * row.occupancy:.0f}%",
        )
        for row in found.rows
    ]
    heads = ("In", "Out", "Moves within", "Waiting", "Limit of places", "Full at the end")
    return pd.DataFrame(rows, columns=["Setting", *heads])


def _days(found: Preview) -> list[str]:
    model, ticks = found.expected.model, found.expected.ticks
    return [date_of(model.start_day, round(float(tick))).isoformat() for tick in ticks]


def _settings_chart(found: Preview) -> Chart:
    model, stock = found.expected.model, found.expected.record.stock
    days, drawn = _days(found), EXPECTED
    panels = tuple(
        Panel(row.label, _lines(days, [(stock[:, model.settings.index(row.name)], drawn)], float(row.people[0])))
        for row in found.rows
    )
    return Chart(
        key="settings",
        title=_title(found),
        subtitle="Expected number of young people in each setting. Each drawing has its own scale.",
        panels=panels,
        table=_changes(found),
        summary=caseload_words(found),
        legend=(Key("Expected", drawn), Key("At the start", START)),
    )


def _title(found: Preview) -> str:
    first, last = found.looked_after[0], found.looked_after[-1]
    if first <= 0:
        return "Young people expected in each setting"
    change = 100 * (last / first - 1)
    if abs(change) < 2:
        return "About as many young people looked after throughout"
    word = "more" if change > 0 else "fewer"
    return message(f"{abs(change):.0f}% {word} young people looked after at the end")


def _places_chart(found: Preview) -> list[Chart]:
    """Places open and the people in them; none where nothing is limited."""
    model, record = found.expected.model, found.expected.record
    days, living, places = _days(found), EXPECTED, OPEN
    panels, rows = [], []
    for pool in np.flatnonzero(model.is_limited):
        own = model.setting_pool == pool
        people = record.stock[:, own].sum(axis=1)
        opened = np.append(record.open[:1, pool], record.open[:, pool])
        name = found.label(model.pools[pool])
        panels.append(Panel(name, _lines(days, [(people, living), (opened, places)])))
        refused = 100 * record.refused[:, pool].mean()
        rows.append((name, f"{opened.mean():.1f}", f"{people.mean():.1f}", f"{refused:.0f}%"))
    if not panels:
        return []
    table = pd.DataFrame(rows, columns=["Places of", "Open", "Occupied", "No place free"])
    fullest = max(rows, key=lambda row: float(row[3].removesuffix("%")))
    return [
        Chart(
            key="places",
            title=message(f"{fullest[0]} is most often full", "Some places are often full"),
            subtitle="Expected occupied and open places. Settings that share places are drawn together.",
            panels=tuple(panels),
            table=table,
            summary="No place free: how often somebody who needs a place at once finds none, over the whole study.",
            legend=(Key("Occupied", living), Key("Open", places)),
        )
    ]


def _lines(days: list[str], series: list[tuple[Floats, Mark]], start: float | None = None) -> go.Figure:
    values = np.concatenate([each for each, _ in series])
    traces = [
        go.Scatter(x=days, y=rounded(each), mode="lines", line=drawn.line(), hovertemplate="%{y:.1f}", name="")
        for each, drawn in series
    ]
    if start is not None:
        traces.append(
            go.Scatter(
                x=[days[0], days[-1]],
                y=rounded([start, start]),
                mode="lines",
                line=START.line(1.5),
                hoverinfo="skip",
            )
        )
    span = span_of(values, widen=0.2)
    return figure(traces, PANEL_HEIGHT, xaxis=dates(), yaxis=axis("", range=span, nticks=4), hovermode="x")
