"""Which scenarios may meet the same luck."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.study import check_comparable
from tests.unit.experiments.small_studies import small_study


def test_the_same_model_twice_may_be_compared() -> None:
    check_comparable([small_study("one"), small_study("two")])


def test_another_rate_below_the_ceiling_may_be_compared() -> None:
    fewer = small_study().model.entry_rate * 0.5
    check_comparable([small_study("one"), small_study("two", entry_rate=fewer)])


def changes() -> dict[str, dict[str, Any]]:
    model = small_study().model
    born = model.caseload_born.copy()
    born[0] += 1
    settings = model.caseload_setting.copy()
    settings[0] = (settings[0] + 1) % len(model.settings)
    return {
        "the start date": {"start_day": model.start_day + 1},
        "the horizon": {"horizon": model.horizon + 1440},
        "the need groups": {"needs": tuple(f"{need} too" for need in model.needs)},
        "the entry streams": {"entry_streams": tuple(f"{name}_b" for name in model.entry_streams)},
        "the ceiling of the entry stream": {"entry_ceiling": model.entry_ceiling * 2},
        "the ages or needs of those who come": {"entry_age_share": model.entry_age_share[:, ::-1]},
        "the starting caseload": {"caseload_born": born},
        "starting caseload": {"caseload_setting": settings},
        "the young people who arrive already looked after": {"already_placed": ~model.already_placed},
    }


@pytest.mark.parametrize("reason", list(changes()))
def test_other_people_may_not(reason: str) -> None:
    with pytest.raises(UsageError, match=f"second differs from first in .*{reason}"):
        check_comparable([small_study("first"), small_study("second", **changes()[reason])])


def test_every_reason_is_named_at_once() -> None:
    other = small_study("second", start_day=1, entry_ceiling=small_study().model.entry_ceiling * 2)
    with pytest.raises(UsageError, match=r"the start date .*; second differs from first in the ceiling"):
        check_comparable([small_study("first"), other])


def test_settings_count_by_name_so_that_one_more_shifts_nothing() -> None:
    study = small_study("first")
    shifted = small_study(
        "second",
        settings=("new", *study.model.settings),
        caseload_setting=np.asarray(study.model.caseload_setting) + 1,
        placed_setting=np.asarray(study.model.placed_setting) + 1,
    )
    check_comparable([study, shifted])


def test_names_are_needed_to_tell_scenarios_apart() -> None:
    with pytest.raises(UsageError, match="two scenarios are called same"):
        check_comparable([small_study("same"), small_study("same")])


def test_nothing_to_run_is_said() -> None:
    with pytest.raises(UsageError, match="no scenario"):
        check_comparable([])
