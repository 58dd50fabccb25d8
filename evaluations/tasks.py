"""Celery tasks: each is woken with the id of a row and does what the row says."""

from multiprocessing import Event

from celery import shared_task
from celery.signals import worker_shutting_down

# Made before the pool forks, so that the parent can tell its children to stop claiming.
_stopping = Event()


@worker_shutting_down.connect
def _tell_drivers(**_kwargs: object) -> None:
    _stopping.set()


@shared_task(ignore_result=True)
def parse_document(document_id: int) -> None:
    from evaluations.services.documents import parse_document as parse

    parse(document_id)


@shared_task(ignore_result=True)
def drive_run(run_id: int) -> None:
    """Drive a run for some minutes; a successor goes on while work is left."""
    from evaluations.models import Run
    from evaluations.services.driving import Driver, seconds_until_due

    run = Run.objects.filter(pk=run_id).first()
    if run and Driver(run, _stopping.is_set).drive() and not _stopping.is_set():
        drive_run.apply_async((run_id,), countdown=seconds_until_due(run), retry=False)
