"""Events in words, as vidigi reads them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from carepath_sim.eventlog import KINDS
from carepath_sim.experiments.events import table, write_events
from carepath_sim.model import PERMANENT
from tests.unit.metrics.made_logs import EDGE, FOSTER, HOME, HUB, Made, random_log


@pytest.fixture
def frame() -> pd.DataFrame:
    log = (
        Made()
        .post(0, 1, PERMANENT)
        .places(0, 2, 4)
        .present(5, FOSTER, 10, 10)
        .entered(7, 1, EDGE)
        .moved(7, 2, EDGE, HUB)
        .needs(7, 2, 0)
        .allocated(7, 3, 0, 1)
        .waited(7, 4, 5, FOSTER)
        .lost(7, 6, 0, 1)
        .left(7, 8, HUB)
        .moved(5, 9, FOSTER, HOME)
        .log()
    )
    return table("plain", 3, log).to_pandas()


def test_the_columns_vidigi_needs_are_there(frame: pd.DataFrame) -> None:
    assert {"entity_id", "pathway", "event_type", "event", "time", "resource_id"} <= set(frame.columns)
    arrivals = frame[frame["event_type"] == "arrival_departure"]
    assert set(arrivals["event"]) == {"arrival", "depart"}
    assert not arrivals[arrivals["event"] == "arrival"].duplicated("entity_id").any()


def test_one_life_reads_as_it_was_lived(frame: pd.DataFrame) -> None:
    life = frame[frame["entity_id"] == 7]
    assert list(zip(life["time"] // 1440, life["event_type"], life["event"], strict=True)) == [
        (1, "arrival_departure", "arrival"),
        (1, "queue", "edge"),
        (2, "queue", "hub"),
        (2, "needs", "hub"),
        (3, "resource_use", "hub"),
        (4, "waited", "foster"),
        (5, "wait_ended", "foster"),
        (6, "resource_use_end", "hub"),
        (8, "arrival_departure", "depart"),
    ]
    assert life["pathway"].unique().tolist() == ["referrals"]
    assert life["resource_id"].dropna().unique().tolist() == [2]


def test_posts_and_places_belong_to_nobody(frame: pd.DataFrame) -> None:
    nobody = frame[frame["entity_id"].isna()]
    assert list(zip(nobody["event_type"], nobody["event"], strict=True)) == [("post", "permanent"), ("places", "hub")]


def test_the_starting_caseload_is_a_pathway(frame: pd.DataFrame) -> None:
    assert frame.loc[frame["entity_id"] == 5, "pathway"].unique().tolist() == ["starting caseload"]


def test_no_row_is_lost(tmp_path: Path) -> None:
    logs = [("plain", number, random_log(number)) for number in range(12)]
    write_events(tmp_path / "events.parquet", logs)
    frame = pq.read_table(tmp_path / "events.parquet").to_pandas()
    rows = sum(len(log) for _, _, log in logs)
    arrivals = sum(len(log.people["person"]) for _, _, log in logs)
    assert len(frame) == rows + arrivals
    assert set(frame["kind"]) <= set(KINDS)
    for _, number, log in logs:
        assert frame.loc[frame["replication"] == number, "time"].is_monotonic_increasing
        assert (frame["replication"] == number).sum() == len(log) + len(log.people["person"])
