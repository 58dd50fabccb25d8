"""One process at a time, by a lock that the kernel frees when its holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path`; other processes and threads wait here, and a kill -9 releases it."""
    with path.open("a") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
