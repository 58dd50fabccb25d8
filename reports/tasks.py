"""Celery tasks: each is woken with the id of a row and does what the row says."""

from celery import shared_task


@shared_task(ignore_result=True)
def build_report(report_id: int) -> None:
    from reports.services import build_report as build

    build(report_id)


@shared_task(ignore_result=True)
def print_report(report_id: int) -> None:
    from reports.pdf import print_report as print_

    print_(report_id)
