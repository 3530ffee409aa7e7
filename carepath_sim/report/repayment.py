"""When an investment is paid back, in words: how often, in which season, and between which."""

from __future__ import annotations

import pandas as pd

SEASONS = ("winter", "spring", "summer", "autumn")
NO_INVESTMENT = "at no time clearly dearer since the start than the baseline, so there is nothing to pay back"


def date_of(value: object) -> pd.Timestamp | None:
    """A day from its ISO date; none from an empty cell."""
    day = pd.to_datetime(str(value), errors="coerce", format="ISO8601")
    return None if pd.isna(day) else pd.Timestamp(day)


def season(day: pd.Timestamp) -> str:
    """A day as its season: `spring 2028`; a winter has two years."""
    if day.month in (12, 1, 2):
        first = day.year - (day.month != 12)
        return f"winter {first}-{(first + 1) % 100:02d}"
    return f"{SEASONS[day.month // 3]} {day.year}"


def year_of(day: pd.Timestamp, start: pd.Timestamp) -> int:
    """The year of the study in which a day lies, the first being 1: each begins on the date of the start."""
    return day.year - start.year + ((day.month, day.day) >= (start.month, start.day))


def futures(share: float, simulated: int) -> str:
    """A share of futures as a count of those simulated."""
    if simulated == 1:
        return "the one future simulated"
    return f"{round(share * simulated):,} of {simulated:,} futures"


def start_of(rows: pd.DataFrame) -> pd.Timestamp:
    """When the study began, which is the first date of what was spent since."""
    return pd.Timestamp(rows["date"].min())


def said(row: pd.Series, start: pd.Timestamp, simulated: int) -> str:
    """Whether and when a scenario pays for itself, in words."""
    share, middle = float(row["paid_back"]), date_of(row["date"])
    if not share > 0 or middle is None:
        return f"has not paid back by the end in {'any future' if simulated > 1 else futures(1.0, 1)}"
    several = round(share * simulated) > 1
    low, high = date_of(row["low"]), date_of(row["high"])
    between = ""
    if low is not None and high is not None and several:
        between = f" (middle 80% of these: {season(low)} to {season(high)})"
    when = f"{season(middle)}, in year {year_of(middle, start)}{between}"
    return f"pays back in {futures(share, simulated)},{' typically' if several else ''} in {when}"
