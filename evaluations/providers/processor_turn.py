"""One model at a time on the processor.

Two processes that compute with all cores at once are not faster than one after the other, and the times that are
measured are then those of neither. So every batch waits for its turn; the kernel gives the
turn back when its holder dies.
"""

import os
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from evaluations.weights.locking import only_one


def processor_turn() -> AbstractContextManager[None]:
    """Wait until no other process of this user computes, then hold the processor."""
    return only_one(Path(tempfile.gettempdir()) / f"shirube-processor-{os.getuid()}.lock")
