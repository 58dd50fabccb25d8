"""Asking for a workbook and making it once, whatever happens to messages and workers."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from reports.errors import NoCostPlan
from reports.models import ReportFile
from reports.selectors import reports_of
from reports.services import BUILD, MOST_ATTEMPTS, build_report, request_report, wake_waiting_reports
from reports.states import ReportState
from reports.workbook.build import build_workbook
from reports.workbook.words import SHEET_COMPARISON, SHEET_GATE, SHEET_SOURCES, SHEET_SUMMARY
from tco.assumptions import Scenario
from tco.models import Assumption
from tco.selectors import current_revision, plan_results
from tests.reports.office import shown_values

pytestmark = pytest.mark.django_db


def test_asking_writes_a_row_first_and_wakes_a_worker_on_commit(
    plan, use_case, owner, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        report = request_report(use_case, owner, "en")
        assert woken == []
    assert woken == [(BUILD, report.pk)]
    assert (report.state, report.language, report.plan) == (ReportState.WAITING, "en", plan)
    assert report.run is None
    assert report.gate == "G0"
    assert AuditEntry.objects.filter(action="report.requested").count() == 1


def test_without_a_cost_plan_nothing_is_written(use_case, owner, woken):
    with pytest.raises(NoCostPlan) as refusal:
        request_report(use_case, owner, "ja")
    assert "費用計画" in refusal.value.message.ja
    assert not ReportFile.objects.exists()


def test_a_worker_makes_the_file_and_stores_what_it_was_made_from(ready, plan):
    content = Path(ready.file.path).read_bytes()
    assert ready.sha256 == hashlib.sha256(content).hexdigest()
    assert ready.size_bytes == len(content)
    assert ready.inputs_sha256 == current_revision(plan).inputs_sha256
    assert ready.plan_revision == 1
    assert ready.progress == 1.0
    assert ready.file_name == f"会社_技術文書検索_投資判断資料_{timezone.localdate():%Y%m%d}_第1版.xlsx"


def test_page_1_and_the_cost_page_have_the_same_numbers(ready, plan):
    shown = shown_values(Path(ready.file.path))
    found = plan_results(plan)
    for row, key in ((5, "api"), (6, "cloud"), (7, "onprem")):
        headline = found.headline(key)
        cells = {
            "B": headline.initial_jpy, "C": headline.running_jpy_per_year, "D": headline.tco_jpy,
            "E": headline.tco_pv_jpy, "F": headline.annual_cost_jpy, "G": headline.npv_jpy, "H": headline.irr,
            "I": headline.mirr, "J": headline.payback_years, "L": headline.roi,
        }  # fmt: skip
        for column, expected in cells.items():
            value = shown[SHEET_COMPARISON.ja, f"{column}{row}"]
            assert isinstance(value, str) if expected is None else value == pytest.approx(expected, rel=1e-12)
    best = found.headline(found.best.key)
    assert shown[SHEET_SUMMARY.ja, "A8"] == pytest.approx(best.initial_jpy)
    assert shown[SHEET_SUMMARY.ja, "C8"] == pytest.approx(best.running_jpy_per_year)
    assert shown[SHEET_SUMMARY.ja, "E8"] == pytest.approx(best.tco_jpy)
    assert shown[SHEET_SUMMARY.ja, "I8"] == pytest.approx(best.npv_jpy)
    cautious = plan_results(plan, Scenario.CAUTIOUS).headline(found.best.key)
    assert shown[SHEET_SUMMARY.ja, "L8"] == pytest.approx(cautious.npv_jpy)


def test_the_file_holds_every_question_with_each_answer(ready, run):
    shown = {str(value) for value in shown_values(Path(ready.file.path)).values()}
    for item in run.test_set.items.all():
        assert item.question in shown
    assert "毎月です。<script>alert(1)</script>" in shown


def test_a_second_message_for_a_finished_report_changes_nothing(ready):
    before = (ready.sha256, ready.attempt, ready.file.name, Path(ready.file.path).stat().st_mtime_ns)
    build_report(ready.pk)
    ready.refresh_from_db()
    assert (ready.sha256, ready.attempt, ready.file.name, Path(ready.file.path).stat().st_mtime_ns) == before


def test_a_report_that_another_worker_holds_is_left_alone(requested):
    soon = timezone.now() + timedelta(minutes=1)
    ReportFile.objects.update(state=ReportState.BUILDING, lease_until=soon, owner="another", attempt=1)
    build_report(requested.pk)
    requested.refresh_from_db()
    assert (requested.state, requested.owner, requested.attempt) == (ReportState.BUILDING, "another", 1)


def test_a_report_whose_worker_was_killed_is_made_by_the_next(requested):
    past = timezone.now() - timedelta(minutes=5)
    ReportFile.objects.update(state=ReportState.BUILDING, lease_until=past, owner="killed", attempt=1)
    build_report(requested.pk)
    requested.refresh_from_db()
    assert (requested.state, requested.attempt) == (ReportState.READY, 2)


def test_a_worker_that_lost_its_lease_does_not_overwrite_its_successor(requested, monkeypatch, media):
    def lose_the_row(report, path, progress):
        build_workbook(report, path)
        ReportFile.objects.filter(pk=requested.pk).update(owner="successor")

    monkeypatch.setattr("reports.services.build_workbook", lose_the_row)
    build_report(requested.pk)
    requested.refresh_from_db()
    assert (requested.owner, requested.state, requested.sha256) == ("successor", ReportState.BUILDING, "")
    assert list(media.rglob("*.xlsx")) == []


def test_an_unexpected_error_is_tried_again_and_then_told_in_words(requested, monkeypatch):
    def broken(*_args):
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("reports.services.build_workbook", broken)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        build_report(requested.pk)
        requested.refresh_from_db()
        assert requested.attempt == attempt
    assert requested.state == ReportState.FAILED
    assert "もう一度作成" in requested.failure["ja"]
    assert "disk on fire" not in requested.failure["en"]


def test_a_plan_with_a_missing_assumption_fails_at_once_and_names_it(requested, plan):
    Assumption.objects.filter(plan=plan, key="users").delete()
    build_report(requested.pk)
    requested.refresh_from_db()
    assert (requested.state, requested.attempt) == (ReportState.FAILED, 1)
    assert "対象者数" in requested.failure["ja"]


def test_the_reconciler_wakes_workers_for_what_waits_and_only_once_in_a_while(requested, woken):
    assert wake_waiting_reports() == 0
    ReportFile.objects.update(woken_at=timezone.now() - timedelta(minutes=2))
    assert wake_waiting_reports() == 1
    assert wake_waiting_reports() == 0
    assert woken[-1] == (BUILD, requested.pk)


def test_a_report_is_called_outdated_when_the_plan_moved_on(ready, organization, plan, owner):
    from dataclasses import replace
    from decimal import Decimal

    from tco.selectors import assumptions_of
    from tco.services import save_assumptions

    (listed,) = reports_of(organization)
    assert not listed.is_outdated
    users = next(a for a in assumptions_of(plan) if a.key == "users")
    save_assumptions(plan, owner, [replace(users, mode=Decimal(250))], "人数を見直し", plan.revision)
    (listed,) = reports_of(organization)
    assert listed.is_outdated


def test_an_english_report_is_collected_in_english(plan, run, use_case, owner, woken, media):
    report = request_report(use_case, owner, "en", run=run, plan=plan, gate="G2")
    build_report(report.pk)
    report.refresh_from_db()
    shown = shown_values(Path(report.file.path))
    assert shown[SHEET_SUMMARY.en, "A1"] == "[For reference] Generative AI: investment decision"
    assert (shown[SHEET_SUMMARY.en, "A2"], shown[SHEET_SUMMARY.en, "B3"]) == ("Company", "Document search")
    assert report.file_name.startswith("Company_Document_search_investment-decision_")


def test_the_gate_and_its_evidence_are_in_the_file(plan, run, use_case, owner, woken, media):
    from adoption.services.evidence import link_cost_plan, link_evaluation

    link_evaluation(use_case, run, owner)
    link_cost_plan(use_case, plan, owner)
    report = request_report(use_case, owner, "ja", gate="G1")
    assert (report.run, report.plan) == (run, plan)
    build_report(report.pk)
    report.refresh_from_db()
    shown = shown_values(Path(report.file.path))
    gate = "\n".join(str(value) for (sheet, _), value in shown.items() if sheet == SHEET_GATE.ja)
    assert "根拠が登録されていません" in gate
    assert "未確認" in gate
    sources = [str(value) for (sheet, _), value in shown.items() if sheet == SHEET_SOURCES.ja]
    assert any("［判定の証拠］" in text for text in sources)
    assert not any("True" in text for text in sources)
