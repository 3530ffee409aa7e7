"""The scheduler of a cluster: reached, asked who works for it, given tasks, and told of in words when it is lost.

dask.distributed is imported here alone, and only when a cluster is asked for. It runs whatever
code reaches its port, so that a scheduler belongs on 127.0.0.1, or behind certificates (tls://).
"""

from __future__ import annotations

import logging
import platform
import re
import sys
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import numpy as np

from carepath_sim.errors import ResourceError, UsageError
from carepath_sim.experiments.laboratory.code_version import OF_VALUES, code_version

ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):([0-9]{1,5})")
ANSWER = 8.0
"""Seconds in which a scheduler that is there answers."""
FAREWELL = 2.0
"""Seconds in which to take leave of it."""
RUN_THERE = (*OF_VALUES, *("experiments/" + part for part in ("cluster.py", "tasks.py", "laboratory/working.py")))
"""The sources of what workers do."""
NOISY = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application", "asyncio", "bokeh")
GO_ON = "What was finished is kept whole: the same command goes on from there"


class Lost(Exception):
    """A task's result cannot be had from where it was sent; `is_death` if the scheduler blames the task."""

    def __init__(self, is_death: bool) -> None:
        super().__init__(is_death)
        self.is_death = is_death


def check_address(address: str) -> None:
    """Raise UsageError unless an address is written as dask writes it."""
    found = ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[3]) < 65536:
        raise UsageError(
            f"a cluster is named by the address of its scheduler, such as tcp://127.0.0.1:8786 "
            f"(or tls:// with certificates), not {address!r}"
        )


def about() -> dict[str, str]:
    """What must be the same wherever tasks are done, so that where they are done changes nothing."""
    code = code_version(RUN_THERE)
    return {
        "carepath_sim": f"code {code[:8]}",
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": np.__version__,
    }


def difference(here: Mapping[str, str], there: Mapping[str, str] | BaseException) -> str:
    """What is not the same there, in words; nothing if all is."""
    if isinstance(there, BaseException):
        return f"carepath_sim cannot be loaded there, or is an older one ({there})"
    return ", ".join(
        f"{name} {there.get(name, 'missing')}, not {version}"
        for name, version in here.items()
        if there.get(name) != version
    )


def _refusal(wrong: Mapping[str, str]) -> UsageError:
    listed = "; ".join(f"{who} has {why}" for who, why in wrong.items())
    return UsageError(
        f"results must not depend on who works them out, and {listed}. Install there what is installed here, "
        "and start it again"
    )


def _dask() -> Any:
    """dask.distributed, which keeps its own words to itself unless somebody else in this process uses it."""
    is_shared = "distributed" in sys.modules
    try:
        import distributed
    except ImportError as error:
        raise UsageError(
            'a cluster needs dask.distributed, which is not installed here: run pip install "carepath_sim[distributed]"'
        ) from error
    if not is_shared:
        for name in NOISY:
            logging.getLogger(name).handlers = [logging.NullHandler()]
            logging.getLogger(name).propagate = False
    return distributed


def _unreachable(address: str, error: Exception) -> str:
    why = str(error).split("\n")[0] or type(error).__name__
    told = f"no scheduler answers at {address} ({why}). Start one with 'dask scheduler --host 127.0.0.1'"
    if address.startswith("tls"):
        told += (
            "; for tls:// the settings DASK_DISTRIBUTED__COMM__TLS__CA_FILE, ..__CLIENT__CERT and ..__CLIENT__KEY "
            "name this computer's certificates"
        )
    return told


@contextmanager
def connected(address: str) -> Iterator[Scheduler]:
    """The scheduler at an address. Raises UsageError without dask, ResourceError if nobody answers there."""
    distributed = _dask()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dask's own words on versions; ours say which worker, and what to do
            client = distributed.Client(address, timeout=ANSWER, set_as_default=False, name="carepath")
    except Exception as error:  # of many kinds: of sockets, of certificates, of other programs that listen there
        raise ResourceError(_unreachable(address, error)) from error
    try:
        yield Scheduler(address, client)
    finally:
        with suppress(Exception):
            client.close(timeout=FAREWELL)


