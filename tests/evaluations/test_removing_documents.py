"""Removing a document: all of it goes, or nothing does because results rest on it."""

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from evaluations.errors import EvaluationRefused
from evaluations.models import (
    CachedAnswer,
    Call,
    Document,
    DraftJob,
    Passage,
    PassageVector,
    TestItem,
    TestSet,
)
from evaluations.parsing.sandbox import parse_safely
from evaluations.services import documents as reading
from evaluations.services.documents import parse_document, upload_document
from evaluations.services.removing import remove_document
from evaluations.states import CallPurpose, DocumentState, DraftState, ReviewState
from tests.conftest import member, signed_in
from tests.evaluations.finished_run import add_candidates, add_document

REFUSAL = {"code": "broken", "ja": "壊れています。", "en": "It is broken."}


@pytest.fixture
def document(organization, media) -> Document:
    return add_document(organization)


@pytest.fixture
def draft(organization) -> TestSet:
    return TestSet.objects.create(organization=organization, name="下書き", content_hash="")


def where(organization, document) -> str:
    return reverse("evaluations:document_remove", args=[organization.slug, document.pk])


def question(test_set, document=None, evidence=(), review=ReviewState.PROPOSED) -> TestItem:
    number = test_set.items.count() + 1
    passage = document.passages.first() if document else None
    return TestItem.objects.create(
        test_set=test_set,
        number=number,
        key=f"Q{number:03}",
        question="周期は?",
        kind="short",
        severity="normal",
        evidence=list(evidence),
        passage=passage,
        review=review,
    )


def place(name="保全要領書.pdf", quote="3か月ごと") -> dict[str, str]:
    return {"document": name, "locator": "p.1", "quote": quote}


def vector(organization, text_sha256) -> PassageVector:
    return PassageVector.objects.create(
        organization=organization, embedder="e5", text_sha256=text_sha256, vector=b"\0\0\0\0"
    )


def path_of(document) -> Path:
    return Path(document.file.path)


def refused(document) -> None:
    document.passages.all().delete()
    document.file.delete(save=False)
    document.state, document.refusal, document.file = DocumentState.REFUSED, REFUSAL, ""
    document.save()


def kept_because(document, user) -> str:
    with pytest.raises(EvaluationRefused) as refusal:
        remove_document(document, user)
    assert Document.objects.filter(pk=document.pk).exists()
    assert not AuditEntry.objects.filter(detail__document=document.pk).exists()
    return refusal.value.code


def test_a_refused_document_leaves_the_list(owner_client, organization, owner, document):
    refused(document)
    listed = owner_client.get(reverse("evaluations:document_list", args=[organization.slug]))
    assert where(organization, document) in listed.content.decode()
    asked = owner_client.get(where(organization, document)).content.decode()
    assert "csrfmiddlewaretoken" in asked and Document.objects.exists()
    told = owner_client.post(where(organization, document), follow=True).content.decode()
    assert document.name in told and not Document.objects.exists()
    entry = organization.audit_entries.get(action="document.removed")
    assert (entry.actor, entry.target) == (owner, document.name)
    assert entry.detail["sha256"] == document.sha256
    assert (entry.detail["confidentiality"], entry.detail["document"]) == ("internal", document.pk)


def test_everything_read_from_it_goes_and_nothing_that_is_shared(
    owner_client, organization, other_organization, document
):
    other = add_document(organization, "手順書.pdf", {1: "別の手順。"})
    own, shared = document.passages.all()
    Passage.objects.filter(document=other).update(text_sha256=shared.text_sha256)
    vector(organization, own.text_sha256)
    left = {vector(organization, shared.text_sha256).pk, vector(other_organization, own.text_sha256).pk}
    page = owner_client.get(where(organization, document)).content.decode()
    assert "2" in page and path_of(document).is_file()
    assert owner_client.post(where(organization, document)).status_code == 302
    assert not path_of(document).exists() and path_of(other).is_file()
    assert [*Document.objects.all()] == [other] and {p.document for p in Passage.objects.all()} == {other}
    assert {one.pk for one in PassageVector.objects.all()} == left


