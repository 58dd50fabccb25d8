"""The page of a report renews itself until its pages are there; a workbook too large to read is told how to shrink."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry
from reports.models import ReportFile, WorkbookUpload
from reports.services import build_report
from reports.states import PdfState, ReportState


def address(report) -> str:
    return reverse("reports:report_detail", args=[report.organization.slug, report.pk])


def asks_again(page: str) -> str:
    """The address that a page asks for every other second; empty when it rests."""
    found = re.search(r'id="report-progress" hx-get="([^"]+)"', page)
    return found.group(1) if found else ""


def poll(client, url: str):
    return client.get(url, headers={"HX-Request": "true"})


def test_a_report_being_made_is_asked_for_again_and_renewed_when_it_is_there(owner_client, requested):
    url = asks_again(owner_client.get(address(requested)).content.decode())
    ReportFile.objects.filter(pk=requested.pk).update(progress=0.4)
    waiting = poll(owner_client, url)
    assert 'value="40"' in waiting.content.decode() and asks_again(waiting.content.decode()) == url
    build_report(requested.pk)
    assert poll(owner_client, url)["HX-Refresh"] == "true"
    assert not AuditEntry.objects.filter(action="report.previewed").exists()


def test_a_finished_workbook_waits_for_its_pages_and_then_rests(owner_client, ready):
    url = asks_again(owner_client.get(address(ready)).content.decode())
    assert "HX-Refresh" not in poll(owner_client, url)
    ReportFile.objects.filter(pk=ready.pk).update(pdf_state=PdfState.ABSENT)
    assert poll(owner_client, url)["HX-Refresh"] == "true"
    assert asks_again(owner_client.get(address(ready)).content.decode()) == ""


@pytest.mark.parametrize("state", [ReportState.FAILED])
def test_a_failed_report_rests(owner_client, requested, state):
    ReportFile.objects.filter(pk=requested.pk).update(state=state, failure={"ja": "失敗。", "en": "Failed."})
    assert asks_again(owner_client.get(address(requested)).content.decode()) == ""


def test_an_outsider_polls_nothing(outsider_client, requested):
    assert poll(outsider_client, address(requested)).status_code == 404


def test_a_workbook_over_five_megabytes_is_told_to_leave_the_answers_out(owner_client, ready):
    file = SimpleUploadedFile("large.xlsx", b"PK" + b"x" * (5 * 2**20))
    where = reverse("reports:upload_create", args=[ready.organization.slug])
    page = owner_client.post(where, {"file": file}, follow=True).content.decode()
    assert "5MBを超えています" in page and "「すべての回答」を含めずに" in page
    assert "サーバーの値は変更していません" in page
    assert not WorkbookUpload.objects.exists()
