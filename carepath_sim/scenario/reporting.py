"""What only a person can say about a study: the answers that no model, table or run can give for them.

They are asked for by STRESS-DES (Monks, Currie, Onggo, Robinson, Kunc and Taylor 2019, Journal of
Simulation 13(1), 55-67), and beyond it by anybody who has to decide something.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from carepath_sim.scenario.parameters import Date, Strict, one_line

LONGEST_REMARK = 1_000


def _remark(written: str) -> str:
    return one_line(written, LONGEST_REMARK, "a remark", "plain words on one line or in one paragraph")


Remark = Annotated[str, AfterValidator(_remark)]
"""A paragraph in plain words."""


class Reporting(Strict):
    """Answers of people; what is left out is listed as open on the first screen of the report."""

    purpose: Remark | None = Field(
        default=None, description="why the study was made, for whom, and why these scenarios were chosen"
    )
    decision: Remark | None = Field(default=None, description="what will be decided with it, and by when")
    decided_by: Remark | None = Field(
        default=None, description="the role or the meeting that decides, not a person's name"
    )
    local_data: Remark | None = Field(
        default=None,
        description="which data of the council were used, of which dates, and under what agreement; or that none were",
    )
    face_validity: Remark | None = Field(
        default=None, description="who, by role, looked at the model and its results, and what they said"
    )
    equality: Remark | None = Field(
        default=None, description="what was considered of its impact on equality, and where that is written down"
    )
    code_access: Remark | None = Field(
        default=None, description="where others can get these scenarios and this version of the program"
    )
    valid_until: Date | None = Field(
        default=None,
        description="the date after which its results should no longer be used; 12 months after the run if left out",
    )
