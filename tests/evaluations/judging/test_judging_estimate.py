"""What letting a model judge will take is said before the start, and an unknown price starts nothing."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from evaluations.errors import EvaluationRefused
from evaluations.models import (
    Answer,
    Call,
    ComputeRate,
    Document,
    Host,
    Judgement,
    JudgePanel,
    Run,
    SendingRule,
    TestSet,
)
from evaluations.services import asking
from evaluations.services.budgets import open_month, set_month_cap
from evaluations.services.estimating_judging import estimate_judging
from evaluations.services.judge_choice import answers_to_judge
from evaluations.services.judging import drive_panel, start_panel
from evaluations.states import CallOutcome, CallPurpose, JudgementState, JudgeState, ProviderKind
from tests.evaluations.money.rows import YEN, set_price, vendor_candidate
from tests.evaluations.running.scripted import ScriptedProvider

ANSWERS = 7  # of two candidates and four questions one failed
VENDOR = "llm.vendor.example:443"


def vendor_judge(organization, **columns):
    return vendor_candidate(organization, **{"origin": "Mistral", **columns})


def fee_judge(organization):
    """A judge at three yen a call, whatever is said: hand-worked to the yen."""
    judge = vendor_judge(organization)
    set_price(judge, input_per_million=0, output_per_million=0, per_call=3)
    return judge


def allow(organization, *classes):
    host = Host.objects.create(organization=organization, name="Vendor", kind="vendor", address=VENDOR)
    for one in classes:
        SendingRule.objects.create(organization=organization, host=host, confidentiality=one, reason="契約")


@pytest.fixture
def open_policy(organization, settings, finished_run):
    settings.ALLOWED_ENDPOINTS = [VENDOR]
    allow(organization, "public", "internal", "partner", "secret")


def read_before(run, judge, tokens_in=500, tokens_out=40):
    """A panel that judged every answer twice, one call a second."""
    panel = JudgePanel.objects.create(run=run, judge=judge, prompt_version="J1", state=JudgeState.DONE)
    panel.snapshot = asking_snapshot(judge)
    panel.finished_at = panel.created_at + timedelta(hours=1)
    panel.save()
    for number, answer in enumerate(answers_to_judge(run, judge)):
        for turn in range(2):
            Judgement.objects.create(
                panel=panel, answer=answer, round=turn, state=JudgementState.DONE, passed=True
            )
            sent = panel.created_at + timedelta(seconds=2 * number + turn)
            Call.objects.create(
                organization=run.organization,
                run=run,
                purpose=CallPurpose.JUDGE,
                outcome=CallOutcome.OK,
                sent_at=sent,
                received_at=sent + timedelta(seconds=1),
                input_tokens=tokens_in,
                output_tokens=tokens_out,
            )
    return panel


def asking_snapshot(judge):
    from evaluations.services.opening import snapshot_of

    return snapshot_of(judge)


def test_every_answer_is_read_in_two_orders_and_asked_for_again_at_most_once(
    finished_run, organization, open_policy
):
    found = estimate_judging(finished_run, fee_judge(organization))
    work = found.work
    assert (found.answers, found.rounds) == (ANSWERS, 2)
    assert (work.calls.low, work.calls.expected, work.calls.high) == (14, 14, 28)
    assert (work.cost_microyen.low, work.cost_microyen.expected, work.cost_microyen.high) == (
        42 * YEN,
        42 * YEN,
        84 * YEN,
    )
    assert work.seconds is None


@pytest.mark.parametrize(
    ("reply", "spent"), [(json.dumps({"verdict": "correct", "reason": "一致"}), 42), ("たぶん", 84)]
)
def test_what_judging_really_costs_lies_at_the_ends_of_the_range(
    finished_run, organization, open_policy, monkeypatch, reply, spent
):
    monkeypatch.setattr(asking, "open_provider", lambda snapshot: ScriptedProvider(lambda *_: reply))
    panel = start_panel(finished_run, None, fee_judge(organization))
    while drive_panel(panel.pk, lambda: False):
        pass
    finished_run.refresh_from_db()
    assert finished_run.spent_microyen == spent * YEN


def test_earlier_judging_narrows_tokens_and_tells_the_time(finished_run, organization, open_policy):
    judge = vendor_judge(organization)
    set_price(judge)  # one yen a thousand tokens each way
    read_before(finished_run, judge)
    work = estimate_judging(finished_run, judge).work
    first = work.steps[0]
    # 7 answers × 2 orders × (500 + 40) tokens, and a fifth less at the low end: 400 + 32.
    assert first.cost_microyen.expected == pytest.approx(7.56 * YEN)
    assert first.cost_microyen.low == pytest.approx(6.048 * YEN)
    assert (work.past.answers.count, work.past.run_name) == (14, "第1回評価")
    assert work.seconds.expected == pytest.approx(14.0)


def test_the_calls_of_a_run_that_two_judges_read_tell_of_neither(finished_run, organization, open_policy):
    judge = fee_judge(organization)
    read_before(finished_run, judge)
    other = vendor_judge(organization, key="other", name="Other")
    JudgePanel.objects.create(run=finished_run, judge=other, prompt_version="J1", state=JudgeState.DONE)
    assert estimate_judging(finished_run, judge).work.past is None


def test_an_unknown_price_blocks_the_start(finished_run, organization, open_policy):
    judge = vendor_judge(organization)
    work = estimate_judging(finished_run, judge).work
    assert "単価が分からない" in work.blocks[0].ja
    assert work.cost_microyen is None
    with pytest.raises(EvaluationRefused, match="price of “Vendor model” is unknown"):
        start_panel(finished_run, None, judge)
    assert not JudgePanel.objects.exists()


def test_a_local_judge_without_a_rate_is_of_unknown_cost_and_starts(finished_run, organization):
    judge = vendor_judge(organization, provider=ProviderKind.TRANSFORMERS, base_url="")
    work = estimate_judging(finished_run, judge).work
    assert (work.kind, work.cost_microyen, work.blocks, work.warnings) == ("unknown", None, (), ())
    assert not work.policy.leaves_this_machine
    start_panel(finished_run, None, judge)


def test_a_local_judge_costs_its_measured_hours(finished_run, organization):
    judge = vendor_judge(organization, provider=ProviderKind.TRANSFORMERS, base_url="")
    read_before(finished_run, judge)
    ComputeRate.objects.create(
        organization=organization, jpy_per_hour=Decimal(3600), valid_from="2026-01-01", source="減価償却"
    )
    work = estimate_judging(finished_run, judge).work
    assert (work.kind, work.seconds.expected) == ("compute", pytest.approx(14.0))
    assert work.cost_microyen.expected == pytest.approx(14 * YEN)


def test_what_may_not_go_to_the_judge_is_counted_by_class_and_costs_nothing(
    finished_run, organization, settings
):
    settings.ALLOWED_ENDPOINTS = [VENDOR]
    allow(organization, "public")
    TestSet.objects.update(confidentiality="public")
    Document.objects.update(confidentiality="secret")
    heard = answers_to_judge(finished_run, judge := fee_judge(organization))
    Answer.objects.filter(pk__in=list(heard.values_list("pk", flat=True)[:3])).update(passage_ids=[])
    before = AuditEntry.objects.count()
    work = estimate_judging(finished_run, judge).work
    assert [(one.confidentiality, one.calls) for one in work.policy.withheld] == [("secret", 8)]
    assert (work.policy.asked, work.calls.low, work.cost_microyen.low) == (14, 6, 18 * YEN)
    assert AuditEntry.objects.count() == before, "nothing was sent, so nothing was refused"


def test_a_cap_below_one_call_starts_nothing(finished_run, organization, open_policy):
    Run.objects.filter(pk=finished_run.pk).update(cap_microyen=2 * YEN)
    finished_run.refresh_from_db()
    with pytest.raises(EvaluationRefused, match="2 yen left under the cap"):
        start_panel(finished_run, None, fee_judge(organization))
    assert not JudgePanel.objects.exists()


def test_the_tighter_cap_says_how_many_calls_are_sure(finished_run, organization, open_policy):
    Run.objects.filter(pk=finished_run.pk).update(cap_microyen=100 * YEN, spent_microyen=40 * YEN)
    finished_run.refresh_from_db()
    set_month_cap(organization, None, 30 * YEN)
    work = estimate_judging(finished_run, fee_judge(organization)).work
    assert (work.run_room_microyen, work.month_room_microyen) == (60 * YEN, 30 * YEN)
    assert "28回の呼び出しのうち少なくとも10回" in work.warnings[0].ja
    assert "42円" in work.warnings[1].ja


def test_what_was_foreseen_stands_in_the_audit_log(finished_run, organization, owner, open_policy):
    start_panel(finished_run, owner, fee_judge(organization))
    detail = AuditEntry.objects.get(action="judge.started").detail
    assert detail["foreseen_microyen"] == [42 * YEN, 84 * YEN]
    assert detail["foreseen_calls"] == [14, 28]


def where(name, organization, run):
    return reverse(f"evaluations:{name}", args=[organization.slug, run.pk])


def asked(client, organization, run, judge):
    return client.post(where("run_judge_estimate", organization, run), {"judge": judge.pk})


def test_the_page_says_what_the_chosen_judge_will_take(owner_client, organization, finished_run, open_policy):
    set_month_cap(organization, None, 500 * YEN)
    month = open_month(organization.pk)
    month.spent_microyen = 100 * YEN
    month.save()
    page = asked(owner_client, organization, finished_run, fee_judge(organization)).content.decode()
    for words in ("42–84", "14–28", "400", "500", "見積書 2026-01"):
        assert words in page, words
    assert "disabled" not in page
    form = owner_client.get(where("run_judges", organization, finished_run)).content.decode()
    assert form.index(where("run_judge_estimate", organization, finished_run)) < form.index("judge-start")


def test_the_page_leads_to_the_price_that_is_missing(owner_client, organization, finished_run, open_policy):
    judge = vendor_judge(organization)
    page = asked(owner_client, organization, finished_run, judge).content.decode()
    assert reverse("evaluations:money_candidate_price", args=[organization.slug, judge.pk]) in page
    assert 'id="judge-start"' in page and "disabled" in page
    start = owner_client.post(where("run_judge_start", organization, finished_run), {"judge": judge.pk})
    assert start.status_code == 422
    assert "単価が分からない" in start.content.decode()
    assert not JudgePanel.objects.exists()


def test_the_page_names_the_class_that_may_not_be_sent(owner_client, organization, finished_run, settings):
    settings.ALLOWED_ENDPOINTS = [VENDOR]
    allow(organization, "public")
    page = asked(owner_client, organization, finished_run, fee_judge(organization)).content.decode()
    assert "社外秘" in page and "Vendor" in page
    assert reverse("evaluations:policy", args=[organization.slug]) in page


def test_a_judge_of_the_same_family_is_refused_beforehand(owner_client, organization, finished_run):
    page = asked(owner_client, organization, finished_run, vendor_judge(organization, origin="")).content
    assert "同じ系列" in page.decode() and b"disabled" in page


def test_only_members_who_may_start_ask_for_an_estimate(
    viewer_client, outsider_client, organization, finished_run
):
    judge = fee_judge(organization)
    assert asked(viewer_client, organization, finished_run, judge).status_code == 403
    assert asked(outsider_client, organization, finished_run, judge).status_code == 404


def test_a_judge_of_another_company_is_no_choice(
    owner_client, organization, other_organization, finished_run
):
    page = asked(owner_client, organization, finished_run, fee_judge(other_organization)).content.decode()
    assert "42–84" not in page
