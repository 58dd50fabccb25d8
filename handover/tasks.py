"""Celery tasks: each is woken with the id of a row and does what the row says."""

from celery import shared_task


@shared_task(ignore_result=True)
def work_on_bundle(bundle_id: int) -> None:
    from handover.working import work_on_bundle as work

    work(bundle_id)
