"""Which numbers an effect acts on."""

from __future__ import annotations

from typing import Any

import pytest

from carepath_sim.scenario.acting import ON_SETTINGS, ON_TEAMS, acts_on
from carepath_sim.scenario.effects import VERBS, Effect
from carepath_sim.scenario.walk import split

DATA = {
    "settings": {
        "foster": {"endings": {"breakdown": {"planned": False}, "to_home": {"planned": True}}},
        "staying_put": {"shares_places_with": "foster"},
    }
}
BREAKDOWN, TO_HOME = "settings.foster.endings.breakdown.hazard", "settings.foster.endings.to_home.hazard"


@pytest.mark.parametrize(
    ("effect", "on", "not_on"),
    [
        ({"multiply_hazard": {"by": 1}}, [BREAKDOWN, TO_HOME], ["settings.foster.places", "teams.hub.leave_rate"]),
        ({"multiply_hazard": {"setting": "foster", "ending": "unplanned", "by": 1}}, [BREAKDOWN], [TO_HOME]),
        ({"set_hazard": {"setting": ["hub"], "hazard": "1 per year"}}, [], [BREAKDOWN]),
        ({"cap_stay": {"setting": "foster", "ending": "to_home", "limit": "12 weeks"}}, [TO_HOME], [BREAKDOWN]),
        (
            {"set_wait_limit": {"ending": "to_home", "limit": "1 week"}},
            ["settings.foster.endings.to_home.wait.limit"],
            ["settings.foster.endings.breakdown.wait.limit", TO_HOME],
        ),
        (
            {"add_places": {"setting": "staying_put", "places": "1 place"}},
            ["settings.foster.places"],
            ["settings.hub.places", "settings.foster.price"],
        ),
        (
            {"set_occupancy": {"setting": "hub", "keep_free": "1 place"}},
            ["settings.hub.occupancy.keep_free"],
            ["settings.hub.occupancy.hold", "settings.foster.occupancy.keep_free"],
        ),
        ({"set_price": {"setting": "hub", "price": "£1 per week"}}, ["settings.hub.price"], ["settings.hub.service"]),
        ({"multiply_price": {"by": 2}}, ["settings.hub.price", "settings.hub.service"], ["prices.entry"]),
        ({"multiply_entries": {"by": 2}}, ["demand.streams.direct.rate"], ["demand.streams.direct.ages"]),
        ({"multiply_entries": {"stream": "other", "by": 2}}, [], ["demand.streams.direct.rate"]),
        (
            {"extend_support": {"setting": "foster", "until_age": 25}},
            ["settings.foster.leaving_age.age", "settings.foster.endings.support_ends.hazard"],
            [BREAKDOWN, "settings.foster.leaving_age.shares[1].share", "settings.hub.endings.support_ends.hazard"],
        ),
        ({"set_staffing": {"team": "hub", "add_posts": "2 posts"}}, ["teams.hub.posts"], ["teams.hub.leave_rate"]),
        (
            {"set_staffing": {"team": "hub", "agency_stay": "1 year"}},
            ["teams.hub.agency_stay"],
            ["teams.hub.posts", "teams.social_work.agency_stay"],
        ),
        ({"multiply_turnover": {"by": 2}}, ["teams.hub.leave_rate"], ["teams.hub.posts"]),
        (
            {"set_key_worker": {"team": "hub", "follows": "for ever", "new": 1}},
            ["teams.hub.keeps.home", "teams.hub.link.new"],
            ["teams.hub.link.none", "teams.hub.leave_rate", "teams.social_work.keeps.home"],
        ),
        ({"add_cost": {"heading": "A", "cost": "£1 per week"}}, [], ["settings.hub.price", "prices.entry"]),
    ],
)
def test_an_effect_acts_on_what_it_names(effect: dict[str, Any], on: list[str], not_on: list[str]) -> None:
    read = Effect.model_validate(effect)
    assert [path for path in [*on, *not_on] if acts_on(read, split(path), DATA)] == on


def test_every_verb_is_known() -> None:
    """A new verb that changes numbers needs a rule; these change lists and headings, or are of the streams."""
    assert set(VERBS) == {*ON_SETTINGS, *ON_TEAMS, "multiply_entries", "set_or_else", "add_cost"}
