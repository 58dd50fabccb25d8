"""Four threads that read and write, with this product's SQLite options and with Django's defaults."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.db.utils import ConnectionHandler

from benchmarks.comparison import Comparison

THREADS = 4
SECONDS = 4.0


def compare() -> Comparison:
    ours = _writes("tuned", settings.SQLITE_OPTIONS)
    plain = _writes("plain", {})
    return Comparison(
        f"SQLite, {THREADS} threads, each transaction reads and writes one row",
        f"{ours[0]:.0f} writes/s, {ours[1]} refused",
        f"Django's defaults: {plain[0]:.0f} writes/s, {plain[1]} refused",
        ours[0] / plain[0],
        "times more writes",
    )


def _writes(alias: str, options: Mapping[str, object]) -> tuple[float, int]:
    """Return how many transactions were committed per second and how many were refused as locked."""
    with tempfile.TemporaryDirectory() as folder:
        made = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(folder) / "db.sqlite3",
            "OPTIONS": dict(options),
        }
        connections.settings[alias] = ConnectionHandler({"default": made}).settings["default"]
        with connections[alias].cursor() as cursor:
            cursor.execute("CREATE TABLE work (id INTEGER PRIMARY KEY, n INTEGER)")
        connections[alias].close()
        counts = [[0, 0] for _ in range(THREADS)]
        threads = [Thread(target=_write, args=(alias, count)) for count in counts]
        start_s = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took_s = time.monotonic() - start_s
        return sum(done for done, _ in counts) / took_s, sum(refused for _, refused in counts)


def _write(alias: str, count: list[int]) -> None:
    end_s = time.monotonic() + SECONDS
    while time.monotonic() < end_s:
        try:
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT COALESCE(MAX(n), 0) FROM work WHERE id > (SELECT MAX(id) - 5 FROM work)"
                )
                cursor.execute("INSERT INTO work (n) VALUES (%s)", [cursor.fetchone()[0] + 1])
            count[0] += 1
        except OperationalError:
            count[1] += 1
    connections[alias].close()
