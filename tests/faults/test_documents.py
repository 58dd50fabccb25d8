"""Reading documents while workers die or the parser takes its time: every passage exactly once."""

import contextlib
import time
from collections import Counter

import psutil
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from evaluations.models import Document
from evaluations.services.documents import upload_document
from evaluations.services.waking import wake
from evaluations.states import DocumentState
from tests.faults.machine import freeze, kill, thaw, wait_until

pytestmark = pytest.mark.services
SECTIONS = 400
PARSER = "evaluations.parsing.child"


@pytest.fixture
def document(machine, organization, owner) -> Document:
    lines = (f"# 第{n}章\n\n点検項目{n}は{n}か月ごとに行い、記録を残す。\n" for n in range(1, SECTIONS + 1))
    file = SimpleUploadedFile("点検要領.md", "\n".join(lines).encode())
    return upload_document(organization, owner, file, "internal")[0]


def parsers_of(worker: psutil.Process) -> list[psutil.Process]:
    """The limited child processes that read files for this worker."""
    found = []
    for process in worker.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            found += [process] if PARSER in process.cmdline() else []
    return found


def frozen_parser_of(worker: psutil.Process) -> psutil.Process:
    """Stop the parser as soon as it is there: it needs less than a second for its document."""
    caught: list[psutil.Process] = []

    def catch() -> object:
        for parser in parsers_of(worker):
            freeze(parser)
            caught.append(parser)
        return caught

    wait_until(catch, "a parser works", every_s=0.01)
    return caught[0]


def is_read(document: Document) -> bool:
    document.refresh_from_db()
    return document.state == DocumentState.READY


def assert_read_once(document: Document) -> None:
    texts = Counter(text for passage in document.passages.all() for text in passage.text.splitlines())
    for n in range(1, SECTIONS + 1):
        assert texts[f"点検項目{n}は{n}か月ごとに行い、記録を残す。"] == 1
    assert AuditEntry.objects.filter(action="document.read").count() == 1


def test_a_worker_killed_while_reading_is_replaced_and_every_passage_is_there_once(
    machine, document, reconciler
):
    worker = machine.start_worker("a", "parse")
    frozen_parser_of(worker)
    kill(worker)
    assert not is_read(document)
    machine.start_worker("b", "parse")
    wait_until(lambda: reconciler() or is_read(document), "the document is read")
    assert document.attempt == 2
    assert_read_once(document)


def test_a_document_that_takes_many_leases_is_read_once(machine, document, reconciler):
    """Two workers and a reconciler that wakes them again and again: nobody takes over from a living reader."""
    first = machine.start_worker("a", "parse")
    parser = frozen_parser_of(first)
    machine.start_worker("b", "parse")
    for _ in range(int(2.5 * machine.lease_s)):
        wake("evaluations.tasks.parse_document", document.pk)
        time.sleep(1)
        reconciler()
    thaw(parser)
    wait_until(lambda: is_read(document), "the document is read")
    assert document.attempt == 1
    assert_read_once(document)
