"""Celery tasks: each is woken with the id of a row and does what the row says."""

from multiprocessing.sharedctypes import RawValue

from celery import shared_task
from celery.signals import worker_init, worker_shutting_down

# Shared before the pool forks, so that the parent can tell its children to stop claiming. A byte and no Event: a
# child killed while it looks at an Event would leave its lock closed for every process.
_stopping = RawValue("b", 0)


@worker_init.connect
def _load_libraries(**_kwargs: object) -> None:
    """Before the pool forks, so that the first run does not wait and the children share the memory."""
    from evaluations.services.libraries import load_libraries

    load_libraries()


@worker_shutting_down.connect
def _tell_drivers(**_kwargs: object) -> None:
    _stopping.value = 1


@shared_task(ignore_result=True)
def parse_document(document_id: int) -> None:
    from evaluations.services.documents import parse_document as parse

    parse(document_id)


@shared_task(ignore_result=True)
def drive_run(run_id: int) -> None:
    """Drive a run for some minutes; a successor goes on while work is left."""
    from evaluations.models import Run
    from evaluations.services.driving import Driver
    from evaluations.services.gpu_queues import own_queue
    from evaluations.services.runs import DRIVE
    from evaluations.services.waking import wake

    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        return
    driver = Driver(run, lambda: bool(_stopping.value))
    if driver.drive():
        # Of a worker that shuts down too: the one that comes after it goes on without waiting for the reconciler.
        wake(DRIVE, run_id, countdown_s=driver.successor_in_s(), queues=[own_queue()])


@shared_task(ignore_result=True)
def tend_watch(watch_id: int) -> None:
    """Start the repetition that is due, or compare the one that has ended."""
    from evaluations.models import Watch
    from evaluations.services.watching import tend

    watch = Watch.objects.select_related("baseline", "repetition", "candidate").filter(pk=watch_id).first()
    if watch:
        tend(watch)


@shared_task(ignore_result=True)
def drive_judge(panel_id: int) -> None:
    """Judge for some minutes; a successor goes on while answers are left."""
    from evaluations.services.judging import JUDGE, drive_panel
    from evaluations.services.waking import wake

    if drive_panel(panel_id, lambda: bool(_stopping.value)):
        wake(JUDGE, panel_id)


@shared_task(ignore_result=True)
def draft_questions(job_id: int) -> None:
    """Draft questions for some minutes; a successor goes on while passages are left."""
    from evaluations.services.drafting import DRAFT
    from evaluations.services.drafting import draft_questions as draft
    from evaluations.services.waking import wake

    if draft(job_id, lambda: bool(_stopping.value)):
        wake(DRAFT, job_id)
