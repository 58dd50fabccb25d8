"""Making a workbook while workers die: one whole file, or none."""

import hashlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from adoption.services.use_cases import UseCaseDraft, create_use_case
from evaluations.services.waking import wake
from reports.errors import BROKEN
from reports.models import ReportFile
from reports.services import BUILD, MOST_ATTEMPTS, build_report, request_report
from reports.states import ReportState
from tco.services import NewPlan, create_plan
from tests.faults.machine import kill, wait_until
from tests.reports.sample import sample_lines


@pytest.fixture
def report(machine, organization, owner) -> ReportFile:
    new = NewPlan("検索AI 5年計画", date(2026, 4, 1))
    plan = create_plan(organization, owner, new, sample_lines(), "初版")
    draft = UseCaseDraft("技術文書検索", "Document search", "探す時間を短縮する", "山田 太郎")
    return request_report(create_use_case(organization, draft, owner), owner, "ja", plan=plan)


def files_in(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.services
def test_a_worker_killed_while_writing_leaves_one_whole_file_in_the_end(
    machine, report, reconciler, settings
):
    worker = machine.start_worker("a", "report")
    wait_until(lambda: files_in(settings.MEDIA_ROOT), "the file is being written", every_s=0.01)
    kill(worker)
    report.refresh_from_db()
    assert report.state == ReportState.BUILDING
    machine.start_worker("b", "report")

    def is_ready():
        reconciler()
        report.refresh_from_db()
        return report.is_ready

    wait_until(is_ready, "the report is ready")
    assert report.attempt == 2
    assert_one_whole_file(report, settings.MEDIA_ROOT)


@pytest.mark.services
def test_two_workers_that_are_woken_many_times_make_one_file(machine, report, settings):
    for _ in range(5):
        wake(BUILD, report.pk)
    for name in ("a", "b"):
        machine.start_worker(name, "report", lease_s=60)  # The race alone: no lease runs out here.
    wait_until(lambda: ReportFile.objects.get(pk=report.pk).is_ready, "the report is ready")
    report.refresh_from_db()
    assert report.attempt == 1
    assert_one_whole_file(report, settings.MEDIA_ROOT)


def test_a_report_that_ends_every_worker_is_given_up_in_words(machine, report):
    ReportFile.objects.filter(pk=report.pk).update(attempt=MOST_ATTEMPTS)
    build_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.failure["ja"]) == (ReportState.FAILED, BROKEN.ja)


def assert_one_whole_file(report: ReportFile, media: Path) -> None:
    (path,) = files_in(media)
    assert path == Path(report.file.path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == report.sha256
    assert len(openpyxl.load_workbook(path).sheetnames) >= 5
