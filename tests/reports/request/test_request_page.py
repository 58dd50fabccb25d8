"""Asking for a request for approval: refused with every broken rule and its page, made once all are kept."""

import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from adoption.pilots.definition import PlanDefinition
from adoption.services.pilots_plans import save_draft
from reports.errors import NotReadyAsRequest
from reports.models import ReportFile
from reports.services import build_report, request_report
from reports.states import ReportKind, ReportState

PURPOSE = "設計者が加工手順書を探す時間を、1件12分から5分に減らす"


def ask(client, use_case, **extra):
    data = {"use_case": use_case.pk, "language": "ja", "kind": "request", **extra}
    return client.post(reverse("reports:report_create", args=[use_case.organization.slug]), data)


@pytest.fixture
def vague(use_case):
    use_case.description = "業務効率化"
    use_case.save()
    return use_case


@pytest.fixture
def kept(use_case, owner):
    """A use case that keeps every rule."""
    use_case.description = PURPOSE
    use_case.save()
    agreed = PlanDefinition("paired_log", kill_number=0.1, kill_text="中止して手順書の整備に戻る")
    save_draft(use_case, agreed, owner)
    return use_case


def test_a_vague_request_is_refused_with_every_rule_and_the_page_that_puts_it_right(
    owner_client, vague, plan, woken
):
    response = ask(owner_client, vague)
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("目的「業務効率化」", "数字がありません", "撤退条件がありません"):
        assert words in page
    findings = re.search(r'id="findings".*?</div>', page, re.DOTALL).group()
    for url in re.findall(r'href="([^"]+)"', findings):
        assert owner_client.get(url).status_code == 200
    assert not ReportFile.objects.exists() and woken == []


def test_the_same_use_case_may_go_out_for_reference_with_its_mark_on_page_1(
    owner_client, vague, plan, run, woken, media
):
    assert ask(owner_client, vague, kind="reference").status_code == 302
    report = ReportFile.objects.get()
    build_report(report.pk)
    report.refresh_from_db()
    first = load_workbook(report.file.path).worksheets[0]
    assert (report.kind, report.state) == (ReportKind.REFERENCE, ReportState.READY)
    assert str(first["A1"].value).startswith("【参考資料】")
    assert "参考資料" in str(first.oddHeader.left.text)


def test_a_request_that_keeps_every_rule_is_made_without_the_mark(
    owner_client, kept, plan, run, woken, media
):
    assert ask(owner_client, kept).status_code == 302
    report = ReportFile.objects.get()
    build_report(report.pk)
    report.refresh_from_db()
    assert (report.kind, report.state) == (ReportKind.REQUEST, ReportState.READY)
    assert "参考資料" not in str(load_workbook(report.file.path).worksheets[0]["A1"].value)


def test_a_rule_broken_between_asking_and_making_fails_the_request_in_words(kept, plan, owner, woken, media):
    report = request_report(kept, owner, "ja", plan=plan, kind=ReportKind.REQUEST)
    kept.description = ""
    kept.save()
    build_report(report.pk)
    report.refresh_from_db()
    assert report.state == ReportState.FAILED and not report.file
    assert "稟議として出力できません" in report.failure["ja"]


def test_findings_come_whole_from_the_service(vague, plan, owner):
    with pytest.raises(NotReadyAsRequest) as refusal:
        request_report(vague, owner, "ja", plan=plan, kind=ReportKind.REQUEST)
    assert [finding.rule for finding in refusal.value.findings] == ["purpose", "number", "exit"]


def test_a_viewer_asks_for_nothing_and_an_outsider_meets_no_page(kept, plan, viewer_client, outsider_client):
    assert ask(viewer_client, kept).status_code == 403
    assert ask(outsider_client, kept).status_code == 404
