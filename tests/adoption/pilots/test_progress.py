"""Progress of a KPI: by its own values, else by the tasks, and unknown where nothing was measured."""

import pytest

from adoption.pilot_progress import kpi_progress
from adoption.services.pilots_kpis import KpiDraft, choose_kpi
from tests.adoption.pilots.planned import cells, frozen, pairs, record


def progress(use_case):
    return {one.kpi.kpi_id: one for one in kpi_progress(use_case)}


def test_nothing_measured_is_unknown_and_not_zero(chosen):
    found = progress(chosen)["K-D-01"]
    assert (found.progress.latest, found.progress.share, found.on) == (None, None, None)


def test_timed_and_judged_tasks_move_the_kpis_that_they_speak_of(use_case, owner):
    choose_kpi(use_case, "K-D-02", KpiDraft("secondary", target=0.5), owner)
    choose_kpi(use_case, "K-D-01", KpiDraft("primary", 20, "作業日報", 14), owner)
    choose_kpi(use_case, "K-D-07", KpiDraft("quality_guard"), owner)
    frozen(use_case, owner)
    pairs(use_case, 3)  # 11, 12 and 13 minutes with AI against 18, 19 and 20 without
    found = progress(use_case)
    assert found["K-D-01"].progress.latest == pytest.approx(12)
    assert found["K-D-01"].progress.share == pytest.approx((12 - 20) / (14 - 20))
    assert found["K-D-02"].progress.latest == pytest.approx(1 - 12 / 19)
    assert found["K-D-07"].progress.latest == 0
    assert not found["K-D-01"].is_start_measured


def test_the_baseline_gives_the_start_that_nobody_entered_and_a_falling_kpi_that_rises_is_worse(
    use_case, owner
):
    choose_kpi(use_case, "K-D-07", KpiDraft("secondary", target=1), owner)
    row = {"kpi": "K-D-07", "on": cells()["on"], "period": "baseline"}
    record(use_case, {**row, "key": "1", "value": "4"}, kind="values")
    found = progress(use_case)["K-D-07"]
    assert (found.progress.start, found.is_start_measured, found.progress.share) == (4, True, 0)
    record(use_case, {**row, "key": "2", "value": "1", "group": "A"}, kind="values")
    assert progress(use_case)["K-D-07"].progress.latest == 4  # one line is not the whole
