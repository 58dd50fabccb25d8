"""Telling a worker that rows wait for it. An unsent message is no loss: the reconciler sends it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from accounts.worker_messages import send_to_worker
from evaluations.services.gpu_queues import queues_of


def wake(task: str, pk: int, countdown_s: float = 0.0, queues: Sequence[str] = ()) -> None:
    """Send one message now to each queue of the task, or to those named, without waiting for a broker that is away.

    It is read after `countdown_s`.
    """
    for queue in queues or queues_of(task):
        send_to_worker(task, pk, countdown_s, queue)


def wake_on_commit(task: str, pk: int) -> None:
    """Send one message when the transaction that wrote the row is committed."""
    send: Callable[[], Any] = lambda: wake(task, pk)  # noqa: E731
    transaction.on_commit(send)
