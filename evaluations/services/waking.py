"""Telling a worker that rows wait for it. An unsent message is no loss: the reconciler sends it."""

import logging
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: str, pk: int, countdown_s: float = 0.0) -> None:
    """Send one message now, without waiting for a broker that is away; it is read after `countdown_s`."""
    try:
        current_app.send_task(task, args=[pk], countdown=countdown_s or None, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("no message sent for %s %s (%s); the reconciler will", task, pk, type(error).__name__)


def wake_on_commit(task: str, pk: int) -> None:
    """Send one message when the transaction that wrote the row is committed."""
    send: Callable[[], Any] = lambda: wake(task, pk)  # noqa: E731
    transaction.on_commit(send)
