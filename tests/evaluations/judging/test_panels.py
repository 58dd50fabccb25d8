"""A judge model over a finished run: whom it judges, what it may see, what it may cost and when it counts."""

import json
from datetime import date

import pytest
from django.urls import reverse

from evaluations.errors import EvaluationRefused
from evaluations.models import (
    Answer,
    Call,
    Candidate,
    CandidatePrice,
    Document,
    Host,
    HumanGrade,
    Judgement,
    Run,
)
from evaluations.providers.protocol import EndpointDown, RateLimited
from evaluations.services import asking
from evaluations.services.judge_bench import AT_ONCE, MOST_UNCLEAR
from evaluations.services.judge_results import panel_results
from evaluations.services.judging import drive_panel, retry_panel, start_panel
from evaluations.states import (
    AnswerState,
    CallPurpose,
    JudgementState,
    JudgeState,
    Openness,
    ProviderKind,
    RunState,
)
from language.text import Text
from tests.evaluations.running.scripted import ScriptedProvider

RIGHT = json.dumps({"verdict": "correct", "reason": "一致"}, ensure_ascii=False)
WRONG = json.dumps({"verdict": "incorrect", "reason": "違う"}, ensure_ascii=False)


@pytest.fixture
def judge(organization) -> Candidate:
    return Candidate.objects.create(
        organization=organization,
        key="mistral",
        name="Mistral Small",
        provider=ProviderKind.TRANSFORMERS,
        openness=Openness.OPEN,
        weights_key="mistral-small",
        origin="Mistral",
    )


@pytest.fixture
def scripted(monkeypatch):
    """Let the judge reply as told: reply(whole last message, how often it was asked)."""

    def script(reply) -> ScriptedProvider:
        provider = ScriptedProvider(reply, max_concurrency=4)
        monkeypatch.setattr(asking, "open_provider", lambda snapshot: provider)
        return provider

    return script


def judged(run, judge, **options):
    panel = start_panel(run, None, judge, **options)
    while drive_panel(panel.pk, lambda: False):
        pass
    panel.refresh_from_db()
    return panel


def test_every_heard_answer_is_judged_twice_in_turned_order(finished_run, judge, scripted):
    scripted(lambda text, times: RIGHT)
    panel = judged(finished_run, judge)
    heard = Answer.objects.filter(run_candidate__run=finished_run, state=AnswerState.DONE).count()
    assert panel.state == JudgeState.DONE
    assert panel.judgements.filter(passed=True, round=0).count() == heard
    assert panel.judgements.filter(passed=True, round=1).count() == heard


def test_a_judge_that_goes_by_the_order_contradicts_itself_and_is_counted_so(finished_run, judge, scripted):
    scripted(lambda text, times: RIGHT if text.index("正解 <") < text.index("回答 <") else WRONG)
    results = panel_results(judged(finished_run, judge))
    assert all(one.split and not one.passed and not one.failed for one in results.candidates)


def test_every_call_of_a_judge_is_noted_with_its_purpose(finished_run, judge, scripted):
    scripted(lambda text, times: RIGHT)
    panel = judged(finished_run, judge)
    calls = Call.objects.filter(run=finished_run, purpose=CallPurpose.JUDGE)
    assert 0 < calls.count() <= panel.judgements.count()


def test_the_same_family_is_left_out_unless_somebody_insists(finished_run, organization, judge, scripted):
    scripted(lambda text, times: RIGHT)
    judge.origin, judge.weights_key = "Alibaba", "qwen3-32b"
    judge.save()
    names = {c.name for c in panel_results(judged(finished_run, judge)).candidates}
    assert not any("Qwen" in name for name in names) and names
    forced = judged(finished_run, judge, is_forced=True)
    assert {c.name for c in panel_results(forced).candidates} > names
    assert forced.is_forced


def test_a_judge_of_unknown_family_judges_nobody(finished_run, judge):
    judge.name, judge.origin, judge.weights_key = "社内モデル", "", ""
    judge.save()
    with pytest.raises(EvaluationRefused) as caught:
        start_panel(finished_run, None, judge)
    assert caught.value.code == "kin"


def test_half_a_character_in_a_judge_s_reason_costs_no_judgement(finished_run, judge, scripted):
    odd = json.dumps({"verdict": "correct", "reason": "80\ud83d\x00℃"})
    scripted(lambda text, times: odd)
    panel = judged(finished_run, judge)
    assert panel.state == JudgeState.DONE
    assert set(panel.judgements.values_list("state", "reason")) == {(JudgementState.DONE, "80?℃")}