def test_what_a_run_used_stays_and_the_page_leads_to_what_uses_it(
    owner_client, organization, owner, finished_run
):
    document = finished_run.documents.get()
    assert kept_because(document, owner) == "in-use"
    answer = owner_client.post(where(organization, document))
    page = answer.content.decode()
    assert answer.status_code == 422 and path_of(document).is_file() and document.passages.count() == 2
    assert reverse("evaluations:run_detail", args=[organization.slug, finished_run.pk]) in page
    assert reverse("evaluations:test_set_detail", args=[organization.slug, finished_run.test_set_id]) in page
    page = owner_client.get(where(organization, document)).content.decode()
    assert "csrfmiddlewaretoken" not in page.split("<main", 1)[1]


def test_a_question_with_its_evidence_there_keeps_the_document(owner, document, draft):
    question(draft, evidence=[place()])
    assert kept_because(document, owner) == "in-use"


def test_a_question_drafted_from_it_keeps_the_document(owner, document, draft):
    question(draft, document)
    assert kept_because(document, owner) == "in-use"


def test_evidence_in_two_files_of_one_name_keeps_the_one_that_holds_it(organization, owner, document, draft):
    older = Document.objects.create(
        organization=organization,
        name=document.name,
        sha256="0" * 64,
        size_bytes=1,
        state=DocumentState.READY,
    )
    question(draft, evidence=[place()])
    assert remove_document(older, owner)
    assert kept_because(document, owner) == "in-use"


def test_a_refused_file_is_kept_by_no_question_that_names_it(owner, document, draft):
    question(draft, evidence=[place()])
    refused(document)
    assert remove_document(document, owner)


def test_rejected_questions_go_with_it_and_others_stay(owner, document, draft):
    other = question(draft)
    question(draft, document, [place()], ReviewState.REJECTED)
    assert remove_document(document, owner)
    assert [*draft.items.all()] == [other]
    assert AuditEntry.objects.get(action="document.removed").detail["rejected"] == 1


def test_drafting_under_way_keeps_it_and_what_a_model_said_then_goes_with_it(
    organization, owner, document, draft
):
    candidate = add_candidates(organization)[0]
    job = DraftJob.objects.create(
        organization=organization, test_set=draft, candidate=candidate, wanted=1, state=DraftState.DRAFTING
    )
    job.documents.add(document)
    before = CachedAnswer.objects.create(organization=organization, key="a", columns={})
    CachedAnswer.objects.filter(pk=before.pk).update(created_at=timezone.now() - timedelta(hours=1))
    sent = timezone.now()
    CachedAnswer.objects.create(organization=organization, key="b", columns={"text": "極秘の質問"})
    Call.objects.create(
        organization=organization,
        purpose=CallPurpose.DRAFT,
        document_ids=[document.pk],
        sent_at=sent,
        received_at=timezone.now(),
    )
    assert kept_because(document, owner) == "in-use"
    DraftJob.objects.update(state=DraftState.DONE)
    assert remove_document(document, owner)
    assert [*CachedAnswer.objects.all()] == [before]
    assert not job.documents.exists()


def test_a_file_that_cannot_be_deleted_keeps_everything_and_is_said(owner_client, organization, document):
    path = path_of(document)
    path.unlink()
    (path / "in the way").mkdir(parents=True)
    answer = owner_client.post(where(organization, document))
    assert answer.status_code == 422 and "ログ" in answer.content.decode()
    assert (
        document.passages.count() == 2
        and not AuditEntry.objects.filter(detail__document=document.pk).exists()
    )
    (path / "in the way").rmdir()
    assert owner_client.post(where(organization, document)).status_code == 302
    assert not path.exists() and not Document.objects.exists()


def test_a_file_that_is_gone_already_stops_nobody(owner, document):
    path_of(document).unlink()
    assert remove_document(document, owner)


