"""The child process that opens an uploaded workbook: `python -m reports.roundtrip.child PATH`, JSON on stdout."""

import json
import sys
from pathlib import Path
from typing import Any

from evaluations.parsing.confinement import forbid, limit_process
from intake.archive import MIB
from reports.roundtrip.codec import LIMITS, plain
from reports.roundtrip.reading import read_workbook
from reports.roundtrip.refusal import WorkbookRefused, too_heavy


def _answer(path: Path) -> dict[str, Any]:
    try:
        return {"result": plain(read_workbook(path.read_bytes()))}
    except WorkbookRefused as refusal:
        return _words(refusal)
    except MemoryError:
        return _words(too_heavy(f"{LIMITS.memory_bytes // MIB:,} MiB"))


def _words(refusal: WorkbookRefused) -> dict[str, Any]:
    return {"refused": refusal.code, "message": list(refusal.message)}


def main() -> None:
    """Answer for one file and exit."""
    limit_process(LIMITS)
    sys.addaudithook(forbid)
    json.dump(_answer(Path(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
