"""The reconciler: whatever a lost message left waiting is sent again."""

from celery import shared_task

from adoption.services.ringi_reminders import remind_overdue
from evaluations.services.reconcile import wake_waiting_work
from evaluations.services.watching import wake_due_watches
from handover.services import wake_waiting_bundles
from reports.services import wake_waiting_reports
from tco.simulations import wake_waiting_simulations


@shared_task(ignore_result=True)
def reconcile() -> None:
    """Wake workers for every row that waits; running it twice, or on two machines, does no harm."""
    wake_waiting_work()
    wake_due_watches()
    wake_waiting_reports()
    wake_waiting_bundles()
    wake_waiting_simulations()
    remind_overdue()
