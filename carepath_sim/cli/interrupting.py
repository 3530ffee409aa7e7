"""Ctrl-C, and being told to end: answered once and at once, and what is then tidied up is left in peace."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from carepath_sim.errors import interruption

PATIENCE = 2.0
"""Seconds in which a second Ctrl-C changes nothing: the first is being answered."""

A_MOMENT = 0.05
"""Seconds."""

NEVER = float("-inf")

NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))

INTERRUPTED = 130
NO_RESOURCES = 5

_heard: list[float] = []
_ending: list[bool] = []


class _Heard(KeyboardInterrupt):
    """Ctrl-C as it is raised here, which is never lost.

    Raised in a callback of the compiler, or where a library catches everything, an interrupt goes nowhere: one that
    is gone before the command ends is therefore sent once more. It is a class of its own also because Python,
    started with `-m`, ends by the signal instead of with the code asked for if code compiled from text, as that of
    a dataclass is, was left by a plain `KeyboardInterrupt`.
    """

    def __del__(self) -> None:
        if not _ending:
            threading.Timer(A_MOMENT, _again).start()


def listen() -> None:
    """Have whoever asks this process to end answered like Ctrl-C; what it was started to ignore it goes on to."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _interrupt)
    sys.unraisablehook = _quiet


def _quiet(unraisable: sys.UnraisableHookArgs) -> None:
    """Say nothing of an interrupt that fell where nothing can be raised: it is sent once more."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def _again() -> None:
    if not _ending:
        _heard[-1:] = [NEVER]
        os.kill(os.getpid(), signal.SIGINT)


def _interrupt(_signal: int, _frame: object) -> None:
    now = time.monotonic()
    if _heard and now - _heard[-1] < PATIENCE:
        return
    _heard.append(now)
    raise _Heard


def what_came_of(error: Exception) -> str | None:
    """What an interrupt that led to an error says came of it, which may be nothing; None if none led to it."""
    interrupt = interruption(error)
    if interrupt is not None:
        return str(interrupt)
    return "" if _heard else None


@contextmanager
def ending_well() -> Iterator[None]:
    """End with the documented exit code where an interrupt, or a disk without room for what is printed, ends a command.

    An interrupt in the middle of loading a module shows in whatever the half of it then breaks.
    """
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        _leave_unsaid()
        print(f"What was found could not be printed: {error.strerror}.", file=sys.stderr)
        raise SystemExit(NO_RESOURCES) from None
    except Exception as error:
        if what_came_of(error) is None:
            raise
        print("Interrupted.", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except SystemExit as ended:
        if _heard and ended.code:
            raise SystemExit(INTERRUPTED) from None
        try:
            sys.stdout.flush()
        except OSError as error:
            _leave_unsaid()
            print(f"What was found could not be printed: {error.strerror}.", file=sys.stderr)
            raise SystemExit(NO_RESOURCES) from None
        raise ended
    finally:
        _ending.append(True)


def _leave_unsaid() -> None:
    """Let Python not try again, at its end, to print what there is no room for."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
