"""Importing, reading and freezing question sets through the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations.models import TestItem
from evaluations.states import TestSetState
from evaluations.testsets.spreadsheet import template_bytes
from tests.evaluations.finished_run import add_document

HEADER = "番号,質問,種類,正解,単位,根拠文書,根拠の場所,根拠の引用,確認者,確認日\n"
GOOD = "Q1,主軸の許容温度は何℃ですか。,数値,80,℃,保全要領書.pdf,p.2,許容温度は 80 ℃ 以下,佐藤,2026-11-02\n"


def import_csv(client, organization, text, name="質問集.csv"):
    where = reverse("evaluations:test_set_import", args=[organization.slug])
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode("utf-8-sig"))
    return client.post(where, {"name": "新しい質問集", "file": file})


def detail(organization, test_set) -> str:
    return reverse("evaluations:test_set_detail", args=[organization.slug, test_set.pk])


@pytest.mark.django_db
def test_a_good_table_becomes_a_draft(owner_client, organization):
    response = import_csv(owner_client, organization, HEADER + GOOD)
    test_set = organization.test_sets.get()
    assert response["Location"] == detail(organization, test_set)
    assert (test_set.state, test_set.source_name) == (TestSetState.DRAFT, "質問集.csv")
    assert test_set.items.get().golds == ["80"]


def test_a_row_without_a_question_is_named_and_nothing_is_imported(owner_client, organization):
    response = import_csv(owner_client, organization, HEADER + GOOD + "Q2,,短答,あり,,,,,佐藤,2026-11-02\n")
    assert response.status_code == 422
    page = response.content.decode()
    assert "3行目" in page
    assert not organization.test_sets.exists()
    assert 'value="新しい質問集"' in page


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b""), ("a.xlsx", b"no workbook"), ("a.pdf", b"%PDF-1.4"), ("a.csv", b"\xff\xfe\x00")],
)
def test_a_file_that_is_no_table_is_refused_with_a_reason(owner_client, organization, name, content):
    response = import_csv(owner_client, organization, content, name)
    assert response.status_code == 422
    assert b'role="alert"' in response.content
    assert not organization.test_sets.exists()


def test_the_template_can_be_downloaded_and_imported_names_are_kept(owner_client, organization):
    response = owner_client.get(reverse("evaluations:test_set_template", args=[organization.slug]))
    assert response.content[:2] == b"PK"
    assert response["Content-Disposition"].startswith("attachment")
    assert len(response.content) == len(template_bytes("ja"))


def test_a_set_with_a_question_that_nobody_reviewed_cannot_be_frozen(owner_client, organization):
    import_csv(owner_client, organization, HEADER + GOOD.replace("佐藤,2026-11-02", ","))
    test_set = organization.test_sets.get()
    page = owner_client.get(detail(organization, test_set)).content.decode()
    assert "notice-warning" in page
    where = reverse("evaluations:test_set_freeze", args=[organization.slug, test_set.pk])
    response = owner_client.post(where, follow=True)
    assert "notice-error" in response.content.decode()
    test_set.refresh_from_db()
    assert not test_set.is_frozen


def test_freezing_shows_who_did_it_and_the_hash(owner_client, organization, owner):
    import_csv(owner_client, organization, HEADER + GOOD)
    test_set = organization.test_sets.get()
    where = reverse("evaluations:test_set_freeze", args=[organization.slug, test_set.pk])
    page = owner_client.post(where, follow=True).content.decode()
    test_set.refresh_from_db()
    assert test_set.is_frozen and test_set.frozen_by == owner
    assert test_set.content_hash in page and owner.name in page


def test_evidence_leads_to_its_passage_and_a_missing_document_is_said(owner_client, organization, media):
    import_csv(owner_client, organization, HEADER + GOOD)
    test_set = organization.test_sets.get()
    where = detail(organization, test_set)
    assert "state-warn" in owner_client.get(where).content.decode()
    document = add_document(organization)
    page = owner_client.get(where).content.decode()
    assert f"#passage-{document.passages.get(number=2).pk}" in page
    assert "state-warn" not in page


def test_kinds_and_severities_are_written_in_the_language_of_the_page(
    owner_client, organization, finished_run
):
    where = detail(organization, finished_run.test_set)
    japanese = owner_client.get(where).content.decode()
    assert all(word in japanese for word in ("短答", "数値", "回答不能", "重大"))
    owner_client.cookies["shirube_language"] = "en"
    english = owner_client.get(where).content.decode()
    assert all(word in english for word in ("Short answer", "Number", "Not answerable", "Severe"))


def test_a_long_set_is_shown_in_pages(owner_client, organization, finished_run):
    items = [
        TestItem(
            test_set=finished_run.test_set,
            number=n,
            key=f"X{n}",
            question=f"質問その{n}",
            kind="short",
            severity="normal",
        )
        for n in range(5, 60)
    ]
    TestItem.objects.bulk_create(items)
    where = detail(organization, finished_run.test_set)
    first = owner_client.get(where).content.decode()
    assert "質問その30" in first and "質問その31" not in first
    assert "質問その31" in owner_client.get(where, {"page": 2}).content.decode()
