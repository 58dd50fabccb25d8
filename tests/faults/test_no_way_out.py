"""A whole evaluation on this machine alone: nothing tries to leave, and the watch sees whatever does try."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.models import Answer, Call, Document
from evaluations.services.candidate_columns import CandidateDraft
from evaluations.services.candidates import add_candidate
from evaluations.services.documents import upload_document
from evaluations.services.runs import start_run
from evaluations.states import RUN_ACTIVE, AnswerState, DocumentState, ProviderKind, RunState
from tests.evaluations.finished_run import add_test_set, two_page_pdf
from tests.faults.machine import wait_until
from tests.faults.sealed import SealedMachine, may_seal

pytestmark = pytest.mark.services
RETRIEVERS = ["bm25", "hybrid:multilingual-e5-small"]
ESCAPE = """
import socket
for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
    try:
        socket.socket(family).connect((address, 80))
    except OSError:
        pass
try:
    socket.getaddrinfo("telemetry.example", 443)
except OSError:
    pass
"""


@pytest.fixture
def sealed(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    made = SealedMachine(tmp_path)
    made.lease_s = settings.LEASE_SECONDS = 20
    yield made
    made.end_all()


def wake_inside(machine: SealedMachine, task: str, pk: int) -> None:
    """Tell the worker, from where its Redis is."""
    code = "import django; django.setup(); from evaluations.services.waking import wake; "
    machine.run(f"{code}wake('evaluations.tasks.{task}', {pk})")


def read_document(machine: SealedMachine, organization, owner) -> Document:
    file = SimpleUploadedFile("保全要領書.pdf", two_page_pdf())
    document = upload_document(organization, owner, file, "secret")[0]
    wake_inside(machine, "parse_document", document.pk)

    def is_read():
        document.refresh_from_db()
        return document.state == DocumentState.READY

    wait_until(is_read, "the document is read")
    return document


@pytest.mark.models
def test_a_whole_evaluation_of_a_secret_document_tries_to_leave_by_no_way(sealed, organization, owner):
    sealed.start_redis()
    sealed.start_worker("worker")
    document = read_document(sealed, organization, owner)
    test_set = add_test_set(organization, owner, document)
    local = CandidateDraft(ProviderKind.TRANSFORMERS, weights_key="smollm2-135m-instruct", max_new_tokens=16)
    candidate = add_candidate(organization, owner, local)
    run = start_run(organization, owner, "密封", test_set, [candidate], RETRIEVERS, RETRIEVERS[1])
    wake_inside(sealed, "drive_run", run.pk)

    def is_over():
        run.refresh_from_db()
        return run.state not in RUN_ACTIVE

    wait_until(is_over, "the run is over", patience_s=240)
    assert run.state == RunState.DONE
    answers = Answer.objects.filter(run_candidate__run=run)
    assert answers.count() == 4
    assert {answer.state for answer in answers} <= {AnswerState.DONE, AnswerState.TRUNCATED}
    assert all(answer.score for answer in answers)
    calls = Call.objects.filter(run=run)
    assert {(call.host_address, call.confidentiality) for call in calls} == {("", "secret")}
    assert sealed.attempts() == []
    assert sealed.packets_without_a_way() == 0


def test_the_watch_sees_an_attempt_to_leave(sealed):
    """The proof above is worth as much as this: an attempt from inside is noted by Python, and by the kernel."""
    sealed.run(ESCAPE)
    tried = "\n".join(sealed.attempts())
    assert "192.0.2.1" in tried and "2001:db8::1" in tried and "telemetry.example" in tried
    assert sealed.packets_without_a_way() >= 2 or not may_seal()


def test_inside_the_seal_loopback_works_and_nothing_else_does(sealed):
    code = (
        "import socket; server = socket.create_server(('127.0.0.1', 0)); "
        "socket.create_connection(server.getsockname()); "
        "print(sorted(name for _, name in socket.if_nameindex()))"
    )
    assert sealed.run(code).strip() == "['lo']" or not may_seal()
    assert sealed.attempts() == []
