"""Checks of a run: a sound one passes all, and each sort of damage fails its own and is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from carepath_sim.clock import DAY, date_of
from carepath_sim.engines.reference import simulate
from carepath_sim.eventlog import COLUMNS, LEFT, MOVED, OVERRIDE, EventLog
from carepath_sim.experiments import repeating
from carepath_sim.experiments.checks import CHECKS_COLUMNS, OF_A_RUN, checks_frame, failures
from carepath_sim.experiments.compare import compare
from carepath_sim.experiments.outcome import Lives, lives
from carepath_sim.experiments.repeating import beginning, first_days, other_engine, repeats
from carepath_sim.experiments.run import Run, run_all
from carepath_sim.experiments.tallies import tallies
from carepath_sim.metrics import Reading
from carepath_sim.model import STREAM_SHIFT
from tests.unit.experiments.small_studies import small_study
from tests.unit.metrics.made_logs import CHILDREN_HOME, FOSTER, HOME, HUB, TEN, Made, vocabulary

LOST, TWICE, FULL, END, COST = OF_A_RUN
SAME = "The same young people as in the baseline"
SEED = 5
BASELINE, DEAR = small_study("baseline", 28), small_study("dear", 28)
FEWER = small_study("fewer", 28, entry_rate=BASELINE.model.entry_rate * np.array([[1.0], [1.0], [0.3]]))


@pytest.fixture(scope="module", name="runs")
def sound_runs() -> list[Run]:
    return run_all([BASELINE, DEAR, FEWER], replications=3, seed=SEED, workers=1)


@pytest.fixture(scope="module", name="log")
def a_log() -> EventLog:
    return simulate(BASELINE.model, SEED, 1)


def failed(runs: list[Run]) -> dict[tuple[str, str], str]:
    """Scenario and check to what was found, of the checks that failed."""
    frame = checks_frame(runs, [[] for _ in runs])
    assert tuple(frame.columns) == CHECKS_COLUMNS
    bad = frame[~frame["passed"]]
    return dict(zip(zip(bad["scenario"], bad["check"], strict=True), bad["found"], strict=True))


def with_log(run: Run, log: EventLog) -> Run:
    """A run whose second replication left another log."""
    [tally] = tallies(Reading(log, run.study.prices))
    return replace(run, tallies=(run.tallies[0], tally, run.tallies[2]))


def without(log: EventLog, row: int) -> EventLog:
    return replace(log, **{name: np.delete(getattr(log, name), row) for name in COLUMNS})


def changed(log: EventLog, row: int, **values: int) -> EventLog:
    columns = {name: getattr(log, name).copy() for name in values}
    for name, value in values.items():
        columns[name][row] = value
    return replace(log, **columns)


def test_sound_runs_pass_every_check(runs: list[Run]) -> None:
    frame = checks_frame(runs, [[], [], []])
    assert frame["passed"].all()
    assert frame.groupby("scenario", sort=False)["check"].agg(list).tolist() == [
        [*OF_A_RUN],
        [*OF_A_RUN, SAME],
        [*OF_A_RUN, SAME],
    ]
    assert failures(frame, {}) == ()


@pytest.mark.parametrize("model_seed", [14, 12, 5, 3])
def test_other_models_pass_them_too(model_seed: int) -> None:
    frame = compare([small_study(model_seed=model_seed)], 2, SEED, workers=1).checks
    assert frame["passed"].all(), frame.loc[~frame["passed"], "found"].tolist()


def test_somebody_who_vanishes_is_missed(runs: list[Run], log: EventLog) -> None:
    someone = int(log.person[log.where(MOVED)[0]])
    gone = replace(log, **{name: getattr(log, name)[log.person != someone] for name in COLUMNS})
    found = failed([with_log(runs[0], gone)])
    assert {check for _, check in found} >= {LOST, TWICE}
    assert "Not so in 1 of 3 replications; in number 1:" in found["baseline", LOST]


def test_somebody_who_leaves_another_place_than_their_own_is_seen(runs: list[Run], log: EventLog) -> None:
    row = int(log.where(MOVED)[-1])
    elsewhere = (int(log.a[row]) + 1) % len(log.vocabulary.settings)
    found = failed([with_log(runs[0], changed(log, row, a=elsewhere))])
    assert "1 of " in found["baseline", TWICE]
    assert ("baseline", LOST) not in found


def test_a_move_that_the_log_does_not_hold_is_seen(runs: list[Run], log: EventLog) -> None:
    for row in log.where(MOVED)[:-1]:  # a change from a setting to itself may vanish unseen
        if log.a[row] != log.b[row]:
            break
    assert ("baseline", TWICE) in failed([with_log(runs[0], without(log, int(row)))])


def test_somebody_who_moves_after_leaving_or_comes_twice_is_seen() -> None:
    sound = Made().entered(1, 3, FOSTER).moved(1, 5, FOSTER, HUB).left(1, 9, HUB)
    assert tallies(Reading(sound.log()))[0].misplaced == 0
    assert tallies(Reading(sound.moved(1, 11, HUB, HOME).log()))[0].misplaced == 1
    log = Made().entered(1, 3, FOSTER).moved(1, 5, FOSTER, HUB).log()
    again = changed(log, 1, kind=int(log.kind[0]), a=HUB)
    assert tallies(Reading(again))[0].misplaced == 1


def test_a_place_given_twice_is_seen_unless_the_log_tells_of_it() -> None:
    def of(log: Made) -> tuple[int, int]:
        [found] = tallies(Reading(log.log()))
        return found.full_told, found.full_untold

    def home(*told: int) -> Made:
        made = Made(vocabulary(100)).places(0, 3, 1)
        for person in (1, 2):
            made.present(person, CHILDREN_HOME, 10, 10)
            if person in told:
                made.override(person, 0, CHILDREN_HOME)
        return made

    assert of(home(2)) == (1, 0)
    assert of(home()) == (0, 1)
    assert of(home(1)) == (1, 0)  # by tick: it is the arrivals of a moment that are too many
    assert of(home(1, 2)) == (1, 1)
    # A place that is shut while somebody lives in it, or on the same day before or after they come, is given to nobody.
    assert of(Made().places(0, 3, 1).entered(1, 5, CHILDREN_HOME).places(5, 3, 0)) == (0, 0)
    assert of(Made().places(0, 3, 1).places(5, 3, 0).entered(1, 5, CHILDREN_HOME)) == (0, 1)
    # And one that is left may be given again at the same moment.
    swap = Made().places(0, 3, 1).entered(1, 5, CHILDREN_HOME).entered(2, 5, FOSTER)
    assert of(swap.moved(1, 9, CHILDREN_HOME, HOME).moved(2, 9, FOSTER, CHILDREN_HOME).places(0, 1, 5)) == (0, 0)


def test_an_arrival_without_room_that_is_not_told_fails_the_check(runs: list[Run], log: EventLog) -> None:
    row = int(log.where(OVERRIDE)[0])
    found = failed([with_log(runs[0], without(log, row))])
    assert found == {("baseline", FULL): "Not so in 1 of 3 replications; in number 1: 1 arrival of which it is not so."}


def test_a_log_of_another_length_is_seen_and_silence_is_only_told(runs: list[Run], log: EventLog) -> None:
    half = beginning(log, BASELINE.model.horizon // 2)
    shorter = replace(half, vocabulary=replace(half.vocabulary, horizon=BASELINE.model.horizon // 2))
    assert ("baseline", END) in failed([with_log(runs[0], shorter)])
    silent = with_log(runs[0], half)
    assert ("baseline", END) not in failed([silent]), "entries may stop, and nobody come any more"
    told = checks_frame([silent], [[]]).set_index("check")["found"][END]
    last = date_of(BASELINE.model.start_day, int(half.tick[-1]))
    assert f"in none did the last thing happen before {last.day} {last:%B %Y}" in told
    longer = replace(log, vocabulary=replace(log.vocabulary, horizon=BASELINE.model.horizon + DAY))
    assert ("baseline", END) in failed([with_log(runs[0], longer)])
    assert ("baseline", END) in failed([with_log(runs[0], changed(log, -1, tick=BASELINE.model.horizon))])


@pytest.mark.parametrize("metric", ["cost", "cost_by_heading", "cost_by_payer", "cost_by_setting", "cost_by_team"])
def test_money_that_does_not_add_up_is_seen(runs: list[Run], metric: str) -> None:
    metrics = runs[0].metrics.copy()
    rows = (metrics["metric"] == metric) & (metrics["period"] == "all") & (metrics["replication"] == 1)
    metrics.loc[rows.idxmax(), "value"] += 1.0
    found = failed([replace(runs[0], metrics=metrics)])
    assert [check for _, check in found] == [COST]
    assert "by up to £1" in found["baseline", COST]


def test_money_that_is_no_number_is_seen(runs: list[Run]) -> None:
    metrics = runs[0].metrics.copy()
    metrics.loc[(metrics["metric"] == "cost") & (metrics["period"] == "all"), "value"] = np.nan
    assert ("baseline", COST) in failed([replace(runs[0], metrics=metrics)])


def damaged(run: Run, damage: Callable[[Lives], Lives]) -> Run:
    return replace(run, lives=(damage(run.lives[0]), *run.lives[1:]))


def test_another_young_person_under_the_same_number_is_seen(runs: list[Run]) -> None:
    def other(lives: Lives) -> Lives:
        arrival = lives.arrival.copy()
        arrival[3] ^= np.uint64(1)
        return replace(lives, arrival=arrival)

    found = failed([runs[0], damaged(runs[1], other)])
    assert list(found) == [("dear", SAME)]
    assert " 1 come at another moment" in found["dear", SAME]


def test_somebody_who_should_come_to_both_and_does_not_is_seen(runs: list[Run]) -> None:
    def kept(streams: set[int]) -> Callable[[Lives], Lives]:
        def fewer(lives: Lives) -> Lives:
            stays = np.isin(lives.person >> STREAM_SHIFT, list(streams), invert=True)
            return replace(lives, person=lives.person[stays], arrival=lives.arrival[stays])

        return fewer

    streams = {int(number) for number in np.unique(runs[0].lives[0].person >> STREAM_SHIFT)}
    assert streams == {0, 2, 3}
    assert ("dear", SAME) in failed([runs[0], damaged(runs[1], kept({3}))])
    assert ("fewer", SAME) in failed([runs[0], damaged(runs[2], kept({0}))])
    assert ("fewer", SAME) not in failed([runs[0], damaged(runs[2], kept({3}))])


def test_what_differs_between_scenarios_of_other_demand_is_told(runs: list[Run]) -> None:
    frame = checks_frame(runs, [[], [], []]).set_index(["scenario", "check"])["found"]
    everybody = sum(len(lives.person) for lives in runs[0].lives)
    fewer = sum(len(lives.person) for lives in runs[2].lives)
    assert f"{everybody:,} young people live in both" in frame["dear", SAME]
    assert f"{everybody - fewer:,} live in one alone, because demand differs" in frame["fewer", SAME]


def test_arrivals_are_told_apart_by_all_that_luck_brings() -> None:
    def arrival(made: Made) -> int:
        return int(lives(Reading(made.log()))[0].arrival[0])

    one = arrival(Made().entered(2, 3, FOSTER).moved(2, 9, FOSTER, HUB))
    assert one == arrival(Made().entered(2, 3, HUB))
    assert one != arrival(Made().entered(2, 4, FOSTER))
    assert one != arrival(Made().entered(3, 3, FOSTER))  # of another need
    assert one != arrival(Made().entered(2, 3, FOSTER, born=TEN - 1))
    assert one != arrival(Made().joined(2, 3, FOSTER, 3, 3))


# Once more.


def test_the_first_replication_is_the_same_again(runs: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    logs, models = [run.first for run in runs], [run.study.model for run in runs]
    monkeypatch.setattr(repeating, "SCENARIOS", 1)
    [found, *others] = repeats(models, logs, SEED, "compiled")
    assert [[each.engine for each in other] for other in others] == [["compiled"], ["compiled"]]
    assert checks_frame(runs[:1], others[:1])["found"].iloc[-1].endswith("`carepath parity` runs it.")
    assert [(each.engine, each.whole, each.difference) for each in found] == [
        ("compiled", True, None),
        ("reference", True, None),
    ]
    assert found[0].rows == len(logs[0])
    frame = checks_frame(runs[:1], [found])
    assert frame["check"].tolist()[-2:] == [
        "The compiled engine finds the same again",
        "The reference engine finds the same again",
    ]
    assert frame["found"].iloc[-1].startswith("The whole of replication 0, ")


def test_a_log_that_was_not_the_same_is_seen_by_either_engine(runs: list[Run]) -> None:
    log = runs[0].first
    row = int(log.where(LEFT, MOVED)[-1])
    other = changed(log, row, tick=int(log.tick[row]) - 1)
    [found] = repeats([BASELINE.model], [other], SEED, "compiled")
    assert [each.difference for each in found] == [f"row {row} differs"] * 2
    frame = checks_frame(runs[:1], [found])
    told = failures(frame, {"baseline": "As it is"})
    assert told[0] == (
        "Check failed: As it is: The compiled engine finds the same again. "
        f"The whole of replication 0 came out otherwise: row {row} differs."
    )


def test_only_the_first_days_are_repeated_where_all_would_take_long(
    runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeating, "ROWS", 400)
    log = runs[0].first
    [[found]] = repeats([BASELINE.model], [log], SEED, "reference")
    assert not found.whole
    assert 1 <= found.days < 200
    assert found.rows == int((log.tick < found.days * DAY).sum()) <= 400
    assert found.difference is None
    late = changed(log, 100, tick=int(log.tick[100]) - 1)
    assert repeats([BASELINE.model], [late], SEED, "reference")[0][0].difference == "row 100 differs"


def test_how_far_a_repeat_goes(log: EventLog) -> None:
    length = BASELINE.model.horizon // DAY
    assert first_days(log, len(log)) == length
    assert first_days(log, 1) == 1
    days = first_days(log, 500)
    assert (log.tick < days * DAY).sum() <= 500 < (log.tick < (days + 1) * DAY).sum()


@pytest.mark.parametrize("ready", [False, True])
def test_who_is_asked_depends_on_the_engine_and_not_on_what_was_compiled(
    monkeypatch: pytest.MonkeyPatch, ready: bool
) -> None:
    from carepath_sim.engines.compiled import compiling

    monkeypatch.setattr(compiling, "COMPILES", True)
    monkeypatch.setattr(compiling, "is_cached", lambda: ready)
    assert (other_engine("compiled"), other_engine("reference")) == ("reference", None)


def test_a_comparison_knows_what_failed() -> None:
    found = compare([BASELINE, replace(DEAR, label="Dear")], replications=2, seed=SEED, workers=1)
    assert found.failures == ()
    checks = found.checks.assign(passed=found.checks["check"] != SAME)
    assert replace(found, checks=checks).failures[0].startswith(f"Check failed: Dear: {SAME}. In 2 replications")