class Scheduler:
    """A scheduler that answers. `left_out` says why workers that came later are given nothing to do."""

    def __init__(self, address: str, client: Any) -> None:
        self.address = address
        self.client = client
        self.name = uuid.uuid4().hex[:8]
        self.left_out: dict[str, str] = {}
        self._trusted: set[str] = set()
        self._check_scheduler()

    def workers(self) -> dict[str, int]:
        """The threads of each worker that is there and may be trusted with work, by address.

        Raises ResourceError if the scheduler does not answer, UsageError if one of the first workers runs other code.
        """
        ask = self.client.scheduler.ncores if self.client.scheduler is not None else None
        try:
            threads: dict[str, int] = self._told(self.client.sync, ask, callback_timeout=ANSWER)
        except TimeoutError as error:
            raise self._gone() from error
        new = [address for address in threads if address not in self._trusted and address not in self.left_out]
        if new:
            self._meet(new)
        return {address: count for address, count in threads.items() if address in self._trusted}

    def _meet(self, new: list[str]) -> None:
        """Whether workers run what this computer runs: the first are all told of, the later left out."""
        is_first = not self._trusted
        # One that has died meanwhile is neither met nor left out.
        told = {
            address: found
            for address, found in self._told(self.client.run, about, workers=new, on_error="return").items()
            if not isinstance(found, OSError)
        }
        wrong = {address: difference(about(), found) for address, found in told.items()}
        wrong = {address: why for address, why in wrong.items() if why}
        if is_first and wrong:
            raise _refusal({f"the worker {address}": why for address, why in wrong.items()})
        self.left_out.update(wrong)
        self._trusted.update(told.keys() - wrong.keys())

    def _check_scheduler(self) -> None:
        """Raise UsageError if it runs something else: it unpacks what passes through it."""
        try:
            found = self._told(self.client.run_on_scheduler, about)
        except (ImportError, AttributeError) as error:
            found = error
        why = difference(about(), found)
        if why:
            raise _refusal({"the scheduler": why})

    def submit(self, function: Callable[..., bytes], code: bytes, task: bytes, key: str, worker: str) -> Any:
        """Hand a task to one worker: its future."""
        try:
            return self.client.submit(
                function, code, task, key=key, workers=[worker], allow_other_workers=False, pure=False
            )
        except Exception as error:
            raise self._gone() from error

    def gathered(self, futures: Sequence[Any]) -> dict[str, bytes]:
        """What came of tasks, by key, without those that failed or whose worker has gone since."""
        finished = [future for future in futures if future.status == "finished"]
        if not finished:
            return {}
        try:
            found = self._told(
                self.client.sync,
                partial(self.client.gather, finished, errors="skip", asynchronous=True),
                callback_timeout=ANSWER,
            )
        except TimeoutError:
            return {}
        return dict(zip((future.key for future in finished), found, strict=True)) if len(found) == len(finished) else {}

    def result_of(self, future: Any) -> bytes | None:
        """What came of one task that has ended; nothing if its worker is slow to tell, or has gone since.

        Raises Lost if it must be sent again, ResourceError if the scheduler is gone, or what the task raised.
        """
        from distributed import CancelledError, KilledWorker

        if future.status == "error":
            error = self._told(future.exception, timeout=ANSWER)
            if isinstance(error, KilledWorker):
                raise Lost(is_death=True) from error
            raise error
        try:
            found: bytes = self._told(future.result, timeout=ANSWER)
        except CancelledError as error:
            raise Lost(is_death=False) from error
        except TimeoutError:
            return None
        return found

    def cancel(self, futures: Sequence[Any]) -> None:
        """Have tasks forgotten."""
        self._told(self.client.cancel, futures, force=True)

    def nobody(self) -> str:
        """What to say if there is no worker."""
        told = "".join(f" {address} was left out: {why}." for address, why in self.left_out.items())
        return (
            f"the scheduler at {self.address} has no worker to give work to.{told} Start one as the README shows, "
            f"with 'dask worker {self.address} --host 127.0.0.1' if it is on this machine. {GO_ON}"
        )

    def _told(self, ask: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What the scheduler answers. Raises ResourceError if it does not."""
        if self.client.status != "running":
            raise self._gone()
        try:
            return ask(*arguments, **options)
        except Exception as error:
            is_slow = isinstance(error, TimeoutError)
            if self.client.status != "running" or (isinstance(error, OSError) and not is_slow):
                raise self._gone() from error
            raise

    def _gone(self) -> ResourceError:
        return ResourceError(f"the scheduler at {self.address} has gone. {GO_ON}")
