"""When and with what a result was made: what a page and the manifest say alike, now and whenever it is drawn anew."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd

PRODUCT = "carepath_sim"


@dataclass(frozen=True)
class Circumstances:
    """The moment (ISO, with its time zone) and the versions; a library that is not there has none."""

    written: str
    version: str
    python: str
    numpy: str
    pandas: str
    numba: str
    simpy: str
    platform: str

    def facts(self) -> dict[str, str]:
        """All of it by name."""
        return asdict(self)


def now() -> Circumstances:
    """What holds at this moment."""
    return Circumstances(
        written=datetime.now(UTC).isoformat(timespec="seconds"),
        version=installed(PRODUCT) or "unknown",
        python=platform.python_version(),
        numpy=np.__version__,
        pandas=pd.__version__,
        numba=installed("numba"),
        simpy=installed("simpy"),
        platform=f"{platform.system()} {platform.machine()}",
    )


def recorded(manifest: Mapping[str, Any]) -> Circumstances:
    """What a manifest says of them; nothing for what it leaves out."""
    return Circumstances(**{name: str(manifest.get(name, "")) for name in Circumstances.__dataclass_fields__})


def installed(name: str) -> str:
    """The version of an installed package; nothing if it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
