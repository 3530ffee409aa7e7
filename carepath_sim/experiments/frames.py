"""Outcomes as tidy tables: metrics by replication, series with their bands, pooled survival."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from carepath_sim.clock import DAY, date_of
from carepath_sim.experiments.outcome import Outcome
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import METRICS
from carepath_sim.metrics.series import STEP_DAYS
from carepath_sim.metrics.survival import Durations, at_risk_at, kaplan_meier
from carepath_sim.metrics.uncertainty import CONFIDENCE

METRICS_COLUMNS = ("scenario", "replication", "period", "setting", "metric", "value", "unit")
SERIES_COLUMNS = ("scenario", "date", "kind", "name", "mean", "p5", "p25", "p75", "p95")
SURVIVAL_COLUMNS = ("scenario", "days", "survival", "low", "high", "at_risk")

BANDS = {"p5": 5, "p25": 25, "p75": 75, "p95": 95}

SURVIVAL_DEFINITION = (
    "Share of young people without a breakdown (narrow definition) of any placement, by time since they entered care: "
    "a Kaplan-Meier estimate over the first entry of each young person in the study, all replications pooled. Leaving "
    "care and the end of the study are censored. Interval: 95%, Greenwood's on the log-log scale. At risk: the mean "
    "number in one replication."
)


def metrics_frame(study: Study, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Every metric of every replication: columns `METRICS_COLUMNS`."""
    keys = outcomes[0].keys
    if any(outcome.keys != keys for outcome in outcomes):
        raise ValueError(f"replications of {study.name} have different metrics")
    periods, settings, names = zip(*keys, strict=True)
    units = [METRICS[name].unit for name in names]
    period, setting, metric, unit = (_repeated(part, len(outcomes)) for part in (periods, settings, names, units))
    return pd.DataFrame(
        {
            "scenario": study.name,
            "replication": np.repeat([outcome.replication for outcome in outcomes], len(keys)),
            "period": period,
            "setting": setting,
            "metric": metric,
            "value": np.concatenate([outcome.values for outcome in outcomes]),
            "unit": unit,
        }
    )


def _repeated(texts: Sequence[str], count: int) -> np.ndarray:
    return np.tile(np.array(texts, dtype=object), count)


def series_frame(study: Study, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Mean and bands over the replications of every series, a row a week: columns `SERIES_COLUMNS`."""
    values = np.stack([outcome.series_values for outcome in outcomes]).astype(np.float64)
    keys = outcomes[0].series_keys
    weeks = values.shape[2]
    dates = [date_of(study.model.start_day, week * STEP_DAYS * DAY).isoformat() for week in range(weeks)]
    bands = np.percentile(values, list(BANDS.values()), axis=0)
    return pd.DataFrame(
        {
            "scenario": study.name,
            "date": dates * len(keys),
            "kind": np.repeat([kind for kind, _ in keys], weeks),
            "name": np.repeat([name for _, name in keys], weeks),
            "mean": values.mean(axis=0).ravel(),
            **{name: band.ravel() for name, band in zip(BANDS, bands, strict=True)},
        }
    )


def survival_frame(study: Study, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """The pooled survival curve, a row a week while anybody is observed: columns `SURVIVAL_COLUMNS`."""
    pooled = Durations(
        np.concatenate([outcome.breakdowns.ticks for outcome in outcomes]),
        np.concatenate([outcome.breakdowns.observed for outcome in outcomes]),
    )
    curve = kaplan_meier(pooled)
    last_day = int(curve.time[-1]) // DAY if len(curve.time) else -1
    days = np.arange(0, last_day + 1, STEP_DAYS)
    place = np.searchsorted(curve.time, days * DAY, side="right")
    survival = np.concatenate([[1.0], curve.survival])[place]
    low, high = log_log_limits(survival, np.concatenate([[0.0], curve.variance_sum])[place])
    return pd.DataFrame(
        {
            "scenario": [study.name] * len(days),
            "days": days,
            "survival": survival,
            "low": low,
            "high": high,
            "at_risk": at_risk_at(pooled, days * DAY) / len(outcomes),
        }
    )


def log_log_limits(survival: np.ndarray, variance_sum: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95% limits of a survival curve from Greenwood's sum; at 0 and 1 the estimate stands for both."""
    inside = (survival > 0) & (survival < 1)
    low, high = survival.copy(), survival.copy()
    logs = np.log(survival[inside])
    spread = ndtri(0.5 + CONFIDENCE / 2) * np.sqrt(variance_sum[inside]) / np.abs(logs)
    low[inside] = np.exp(logs * np.exp(spread))
    high[inside] = np.exp(logs * np.exp(-spread))
    return low, high
