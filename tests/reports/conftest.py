"""A company with a cost plan, a finished evaluation and a use case: everything a workbook is made from."""

import pytest


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


# Imported when asked for: tests of the pure packages load no models.
@pytest.fixture
def plan(organization, owner):
    from tco.services import NewPlan, create_plan
    from tests.reports.sample import STARTS_ON, sample_lines

    return create_plan(organization, owner, NewPlan("検索AI 5年計画", STARTS_ON), sample_lines(), "初版")


@pytest.fixture
def run(organization, owner, media):
    from tests.evaluations.finished_run import add_finished_run

    return add_finished_run(organization, owner)


@pytest.fixture
def use_case(organization, owner):
    from adoption.services.use_cases import UseCaseDraft, create_use_case

    draft = UseCaseDraft("技術文書検索", "Document search", "探す時間を短縮する", "山田 太郎")
    return create_use_case(organization, draft, owner)


@pytest.fixture
def woken(monkeypatch) -> list[tuple[str, int]]:
    """Messages that would have been sent to workers."""
    sent: list[tuple[str, int]] = []
    monkeypatch.setattr("evaluations.services.waking.wake", lambda task, pk: sent.append((task, pk)))
    monkeypatch.setattr("reports.services.wake", lambda task, pk: sent.append((task, pk)))
    return sent


@pytest.fixture
def requested(plan, run, use_case, owner, woken, media):
    """A report that somebody asked for and no worker has seen yet."""
    from reports.services import request_report

    return request_report(use_case, owner, "ja", run=run, plan=plan, gate="G1")


@pytest.fixture
def ready(requested):
    """A finished report."""
    from reports.services import build_report

    build_report(requested.pk)
    requested.refresh_from_db()
    assert requested.is_ready
    return requested
