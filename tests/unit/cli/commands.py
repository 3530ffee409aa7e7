"""Commands run in this process."""

from __future__ import annotations

import pytest

from carepath_sim import cli


def carepath(*arguments: str) -> int:
    """Run a command and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        cli.app(list(arguments), prog_name="carepath")
    return int(ended.value.code or 0)
