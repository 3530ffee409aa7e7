"""How one scenario differs from another, as the frame the page is made from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from carepath_sim.report.data import DIFFERENCES_COLUMNS
from carepath_sim.scenario import comparing
from carepath_sim.scenario.resolved import Resolved


def differences(base: Resolved, other: Resolved, path_words: Callable[[str], str]) -> pd.DataFrame:
    """Columns `DIFFERENCES_COLUMNS`: what `other` adds, drops or changes against `base`, in reading order."""
    found = comparing.differences(base, other, path_words)
    rows = [(other.name, each.path, each.old, each.new, each.words) for each in found]
    return pd.DataFrame(rows, columns=list(DIFFERENCES_COLUMNS))