def test_the_second_press_changes_nothing_and_is_told_so(owner_client, organization, document):
    for _press in range(2):
        answer = owner_client.post(where(organization, document), follow=True)
        assert answer.status_code == 200 and "notice" in answer.content.decode()
    assert AuditEntry.objects.filter(action="document.removed").count() == 1
    assert owner_client.get(where(organization, document)).status_code == 404


def test_whoever_only_reads_or_is_a_stranger_removes_nothing(
    viewer_client, outsider_client, anonymous_client, organization, other_organization, document
):
    assert (
        where(organization, document)
        not in viewer_client.get(
            reverse("evaluations:document_detail", args=[organization.slug, document.pk])
        ).content.decode()
    )
    for ask in ("get", "post"):
        assert getattr(viewer_client, ask)(where(organization, document)).status_code == 403
        assert getattr(outsider_client, ask)(where(organization, document)).status_code == 404
        assert getattr(anonymous_client, ask)(where(organization, document)).status_code == 302
    assert outsider_client.get(where(other_organization, document)).status_code == 404
    outsider_client.post(where(other_organization, document))
    assert Document.objects.get() == document


def test_an_editor_may_remove_and_a_forged_form_may_not(organization, document):
    editor = member(organization, Role.EDITOR, "editor")
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(editor)
    assert forged.post(where(organization, document)).status_code == 403
    assert signed_in(editor).post(where(organization, document)).status_code == 302
    assert not Document.objects.exists()


def test_reading_ends_quietly_when_the_document_is_removed_half_way(organization, owner, media, monkeypatch):
    waiting, _new = upload_document(organization, owner, SimpleUploadedFile("memo.txt", b"text"), "internal")
    path = path_of(waiting)

    def read_and_lose(*given):
        parsed = parse_safely(*given)
        assert remove_document(waiting, owner)
        return parsed

    monkeypatch.setattr(reading, "parse_safely", read_and_lose)
    parse_document(waiting.pk)
    parse_document(waiting.pk)
    assert not path.exists() and not Document.objects.exists() and not Passage.objects.exists()
    assert [*organization.audit_entries.values_list("action", flat=True).order_by("sequence")] == [
        "document.added",
        "document.removed",
    ]


def test_reading_ends_quietly_when_the_file_goes_before_it_is_opened(organization, owner, media, monkeypatch):
    waiting, _new = upload_document(organization, owner, SimpleUploadedFile("memo.txt", b"text"), "internal")

    def lose_and_read(*given):
        assert remove_document(waiting, owner)
        return parse_safely(*given)

    monkeypatch.setattr(reading, "parse_safely", lose_and_read)
    parse_document(waiting.pk)
    assert not Document.objects.exists()


def test_the_same_file_can_be_added_again(organization, owner, media):
    def add():
        return upload_document(organization, owner, SimpleUploadedFile("memo.txt", b"text"), "internal")

    first, _new = add()
    assert remove_document(first, owner)
    again, is_new = add()
    assert is_new and again.pk != first.pk
    parse_document(again.pk)
    assert Document.objects.get().state == DocumentState.READY


def test_a_zip_is_removed_when_it_is_unpacked_and_its_documents_stay(organization, owner, document):
    packed = Document.objects.create(
        organization=organization, name="all.zip", sha256="1" * 64, size_bytes=1, state=DocumentState.PARSING
    )
    assert kept_because(packed, owner) == "in-use"
    Document.objects.filter(pk=packed.pk).update(state=DocumentState.UNPACKED)
    assert remove_document(packed, owner)
    assert Document.objects.get() == document


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_removes_it_and_the_other_learns_that_it_is_gone(
    organization, owner, document
):
    start, said = Barrier(2), []

    def press() -> None:
        start.wait()
        said.append(remove_document(document, owner))
        connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == [False, True]
    assert AuditEntry.objects.filter(action="document.removed").count() == 1
