"""One command in a folder at a time: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from carepath_sim.errors import ResourceError, UsageError

LOCK = ".lock"


@contextmanager
def locked(folder: Path, what: str = "a sweep") -> Iterator[None]:
    """Have a folder for oneself, to run something in it.

    Raises UsageError if a live process has it, and ResourceError if it cannot be written to.

    The operating system lets go of the lock when its holder ends, so a killed process blocks nobody.
    """
    try:
        handle = _opened(folder / LOCK, what)
    except OSError as error:
        raise ResourceError(f"cannot use {folder}: {error.strerror or error}") from error
    try:
        with suppress(OSError):  # on a full disk nobody can be told who has it
            os.truncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        with suppress(OSError):
            (folder / LOCK).unlink(missing_ok=True)
        os.close(handle)


def _opened(file: Path, what: str) -> int:
    """The lock file, locked for this process."""
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        if not _is_mine(handle):
            os.close(handle)
            raise UsageError(
                f"another process{_holder(file)} is running {what} in {file.parent}; "
                "wait for it, stop it, or choose another folder"
            )
        # Whoever had it before may have removed the file between opening and locking it.
        if file.exists() and os.path.samestat(os.fstat(handle), file.stat()):
            return handle
        os.close(handle)


def _is_mine(handle: int) -> bool:
    """Whether this process could take the lock."""
    try:
        import fcntl
    except ImportError:  # Windows: nobody else can remove or lock what is open
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(file: Path) -> str:
    try:
        number = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return f" (number {number})" if number else ""
