"""Studies that run until a goal is reached: the results are those of so many replications, however they came about."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments import stopping, store
from carepath_sim.experiments.compare import Comparison, compare
from carepath_sim.experiments.engines import AUTO
from carepath_sim.experiments.outcome import Outcome
from carepath_sim.experiments.precision import AT_MOST, CAREFUL, goal
from carepath_sim.experiments.stopping import Stopping, Until, execute_until
from carepath_sim.experiments.workers import Job, execute
from carepath_sim.metrics.uncertainty import half_width
from tests.unit.experiments.small_studies import small_study

PLAIN = small_study("plain")
STUDIES = (PLAIN, small_study("busier", entry_rate=PLAIN.model.entry_rate * 0.3))
AIM = goal("looked_after ± 0.5")
SEED = 1


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def found(logs: Path) -> Comparison:
    return compare(STUDIES, seed=SEED, workers=1, until=Until(AIM), keep_logs=logs)


@pytest.fixture(scope="module")
def ended(found: Comparison) -> Stopping:
    assert found.stopping is not None
    return found.stopping


WHOLE = "metric == 'looked_after' and period == 'all' and setting == 'all'"


def values(outcomes: list[Outcome]) -> np.ndarray:
    return np.stack([outcome.values for outcome in outcomes])


def test_it_stops_where_the_interval_that_is_printed_meets_the_goal(found: Comparison, ended: Stopping) -> None:
    assert ended.met is not None
    assert CAREFUL.least < ended.met < ended.replications == ended.met + 5 < AT_MOST
    assert found.replications == ended.replications
    row = found.comparison.query(WHOLE).iloc[0]
    assert row["high"] - row["difference"] == pytest.approx(ended.half_width)
    assert ended.half_width <= 0.5
    one, other = found.metrics.query(WHOLE)["value"].to_numpy().reshape(2, -1)
    assert half_width((other - one)[: ended.met - 1]) > 0.5 >= half_width((other - one)[: ended.met])


def test_the_tables_are_those_of_so_many_replications_byte_for_byte(
    found: Comparison, ended: Stopping, logs: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    plain = compare(STUDIES, ended.replications, SEED, workers=2, keep_logs=own)
    papers = store.Papers({}, None, "")
    store.write(tmp_path / "until", found, replace(papers, kept_logs=logs))
    store.write(tmp_path / "plain", plain, replace(papers, kept_logs=own))
    for path in sorted((tmp_path / "plain").iterdir()):
        if path.name != store.MANIFEST:
            assert (tmp_path / "until" / path.name).read_bytes() == path.read_bytes(), path.name
    assert found.findings == plain.findings
    assert "stopping" not in store.manifest(tmp_path / "plain")


def test_neither_steps_nor_workers_change_where_it_stops(
    found: Comparison, ended: Stopping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "STEP", 3)
    monkeypatch.setattr(stopping, "_next", lambda target, *_: target + 3)
    outcomes, told = execute_until(Job(STUDIES, SEED, AUTO), Until(AIM), 1, workers=2)
    assert told == ended
    again = np.concatenate([values(each).ravel() for each in outcomes])
    assert np.array_equal(again, found.metrics["value"], equal_nan=True)


def test_replications_may_be_run_from_any_on() -> None:
    job = Job(STUDIES, SEED, AUTO)
    told: list[tuple[int, int]] = []
    whole, later = execute(job, 6, 1), execute(job, 6, 1, lambda done, of: told.append((done, of)), first=4)
    for one, other in zip(whole, later, strict=True):
        assert [outcome.replication for outcome in other] == [4, 5]
        assert np.array_equal(values(one[4:]), values(other), equal_nan=True)
    assert told[-1] == (12, 12)


def test_the_result_says_where_it_stopped_and_why(found: Comparison, ended: Stopping, tmp_path: Path) -> None:
    store.write(tmp_path / "result", found, store.Papers({}, None, ""))
    manifest = json.loads((tmp_path / "result" / store.MANIFEST).read_text(encoding="utf-8"))
    assert manifest["stopping"]["goal"]["outcome"] == "looked_after"
    assert manifest["stopping"]["met"] == ended.met
    assert store.load(tmp_path / "result").stopping == ended
    assert ended.sentence == (
        "The number of replications was not fixed: they were added until half the width of the 95% interval of the "
        f"difference in young people looked after was at most 0.5 young people. That was so from {ended.met} on; "
        f"{ended.replications} were run, to see that it stays so."
    )


def test_a_goal_that_is_not_reached_is_told_with_what_it_takes() -> None:
    alone = [PLAIN]
    missed = compare(alone, seed=SEED, workers=1, until=Until(goal("looked_after ± 0.1%"), at_most=50)).stopping
    assert missed is not None
    assert (missed.met, missed.replications, missed.differences) == (None, 50, 0)
    assert missed.needed > 1000
    assert missed.sentence.startswith(
        "Not precise enough: half the width of the 95% interval of the mean of young people looked after was to be at "
        "most 0.1% of the larger mean. After 50 replications, the most allowed, it is "
    )
    assert missed.sentence.endswith(" replications would be needed (--at-most).")


def test_a_goal_that_was_met_too_late_is_told_apart() -> None:
    late = replace(told(), met=None, replications=44, needed=40)
    words = "it is up to 0.48. It has not stayed within the goal for long enough; allow more with --at-most."
    assert late.sentence.endswith(words)


def test_an_interval_that_is_narrow_by_chance_is_told_apart() -> None:
    late = replace(told(), met=None, replications=1000, needed=4321, is_lopsided=True)
    assert "it is up to 0.48, but that may not be trusted: a few replications differ far more" in late.sentence
    assert late.sentence.endswith("more often than it says. About 4,400 replications would be needed (--at-most).")


def told() -> Stopping:
    return Stopping(AIM, 40, 1000, 50, 55, 0.48, 50, 2)


def test_facts_and_back_again() -> None:
    assert Stopping.from_facts(json.loads(json.dumps(told().facts()))) == told()


def test_more_replications_than_the_least_may_be_asked_for() -> None:
    _, ended = execute_until(Job(STUDIES[:1], SEED, AUTO), Until(goal("looked_after ± 50%"), at_most=53), 48, workers=1)
    assert (ended.least, ended.met, ended.replications) == (48, 48, 53)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (Until(goal("days_full.moon ± 1")), "days_full has no part called 'moon'"),
        (Until(goal("looked_after@year 9 ± 1")), "the study has no year 9"),
        (Until(AIM, at_most=44), r"--at-most 44 leaves no room .* Allow 45 or more"),
    ],
)
def test_what_cannot_be_reached_is_refused_before_anything_runs(
    until: Until, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "execute", None)
    with pytest.raises(UsageError, match=words):
        execute_until(Job(STUDIES, SEED, AUTO), until, 1)
