"""One message to the workers, without waiting for a broker that is away: the row it names is the work."""

import logging
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def send_to_worker(task: str, pk: int, countdown_s: float = 0.0, queue: str = "") -> None:
    """Send it now, to be read after `countdown_s`; an unsent message is no loss: the reconciler sends it."""
    where: dict[str, Any] = {"queue": queue} if queue else {}
    try:
        current_app.send_task(
            task, args=[pk], countdown=countdown_s or None, retry=False, ignore_result=True, **where
        )
    except (OperationalError, OSError) as error:
        logger.warning("no message sent for %s %s (%s); the reconciler will", task, pk, type(error).__name__)
