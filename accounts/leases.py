"""Leases by the database's own clock: who works on a row, and until when.

A lease that ran out may be taken over, except right after a database restart, when every lease looks old.
"""

import logging
import os
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, connection, models
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

logger = logging.getLogger(__name__)


def new_owner() -> str:
    """A name for one driver, unique for ever, that a person can trace to a process."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def lease_end() -> Combinable:
    """The moment one lease from now, computed by the database."""
    return models.ExpressionWrapper(
        Now() + timedelta(seconds=settings.LEASE_SECONDS), output_field=models.DateTimeField()
    )


@contextmanager
def kept(renew: Callable[[], object]) -> Iterator[None]:
    """Call `renew` every third of a lease, in a thread of its own, while the block works."""
    over = Event()
    thread = Thread(target=_keep, args=(renew, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def expired() -> models.Q:
    """Rows whose lease ran out, never true within one lease of a database restart."""
    if not _leases_can_be_trusted():
        return models.Q(pk__in=[])
    return models.Q(lease_until__lt=Now())


def free() -> models.Q:
    """Rows nobody works on: never leased, or the lease ran out."""
    return models.Q(lease_until__isnull=True) | expired()


def _keep(renew: Callable[[], object], over: Event) -> None:
    while not over.wait(settings.LEASE_SECONDS / 3):
        try:
            renew()
        except DatabaseError:
            logger.warning("a lease could not be renewed; trying again")
        finally:
            connection.close()


def _leases_can_be_trusted() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_postmaster_start_time() + make_interval(secs => %s) < now()", [settings.LEASE_SECONDS]
        )
        row = cursor.fetchone()
    return bool(row and row[0])
