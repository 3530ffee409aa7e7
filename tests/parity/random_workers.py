"""Random teams: their posts, whom they serve and whom they keep."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, WEEK
from carepath_sim.draws import named_stream
from carepath_sim.model import FOR_EVER
from tests.parity.dice import Parts, Plan, by_piece, ints, struck


def teams(rng: np.random.Generator, plan: Plan) -> Parts:
    """Teams of none to four posts, whose holders come and go within weeks."""
    m, p, s = plan.teams, plan.pieces, plan.settings
    posts_open = by_piece(rng, plan, rng.integers(0, 3 if plan.collides else 5, (m, p)))
    most = posts_open.max(axis=1)
    rate = rng.gamma(1.0, 1 / 60, (5, m, p))
    rate[:4] = struck(rng, plan, rate[:4], 0.3)
    rate[4] = struck(rng, plan, rate[4], 0.3)
    kept = rng.choice([0, 0, FOR_EVER, 14 * DAY, 5 * DAY + 3, 7 * DAY], (plan.groups, m, s))
    return {
        "posts_open": posts_open,
        "post_team": ints(np.repeat(np.arange(m), most)),
        "team_stream": ints([[named_stream("team", str(t), str(k)) for k in range(6)] for t in range(m)]),
        "start_share": rng.dirichlet(np.ones(3), m),
        "leave_rate": rate[0],
        "recruit_rate": rate[1],
        "cover_rate": rate[2],
        "agency_end_rate": rate[3],
        "handover_rate": rate[4],
        "caseload_limit": by_piece(rng, plan, rng.integers(1, 4 if plan.collides else 8, (m, p))),
        "bond": rng.integers(0, 5, m) * WEEK if plan.collides else rng.integers(0, 30, m) * DAY,
        "agency_bonds": rng.random(m) < 0.5,
        "team_of": by_piece(rng, plan, rng.integers(-1, m, (plan.groups, s, p)), 0.6),
        "keeps": kept.astype(np.int64),
    }
