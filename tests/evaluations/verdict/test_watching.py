"""A frozen set asked again: same conditions, one repetition, one alarm, one mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import AuditEntry
from evaluations.errors import EvaluationRefused
from evaluations.models import Alarm, Answer, Candidate, Run, Score, Watch
from evaluations.services.alarms import mark_seen, raise_alarm
from evaluations.services.retrieving import retrieve_all
from evaluations.services.watching import (
    TEND,
    check_now,
    create_watch,
    start_repetition,
    stop_watch,
    tend,
    wake_due_watches,
)
from evaluations.states import AlarmState, AnswerState, ProviderKind, RunState
from tests.evaluations.verdict.judged_run import add_run, missing, score_of

N = 60


@pytest.fixture
def baseline(organization, owner):
    return add_run(organization, {"ref": missing(N, 3)}, user=owner, cap_microyen=500_000_000)


@pytest.fixture
def watch(baseline, owner):
    return create_watch(baseline, baseline.run_candidates.get().candidate, 30, owner)


@pytest.fixture
def woken(monkeypatch):
    """What a worker would be told, in place of the broker."""
    sent: list[tuple[str, int]] = []
    for module in ("watching", "waking"):
        monkeypatch.setattr(
            f"evaluations.services.{module}.wake", lambda task, pk, **_more: sent.append((task, pk))
        )
    return sent


def fresh(watch) -> Watch:
    return Watch.objects.select_related("baseline", "repetition", "candidate").get(pk=watch.pk)


def due(watch) -> Watch:
    Watch.objects.filter(pk=watch.pk).update(next_at=timezone.now() - timedelta(seconds=1))
    return fresh(watch)


def finish(run: Run, passed, model="model-2026-06") -> None:
    """Answer a repetition as a driver would."""
    for answer, one in zip(
        Answer.objects.filter(run_candidate__run=run).order_by("item__number"), passed, strict=True
    ):
        Answer.objects.filter(pk=answer.pk).update(state=AnswerState.DONE, text="80℃", model_reported=model)
        score_of(answer, one).save()
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=timezone.now())


def repeated(watch, passed, **changes) -> Alarm:
    run = start_repetition(due(watch))
    assert run is not None
    finish(run, passed, **changes)
    alarm = raise_alarm(fresh(watch))
    assert alarm is not None
    return alarm


def test_the_repetition_asks_the_same_under_the_same_conditions_and_nothing_from_the_cache(
    watch, baseline, woken
):
    run = start_repetition(due(watch))
    assert run is not None
    assert (run.repeated_from, run.use_cache, run.cap_microyen) == (baseline, False, 500_000_000)
    same = ("test_set", "corpus_sha256", "prompt_version", "answer_retriever", "evidence_characters", "seed")
    assert [getattr(run, name) for name in same] == [getattr(baseline, name) for name in same]
    assert list(run.documents.all()) == list(baseline.documents.all())
    assert run.run_candidates.get().snapshot == baseline.run_candidates.get().snapshot
    states = Answer.objects.filter(run_candidate__run=run).values_list("state", flat=True)
    assert list(states) == [AnswerState.PENDING] * N


def test_the_very_passages_of_the_first_time_stand_in_the_prompts(finished_run, owner):
    watch = create_watch(finished_run, finished_run.run_candidates.first().candidate, 7, owner)
    run = start_repetition(due(watch))
    assert run is not None
    first, again = (
        {row.item_id: row.passage_ids for row in one.retrievals.all()} for one in (finished_run, run)
    )
    assert first == again
    assert len(again) == 4


def test_the_driver_takes_the_passages_as_they_stand_and_loads_no_search(finished_run, owner, monkeypatch):
    watch = create_watch(finished_run, finished_run.run_candidates.first().candidate, 7, owner)
    run = start_repetition(due(watch))
    assert run is not None
    monkeypatch.setattr("evaluations.services.retrieving.Shelf.retriever", None)
    retrieve_all(run, lambda: None)
    assert run.retrievals.count() == 4


def test_a_later_edit_of_the_candidate_does_not_change_what_is_asked(watch):
    Candidate.objects.update(model_name="another", temperature=1.0)
    run = start_repetition(due(watch))
    assert run is not None
    assert run.run_candidates.get().snapshot["model_name"] == "ref"


def test_nothing_is_asked_before_its_day(watch, woken):
    assert start_repetition(watch) is None
    assert wake_due_watches() == 0
    assert Run.objects.count() == 1


def test_two_workers_start_one_repetition(watch):
    one, other = due(watch), due(watch)
    assert start_repetition(one) is not None
    assert start_repetition(other) is None
    assert Run.objects.filter(repeated_from__isnull=False).count() == 1
    assert fresh(watch).next_at > timezone.now() + timedelta(days=29)


def test_two_workers_write_one_alarm_and_send_one_mail(watch, django_capture_on_commit_callbacks):
    run = start_repetition(due(watch))
    assert run is not None
    finish(run, missing(N, *range(1, 40)))
    one, other = fresh(watch), fresh(watch)
    with django_capture_on_commit_callbacks(execute=True):
        assert raise_alarm(one) is not None
        assert raise_alarm(other) is None
    assert Alarm.objects.count() == len(mail.outbox) == 1


def test_a_drop_is_shown_with_its_interval_and_told_to_the_owner(
    watch, owner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        alarm = repeated(watch, missing(N, *range(1, 40)), model="model-2026-11")
    assert alarm.state == AlarmState.DROPPED
    assert alarm.difference == pytest.approx(-38 / 60)
    assert alarm.low is not None and alarm.high is not None
    assert alarm.low < alarm.difference < alarm.high < 0
    assert (alarm.n, alarm.model_before, alarm.model_now) == (N, "model-2026-06", "model-2026-11")
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert "候補 ref" in message.subject and "-63.3" in message.body and "model-2026-11" in message.body


def test_steady_answers_raise_nothing_but_are_noted(watch, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        alarm = repeated(watch, missing(N, 4))
    assert alarm.state == AlarmState.STEADY
    assert mail.outbox == []
    assert fresh(watch).repetition is None


def test_a_repetition_that_was_stopped_or_never_heard_cannot_be_compared(watch):
    run = start_repetition(due(watch))
    Run.objects.filter(pk=run.pk).update(state=RunState.CANCELLED)
    alarm = raise_alarm(fresh(watch))
    assert alarm is not None
    assert (alarm.state, alarm.n, alarm.difference) == (AlarmState.UNKNOWN, 0, None)
    again = repeated(watch, missing(N))
    assert again.state == AlarmState.STEADY
    run = start_repetition(due(watch))
    assert run is not None
    finish(run, missing(N))
    Answer.objects.filter(run_candidate__run=run, item__number__gt=10).update(state=AnswerState.RATE_LIMITED)
    alarm = raise_alarm(fresh(watch))
    assert alarm is not None
    assert (alarm.state, alarm.n) == (AlarmState.UNKNOWN, 10)


def test_a_running_repetition_is_left_alone(watch):
    run = start_repetition(due(watch))
    tend(fresh(watch))
    assert fresh(watch).repetition == run
    assert Alarm.objects.count() == 0


def test_who_left_the_company_is_told_nothing(watch, owner, django_capture_on_commit_callbacks):
    owner.memberships.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        repeated(watch, missing(N, *range(1, 40)))
    assert mail.outbox == []


def test_a_mail_server_that_is_away_loses_no_alarm(watch, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_args, **_more):
        raise ConnectionRefusedError

    monkeypatch.setattr("evaluations.services.alarms.send_mail", away)
    with django_capture_on_commit_callbacks(execute=True):
        alarm = repeated(watch, missing(N, *range(1, 40)))
    assert alarm.state == AlarmState.DROPPED


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda run: Candidate.objects.update(is_active=False), "retired"),
        (lambda run: run.documents.clear(), "documents-changed"),
        (lambda run: Run.objects.filter(pk=run.pk).update(prompt_version="P0"), "prompt-changed"),
    ],
)
def test_what_cannot_be_asked_the_same_again_is_said_and_not_asked(watch, baseline, break_it, code):
    break_it(baseline)
    assert start_repetition(due(watch)) is None
    assert fresh(watch).problem["code"] == code
    assert fresh(watch).problem_text
    assert Run.objects.count() == 1


def test_a_candidate_with_its_own_version_of_the_prompt_is_asked_with_it_again(watch, baseline):
    place = baseline.run_candidates.get()
    place.snapshot["prompt_version"] = "P2"
    place.save()
    run = start_repetition(due(watch))
    assert run is not None
    assert (run.prompt_version, run.run_candidates.get().prompt_version) == ("P1", "P2")
    assert fresh(watch).problem is None


def test_a_version_of_the_prompt_that_is_gone_is_named(watch, baseline):
    place = baseline.run_candidates.get()
    place.snapshot["prompt_version"] = "P0"
    place.save()
    assert start_repetition(due(watch)) is None
    assert "P0" in fresh(watch).problem["ja"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"run": {"state": RunState.ANSWERING}}, "run-not-done"),
        ({"candidate": {"provider": ProviderKind.FILE}}, "given-answers"),
        ({"days": 0}, "days"),
        ({"days": 400}, "days"),
    ],
)
def test_a_watch_that_makes_no_sense_is_refused(baseline, owner, change, code):
    Run.objects.filter(pk=baseline.pk).update(**change.get("run", {"name": "n"}))
    Candidate.objects.update(**change.get("candidate", {"name": "n"}))
    baseline.refresh_from_db()
    with pytest.raises(EvaluationRefused) as refusal:
        create_watch(baseline, Candidate.objects.get(), change.get("days", 30), owner)
    assert refusal.value.code == code
    assert not Watch.objects.exists()


def test_a_candidate_that_did_not_take_part_is_refused(baseline, owner):
    other = Candidate.objects.create(
        organization=baseline.organization, key="x", name="x", provider="openai_compatible"
    )
    with pytest.raises(EvaluationRefused) as refusal:
        create_watch(baseline, other, 30, owner)
    assert refusal.value.code == "not-in-run"


def test_checking_now_makes_it_due_at_once_but_not_twice(
    watch, owner, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        check_now(watch, owner)
    assert ("evaluations.tasks.tend_watch", watch.pk) in woken
    assert start_repetition(fresh(watch)) is not None
    with pytest.raises(EvaluationRefused) as refusal:
        check_now(watch, owner)
    assert refusal.value.code == "under-way"


def test_a_stopped_watch_asks_no_more_until_it_is_set_again(watch, baseline, owner):
    stop_watch(watch, owner)
    assert start_repetition(due(watch)) is None
    with pytest.raises(EvaluationRefused):
        check_now(watch, owner)
    again = create_watch(baseline, watch.candidate, 7, owner)
    assert (again.pk, again.is_active, again.every_days) == (watch.pk, True, 7)


def test_the_reconciler_wakes_what_is_due_and_what_has_ended(watch, woken):
    due(watch)
    assert wake_due_watches() == 1
    run = start_repetition(fresh(watch))
    assert wake_due_watches() == 0
    Run.objects.filter(pk=run.pk).update(state=RunState.FAILED)
    assert wake_due_watches() == 1
    assert woken[-1] == ("evaluations.tasks.tend_watch", watch.pk)


def test_the_baseline_is_scored_by_the_rules_of_today_before_the_two_are_compared(watch, baseline):
    Score.objects.filter(answer__run_candidate__run=baseline).update(version="old", passed=False)
    repeated(watch, missing(N))
    old = Score.objects.filter(answer__run_candidate__run=baseline, version="old")
    assert not old.exists()


def test_every_step_is_in_the_audit_trail(watch, owner):
    alarm = repeated(watch, missing(N, *range(1, 40)))
    mark_seen(alarm, owner)
    mark_seen(alarm, owner)
    actions = list(
        AuditEntry.objects.filter(action__startswith="watch.")
        .order_by("sequence")
        .values_list("action", flat=True)
    )
    assert actions == ["watch.set", "watch.repeated", "watch.judged", "watch.seen"]


CAP_REACHED = {"code": "run-cap", "ja": "上限額に達しました。", "en": "The cap is reached."}


def paused(watch, reason) -> Run:
    run = start_repetition(due(watch))
    assert run is not None
    Run.objects.filter(pk=run.pk).update(state=RunState.PAUSED, pause_reason=reason)
    return run


def test_a_repetition_that_pauses_at_a_cap_is_told_once_and_still_judged_when_it_ends(watch, woken):
    run = paused(watch, CAP_REACHED)
    woken.clear()
    assert (wake_due_watches(), woken) == (1, [(TEND, watch.pk)])
    tend(fresh(watch))
    tend(fresh(watch))
    assert len(mail.outbox) == 1
    assert "一時停止" in mail.outbox[0].subject or "Paused" in mail.outbox[0].subject
    assert "上限額に達しました。" in mail.outbox[0].body or "The cap is reached." in mail.outbox[0].body
    assert fresh(watch).repetition == run and fresh(watch).problem == CAP_REACHED
    assert wake_due_watches() == 0
    finish(run, missing(N, 3))
    assert raise_alarm(fresh(watch)) is not None
    assert fresh(watch).problem is None


def test_a_second_pause_is_told_again_and_one_that_a_person_asked_for_never(watch, woken):
    run = paused(watch, CAP_REACHED)
    tend(fresh(watch))
    Run.objects.filter(pk=run.pk).update(state=RunState.ANSWERING, pause_reason=None)
    assert wake_due_watches() == 0 and fresh(watch).problem is None
    Run.objects.filter(pk=run.pk).update(state=RunState.PAUSED)
    assert wake_due_watches() == 0
    tend(fresh(watch))
    assert len(mail.outbox) == 1
    Run.objects.filter(pk=run.pk).update(pause_reason=CAP_REACHED)
    tend(fresh(watch))
    assert len(mail.outbox) == 2
