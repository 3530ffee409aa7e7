"""Who lives another life."""

from __future__ import annotations

import numpy as np

from carepath_sim.experiments.outcome import Lives, lives
from carepath_sim.experiments.pathways import compare_lives, pathways_frame
from carepath_sim.metrics import Reading
from tests.unit.metrics.made_logs import BREAKDOWN, CHILDREN_HOME, EDGE, FOSTER, HOME, HUB, Made


def made(person: list[int], pathway: list[int], moves: list[int], breakdowns: list[int], care: list[bool]) -> Lives:
    return Lives(
        np.array(person),
        np.zeros(len(person), dtype=np.uint64),
        np.array(pathway, dtype=np.uint64),
        np.array(moves),
        np.array(breakdowns),
        np.array(care, dtype=np.bool_),
    )


ONE = made([1, 2, 3, 4], [10, 20, 30, 40], [0, 2, 1, 1], [0, 1, 1, 0], [True, True, True, False])
OTHER = made([1, 2, 3, 5], [10, 21, 31, 50], [0, 1, 2, 1], [0, 0, 2, 1], [True, True, False, True])


def test_each_measure_counts_its_own_people() -> None:
    found = compare_lives(ONE, OTHER)
    counts = {measure: np.flatnonzero(which).tolist() for measure, which in found.items()}
    # People 1 to 5 in order; 4 lives in the first alone and 5 in the second.
    assert counts == {
        "different": [1, 2, 3, 4],
        "avoid_move": [1, 3],
        "gain_move": [2, 4],
        "avoid_breakdown": [1],
        "gain_breakdown": [2, 4],
        "avoid_care": [2],
        "enter_care": [4],
    }


def test_the_frame_gives_the_mean_and_percentiles_of_replications() -> None:
    frame = pathways_frame("other", [ONE, ONE], [OTHER, ONE]).set_index("measure")
    assert frame.loc["different", ["value", "low", "high"]].tolist() == [2.0, 0.4, 3.6]
    assert frame["of"].unique().tolist() == [4.5]


def test_one_replication_has_no_percentiles() -> None:
    frame = pathways_frame("other", [ONE], [OTHER])
    assert frame[["low", "high"]].isna().all(axis=None)
    assert frame.set_index("measure").loc["different", "value"] == 4.0


def test_lives_are_counted_from_the_log() -> None:
    log = (
        Made()
        .entered(9, 0, EDGE)
        .present(4, FOSTER, 10, 10)
        .moved(4, 5, FOSTER, HUB, BREAKDOWN)
        .moved(4, 9, HUB, CHILDREN_HOME)
        .moved(9, 20, EDGE, HOME)
        .log()
    )
    found = lives(Reading(log))[0]
    assert found.person.tolist() == [4, 9]
    assert found.moves.tolist() == [2, 0]
    assert found.breakdowns.tolist() == [1, 0]
    assert found.looked_after.tolist() == [True, False]


def pathway(log: Made) -> int:
    return int(lives(Reading(log.log()))[0].pathway[0])


def test_a_pathway_is_settings_and_days_and_nothing_else() -> None:
    one = pathway(Made().entered(1, 3, FOSTER).moved(1, 10, FOSTER, HUB, BREAKDOWN))
    assert one == pathway(Made().entered(1, 3.4, FOSTER).moved(1, 10.9, FOSTER, HUB).needs(1, 11, 0))
    assert one != pathway(Made().entered(1, 3, FOSTER).moved(1, 11, FOSTER, HUB, BREAKDOWN))
    assert one != pathway(Made().entered(1, 3, FOSTER).moved(1, 10, FOSTER, CHILDREN_HOME, BREAKDOWN))
    assert one != pathway(Made().entered(1, 3, FOSTER).moved(1, 10, FOSTER, HUB).left(1, 20, HUB))


def test_the_order_of_two_moves_on_one_day_matters() -> None:
    def twice(first: int, second: int) -> int:
        log = Made().entered(1, 3, FOSTER).moved(1, 10.1, FOSTER, first).moved(1, 10.2, first, second)
        return pathway(log.moved(1, 10.3, second, FOSTER))

    assert twice(HUB, CHILDREN_HOME) != twice(CHILDREN_HOME, HUB)
