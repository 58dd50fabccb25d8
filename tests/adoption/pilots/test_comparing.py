"""What is recorded as what an analysis compares: arms, pairs, periods, events of trials."""

from dataclasses import replace
from datetime import date

from adoption.pilots.comparing import judged_readings, timed_readings, value_readings
from adoption.pilots.definition import KpiDefinition
from adoption.pilots.tasks import TaskDraft
from adoption.pilots.values import ValueDraft

RATE = KpiDefinition(
    "K-D-07",
    "誤り率",
    "",
    "direct",
    "errors/100",
    "down",
    "a/b",
    ("a", "b"),
    "short",
    "secondary",
    4,
    2,
    None,
)
HOURS = replace(RATE, kpi_id="K-D-10", unit="h")


def value(on: date, period: str = "baseline", **given) -> ValueDraft:
    return ValueDraft(**{"key": str(on), "kpi": 0, "on": on, "period": period, "value": 2.5, **given})


def test_a_task_with_ai_that_has_minutes_without_it_is_a_pair_under_one_name():
    task = TaskDraft(
        "T-1", date(2026, 10, 1), "pilot", "with", "P01", "", 2, "A",
        baseline_minutes=20, prompt_minutes=6, wait_minutes=0, review_minutes=4, rework_minutes=2,
    )  # fmt: skip
    base, ai = timed_readings([task, replace(task, prompt_minutes=None, baseline_minutes=None)])
    assert [(one.arm, one.amount, one.task, one.person, one.period) for one in (base, ai)] == [
        ("base", 20, "T-1", "P01", 2),
        ("ai", 12, "T-1", "P01", 2),
    ]
    assert {one.task for one in timed_readings([replace(task, pair="図面7")])} == {"図面7"}


def test_a_judged_task_is_an_event_where_the_kpi_counts_it_and_nothing_where_nobody_judged():
    right = TaskDraft("T-1", date(2026, 10, 1), "pilot", "with", "P01", is_correct=True)
    wrong, unknown = replace(right, is_correct=False), replace(right, is_correct=None)
    assert [one.events for one in judged_readings([right, wrong, unknown], RATE)] == [0, 1]
    assert [one.events for one in judged_readings([right, wrong], replace(RATE, direction="up"))] == [1, 0]


def test_values_are_numbered_by_month_and_by_week_where_a_month_has_several():
    months = [value(date(2026, 11, 30)), value(date(2026, 12, 31)), value(date(2027, 1, 31))]
    assert [one.period - _readings(months)[0].period for one in _readings(months)] == [0, 1, 2]
    weeks = [value(date(2026, 11, day)) for day in (6, 13, 20, 27)]
    assert [one.period - _readings(weeks)[0].period for one in _readings(weeks)] == [0, 1, 2, 3]


def test_a_share_with_its_cases_is_events_of_trials_and_the_arm_follows_the_period_unless_it_is_said():
    share = value_readings([value(date(2026, 11, 30), n=120)], RATE)[0]
    assert (share.events, share.trials, share.value, share.arm) == (3, 120, None, "base")
    said = [value(date(2026, 11, 30), is_treated=True), value(date(2026, 12, 31), "pilot", is_treated=False)]
    assert [one.arm for one in _readings(said)] == ["ai", "base"]
    assert _readings([value(date(2026, 12, 31), "pilot")])[0].arm == "ai"


def _readings(values):
    return value_readings(values, HOURS)
