"""How tests behave: no time limits on a noisy machine, the same examples in every run of CI, code compiled once."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from carepath_sim.engines.compiled.compiling import prepare

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_configure(config: pytest.Config) -> None:
    """Compile before worker processes start, so that they find the code instead of each making its own."""
    if not hasattr(config, "workerinput"):
        prepare()
