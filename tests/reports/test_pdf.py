"""The printed summary: three sheets and no more, beside a workbook that is complete without it."""

import time
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from reports import printing
from reports.models import ReportFile
from reports.pdf import MOST_ATTEMPTS, PRINT, preview_path, print_report
from reports.printing import NotPrinted, print_pdf
from reports.services import build_report, wake_waiting_reports
from reports.states import PdfState, ReportState
from reports.workbook.build import build_workbook
from reports.workbook.printable import write_printable
from tests.reports.office import page_count, page_text
from tests.reports.sample import sample_report
from tests.reports.test_all_answers import line, report_with


def page(name: str, organization, report, *more: int) -> str:
    return reverse(f"reports:{name}", args=[organization.slug, report.pk, *more])


@pytest.fixture
def printed(ready, soffice_path):
    print_report(ready.pk)
    ready.refresh_from_db()
    assert ready.has_pdf
    return ready


@pytest.fixture
def without_office(monkeypatch):
    monkeypatch.setattr(printing, "PROGRAM", "no-such-office")


# The sensitivity has two pages.
PRINTED = ("決裁サマリー", "稟議本文", "感度・シナリオ", "感度・シナリオ", "代替案比較")


def test_only_the_pages_to_decide_on_are_printed(tmp_path, soffice_path):
    workbook = tmp_path / "a.xlsx"
    build_workbook(report_with([line(n, "よその回答") for n in range(300)]), workbook)
    before = workbook.read_bytes()
    write_printable(workbook, tmp_path / "b.xlsx", "ja")
    pdf = print_pdf(tmp_path / "b.xlsx", tmp_path, lambda: None)
    assert workbook.read_bytes() == before
    sheets = [page_text(pdf, number) for number in range(page_count(pdf))]
    for text, title in zip(sheets, PRINTED, strict=True):
        assert title in text
        assert "よその回答" not in text


def test_a_workbook_in_another_language_than_said_is_not_printed(tmp_path):
    build_workbook(sample_report("en"), tmp_path / "a.xlsx")
    with pytest.raises(KeyError):
        write_printable(tmp_path / "a.xlsx", tmp_path / "b.xlsx", "ja")


def fake_office(tmp_path, monkeypatch, script: str) -> None:
    program = tmp_path / "office"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(printing, "PROGRAM", str(program))


def test_an_office_that_hangs_is_ended_with_all_its_children(tmp_path, monkeypatch):
    fake_office(tmp_path, monkeypatch, f"(sleep 3; touch {tmp_path}/survivor) & sleep 60")
    beats: list[float] = []
    with pytest.raises(NotPrinted, match="stopped after"):
        print_pdf(tmp_path / "a.xlsx", tmp_path, lambda: beats.append(time.monotonic()), longest_s=1.5)
    assert beats
    time.sleep(1.5)
    assert not (tmp_path / "survivor").exists()


def test_an_office_that_makes_nothing_is_told(tmp_path, monkeypatch):
    fake_office(tmp_path, monkeypatch, "exit 0")
    with pytest.raises(NotPrinted):
        print_pdf(tmp_path / "a.xlsx", tmp_path, lambda: None)


def test_the_office_sees_none_of_the_servers_variables(tmp_path, monkeypatch):
    monkeypatch.setenv("SHIRUBE_SECRET_KEY", "hidden")
    fake_office(tmp_path, monkeypatch, f"env > {tmp_path}/seen; exit 1")
    with pytest.raises(NotPrinted):
        print_pdf(tmp_path / "a.xlsx", tmp_path, lambda: None)
    assert "hidden" not in (tmp_path / "seen").read_text()


# --- the rows


@pytest.mark.django_db
def test_a_finished_workbook_waits_to_be_printed_and_wakes_a_worker(
    requested, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        build_report(requested.pk)
    assert woken[-1] == (PRINT, requested.pk)
    ReportFile.objects.update(woken_at=None)
    woken.clear()
    assert wake_waiting_reports() == 1
    assert woken == [(PRINT, requested.pk)]


@pytest.mark.django_db
def test_a_server_without_libreoffice_says_so_and_the_workbook_stays(
    owner_client, organization, ready, without_office
):
    print_report(ready.pk)
    ready.refresh_from_db()
    assert (ready.state, ready.pdf_state) == (ReportState.READY, PdfState.ABSENT)
    shown = owner_client.get(page("report_detail", organization, ready)).content.decode()
    assert "LibreOffice" in shown
    assert '<img class="page-image' not in shown
    assert owner_client.get(page("report_pdf", organization, ready)).status_code == 404
    assert owner_client.get(page("report_download", organization, ready)).status_code == 200
    assert wake_waiting_reports() == 0


@pytest.mark.django_db
def test_a_print_that_ended_its_worker_each_time_is_given_up(ready):
    ReportFile.objects.update(pdf_attempt=MOST_ATTEMPTS)
    print_report(ready.pk)
    ready.refresh_from_db()
    assert (ready.state, ready.pdf_state, ready.attempt) == (ReportState.READY, PdfState.FAILED, 1)


@pytest.mark.django_db
def test_an_office_that_fails_leaves_the_workbook_as_it_is(ready, tmp_path, monkeypatch):
    fake_office(tmp_path, monkeypatch, "exit 1")
    print_report(ready.pk)
    ready.refresh_from_db()
    assert (ready.state, ready.pdf_state, ready.pdf_pages) == (ReportState.READY, PdfState.FAILED, 0)
    assert [path.suffix for path in Path(ready.file.path).parent.iterdir()] == [".xlsx"]


@pytest.mark.django_db
def test_the_pdf_and_its_pages_go_to_members_only_and_are_put_on_record(
    owner_client,
    viewer_client,
    outsider_client,
    anonymous_client,
    organization,
    other_organization,
    printed,
):
    assert printed.pdf_pages == 3
    before = printed.sha256
    response = viewer_client.get(page("report_pdf", organization, printed))
    assert response["Content-Type"] == "application/pdf"
    assert (
        unquote(response["Content-Disposition"]).endswith(".pdf") or ".pdf" in response["Content-Disposition"]
    )
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    entry = AuditEntry.objects.get(action="report.downloaded")
    assert (entry.detail["format"], entry.detail["sha256"]) == ("pdf", before)
    shown = owner_client.get(page("report_detail", organization, printed)).content.decode()
    assert shown.count('<img class="page-image') == 3
    assert AuditEntry.objects.filter(action="report.previewed").count() == 1
    image = owner_client.get(page("report_page_image", organization, printed, 1))
    assert b"".join(image.streaming_content).startswith(b"\x89PNG")
    assert image["Cache-Control"] == "private, no-store"
    assert owner_client.get(page("report_page_image", organization, printed, 4)).status_code == 404
    for name, more in (("report_pdf", ()), ("report_page_image", (1,)), ("report_detail", ())):
        assert outsider_client.get(page(name, organization, printed, *more)).status_code == 404
        assert outsider_client.get(page(name, other_organization, printed, *more)).status_code == 404
        assert anonymous_client.get(page(name, organization, printed, *more)).status_code == 302
    # Printed once: another message changes nothing.
    pdf = printed.pdf.name
    print_report(printed.pk)
    printed.refresh_from_db()
    assert printed.pdf.name == pdf
    assert preview_path(printed, 1).is_file()
