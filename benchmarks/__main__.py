"""`python -m benchmarks [NAME …]`: measure all, or the named ones, and print a table. Nothing is judged."""

import logging
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

NAMES = (
    "embedding",
    "generation",
    "harness",
    "answering",
    "provider",
    "monte_carlo",
    "recalculation",
    "plan_page",
    "sqlite",
    "workbook",
    "answer_sheet",
)


def main() -> int:
    names = sys.argv[1:] or list(NAMES)
    if unknown := sorted(set(names) - set(NAMES)):
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="shirube-bench-") as folder:
        _set_up(Path(folder))
        _print(names)
    return 0


def _set_up(folder: Path) -> None:
    """A database and files of its own; no message leaves."""
    os.environ.pop("DATABASE_URL", None)
    weights = Path(__file__).resolve().parent.parent / "var" / "weights"
    os.environ.setdefault("SHIRUBE_WEIGHTS_CACHE", str(weights))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SHIRUBE_DATA": str(folder),
        "REDIS_URL": "memory://localhost",
        "SHIRUBE_LOG_LEVEL": "WARNING",
    }
    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)


def _print(names: list[str]) -> None:
    from benchmarks.machine import describe_machine

    console = Console()
    table = Table(title=describe_machine(), title_justify="left", show_lines=True)
    for heading in ("What", "Shirube", "Against", "Ratio"):
        table.add_column(heading, justify="right" if heading == "Ratio" else "left")
    for name in names:
        with console.status(name):
            found = import_module(f"benchmarks.{name}").compare()
        for one in found if isinstance(found, list) else [found]:
            table.add_row(one.what, one.ours, one.baseline, f"{one.ratio:.2f} {one.meaning}")
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