def test_a_judge_that_the_run_s_cap_stopped_goes_on_under_a_new_one_from_its_page(
    finished_run, judge, scripted, owner_client, organization
):
    scripted(lambda text, times: RIGHT)
    judge.provider, judge.base_url = ProviderKind.OPENAI, "http://127.0.0.1:9/v1"
    judge.save()
    CandidatePrice.objects.create(
        candidate=judge,
        currency="JPY",
        input_per_million=0,
        output_per_million=0,
        per_call=3,
        valid_from=date(2026, 1, 1),
        source="見積書",
    )
    Run.objects.filter(pk=finished_run.pk).update(cap_microyen=7_000_000)
    finished_run.refresh_from_db()
    panel = judged(finished_run, judge)
    finished_run.refresh_from_db()
    assert (panel.failure["code"], finished_run.spent_microyen) == ("run-cap", 6_000_000)
    pages = [organization.slug, finished_run.pk]
    assert (
        'name="cap_yen"' in owner_client.get(reverse("evaluations:run_judges", args=pages)).content.decode()
    )
    retry = reverse("evaluations:run_judge_retry", args=[*pages, panel.pk])
    owner_client.post(retry, {"cap_yen": "NaN"})
    panel.refresh_from_db()
    assert panel.state == JudgeState.FAILED
    owner_client.post(retry, {"cap_yen": "１，０００円"})
    while drive_panel(panel.pk, lambda: False):
        pass
    panel.refresh_from_db()
    finished_run.refresh_from_db()
    assert (panel.state, finished_run.cap_microyen) == (JudgeState.DONE, 1_000_000_000)
    assert finished_run.spent_microyen == 3_000_000 * panel.judgements.count()


def test_a_word_that_cannot_be_read_is_asked_for_once_more_and_then_counted_apart(
    finished_run, judge, scripted
):
    provider = scripted(lambda text, times: "たぶん正しいと思います")
    panel = judged(finished_run, judge)
    assert panel.state == JudgeState.DONE
    assert {row.failure["code"] for row in panel.judgements.all()} == {"judge-unreadable"}
    assert all(one.unread and not one.passed for one in panel_results(panel).candidates)
    assert any("もう一度" in text for text in provider.asked)


def test_a_judge_never_sees_what_may_not_go_to_its_host(
    finished_run, organization, judge, scripted, settings
):
    provider = scripted(lambda text, times: RIGHT)
    settings.ALLOWED_ENDPOINTS = ["vendor.example:443"]
    judge.provider, judge.base_url = ProviderKind.OPENAI, "https://vendor.example/v1"
    judge.model_name = "mistral-small"
    judge.save()
    Host.objects.create(organization=organization, name="Vendor", kind="vendor", address="vendor.example:443")
    Document.objects.update(confidentiality="secret")
    CandidatePrice.objects.create(
        candidate=judge,
        currency="JPY",
        input_per_million=1,
        output_per_million=1,
        valid_from=date(2026, 1, 1),
        source="見積書",
    )
    panel = judged(finished_run, judge)
    assert not provider.asked
    assert {row.failure["code"] for row in panel.judgements.all()} == {"policy"}


def test_an_endpoint_that_is_down_ends_the_panel_and_a_retry_goes_on(finished_run, judge, scripted):
    down = EndpointDown("endpoint-down", Text("落ちています。", "It is down."), retryable=True)
    scripted(lambda text, times: down)
    panel = judged(finished_run, judge)
    assert panel.state == JudgeState.FAILED and panel.failure["code"] == "endpoint-down"
    scripted(lambda text, times: RIGHT)
    retry_panel(panel, None)
    while drive_panel(panel.pk, lambda: False):
        pass
    assert not Judgement.objects.filter(panel=panel).exclude(passed=True).exists()


@pytest.mark.parametrize(("kind", "code"), [(RateLimited, "rate-limited"), (EndpointDown, "endpoint-busy")])
def test_being_told_to_wait_leaves_the_judgement_in_line(finished_run, judge, scripted, kind, code):
    told = kind(code, Text("混雑", "busy"), True, 0.0)
    scripted(lambda text, times: told if times == 1 else RIGHT)
    panel = judged(finished_run, judge)
    assert panel.state == JudgeState.DONE
    assert not panel.judgements.filter(passed=None).exists()


def test_trouble_that_may_be_billed_is_not_waited_out_for_ever(finished_run, judge, scripted):
    told = EndpointDown("endpoint-error", Text("障害", "trouble"), True, 0.0)
    provider = scripted(lambda text, times: told)
    panel = judged(finished_run, judge)
    assert panel.state == JudgeState.FAILED and panel.failure["code"] == "endpoint-error"
    assert sum(provider.asked.values()) <= MOST_UNCLEAR + AT_ONCE


def test_a_panel_that_is_over_is_not_driven_again(finished_run, judge, scripted):
    provider = scripted(lambda text, times: RIGHT)
    panel = judged(finished_run, judge)
    asked = sum(provider.asked.values())
    assert drive_panel(panel.pk, lambda: False) is False
    assert sum(provider.asked.values()) == asked


def test_a_run_that_still_goes_on_is_not_judged(finished_run, judge):
    finished_run.state = RunState.ANSWERING
    finished_run.save()
    with pytest.raises(EvaluationRefused, match="not ended"):
        start_panel(finished_run, None, judge)


def test_another_organisations_judge_is_an_error_of_the_caller(finished_run, judge, other_organization):
    judge.organization = other_organization
    judge.save()
    with pytest.raises(PermissionError):
        start_panel(finished_run, None, judge)


def test_a_judge_is_not_used_before_people_have_judged_enough(finished_run, judge, scripted, owner):
    scripted(lambda text, times: RIGHT)
    panel = judged(finished_run, judge)
    for answer in Answer.objects.filter(run_candidate__run=finished_run, state=AnswerState.DONE):
        HumanGrade.objects.create(answer=answer, rater=owner, passed=True)
    results = panel_results(panel)
    assert not results.calibration.is_accepted and results.calibration.n > 0
    assert all(one.corrected is None for one in results.candidates)
