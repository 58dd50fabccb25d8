"""One of everything that an address can name, around a finished run: for the tests that walk all pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from evaluations.models import Call, DraftJob, Host, JudgePanel, Run, Supplier
from evaluations.services.watching import create_watch
from evaluations.states import AlarmState


@contextmanager
def made_once(blocker, media: Path) -> Iterator[None]:
    """Rows for the hundreds of tests of a file, taken back at its end; what a test changes it takes back itself."""
    with override_settings(MEDIA_ROOT=media), blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def around_run(run: Run, user, suffix: str = "") -> dict[str, int]:
    """Add the rows to the run's organisation and return the numbers by which addresses name them."""
    organization, candidate = run.organization, run.run_candidates.first().candidate
    watch = create_watch(run, candidate, 30, user)
    repetition = Run.objects.create(
        organization=organization,
        test_set=run.test_set,
        evidence_characters=600,
        name=f"極秘{suffix}の再実行",
    )
    job = DraftJob.objects.create(
        organization=organization, test_set=run.test_set, candidate=candidate, wanted=5
    )
    host = Host.objects.create(organization=organization, name=f"極秘{suffix}", address="a.example:443")
    call = Call.objects.create(
        organization=organization, run=run, sent_at=timezone.now(), reserved_microyen=1
    )
    return {
        "watch": watch.pk,
        "alarm": watch.alarms.create(repetition=repetition, state=AlarmState.DROPPED, n=4).pk,
        "document": run.documents.get().pk,
        "test_set": run.test_set_id,
        "item": run.test_set.items.first().pk,
        "draft_job": job.pk,
        "run": run.pk,
        "candidate": candidate.pk,
        "host": host.pk,
        "supplier": Supplier.objects.create(organization=organization, name=f"極秘{suffix}の提供元").pk,
        "call": call.pk,
        "panel": JudgePanel.objects.create(run=run, judge=candidate, prompt_version="J1").pk,
    }


# Parts of an address that name nothing of a company.
PLAIN: dict[str, object] = {
    "gate": "G0",
    "criterion": "G0-C1",
    "number": 1,
    "version": 1,
    "first": 0,
    "second": 1,
    "key": "users",
    "model": "o3",
    "group": "workload",
    "option": "onprem",
    "row": "workload.requests",
    "confidentiality": "public",
    "circle": "quality",
    "role": "R-SVC",
    "activity": "A01",
    "duty": "DU-01",
    "pattern": "FS-02",
    "readiness_item": "OR-01",
    "step": 1,
    "vendor_kind": "model",
    "vendor_question": "V-JUR-1",
    "file_kind": "csv",
    "document_kind": "dependency",
    "requirement": "METI-C1",
    "book": "frameworks",
    "watch_row": "RW-01",
}
