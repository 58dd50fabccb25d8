"""What drafting questions will take is said before the start, and an unknown price starts nothing."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from evaluations.errors import EvaluationRefused
from evaluations.models import Call, ComputeRate, Document, DraftJob, Host, Passage, SendingRule
from evaluations.providers.protocol import Generation
from evaluations.services.budgets import open_month, set_month_cap
from evaluations.services.draft_order import DraftOrder
from evaluations.services.drafting import draft_questions, start_drafting
from evaluations.services.estimating_drafting import estimate_drafting
from evaluations.states import CallOutcome, CallPurpose, DraftState, ProviderKind
from tests.evaluations.finished_run import add_document
from tests.evaluations.money.rows import YEN, set_price, vendor_candidate

pytestmark = pytest.mark.django_db
VENDOR = "llm.vendor.example:443"
TEXTS = (
    "主軸ユニットの許容温度は 80 ℃ 以下とする。温度が許容値を超えたときは運転を止め、保全課の当番へ連絡する。",
    "油圧ユニットの作動油は 2,000 時間ごとに交換する。作動油の交換は保全課の有資格者が行い、交換記録を三年間保存する。",
    "冷却水ポンプ P-12 の吐出圧力は 0.45 MPa とする。圧力が下がったときはフィルタを清掃し、職長へ報告する。",
)


@pytest.fixture
def document(organization, media) -> Document:
    return with_passages(organization, "要領書.pdf", TEXTS)


def with_passages(organization, name, texts) -> Document:
    document = add_document(organization, name)
    document.passages.all().delete()
    for number, text in enumerate(texts, start=1):
        Passage.objects.create(
            document=document,
            ordinal=number,
            text=text,
            text_sha256=name + str(number),
            kind="page",
            number=number,
        )
    return document


@pytest.fixture
def allowed(organization, settings):
    settings.ALLOWED_ENDPOINTS = [VENDOR]
    host = Host.objects.create(organization=organization, name="Vendor", kind="vendor", address=VENDOR)
    for one in ("public", "internal"):
        SendingRule.objects.create(organization=organization, host=host, confidentiality=one, reason="契約")


def fee_drafter(organization):
    """Three yen a call, whatever is said: hand-worked to the yen."""
    candidate = vendor_candidate(organization)
    set_price(candidate, input_per_million=0, output_per_million=0, per_call=3)
    return candidate


def estimated(organization, candidate, *documents, wanted=3):
    return estimate_drafting(organization, DraftOrder(candidate, documents, wanted, new_name="下書き"))


def drafted_before(candidate, name="前の質問集", tried=8, proposed=4, calls=12):
    """A finished job: one call a second."""
    job = DraftJob.objects.create(
        organization=candidate.organization,
        test_set=candidate.organization.test_sets.create(name=name, content_hash=""),
        candidate=candidate,
        wanted=proposed,
        tried=tried,
        proposed=proposed,
        state=DraftState.DONE,
    )
    job.finished_at = job.created_at + timedelta(hours=1)
    job.save()
    for number in range(calls):
        sent = job.created_at + timedelta(seconds=number)
        Call.objects.create(
            organization=candidate.organization,
            purpose=CallPurpose.DRAFT,
            outcome=CallOutcome.OK,
            sent_at=sent,
            received_at=sent + timedelta(seconds=1),
            input_tokens=500,
            output_tokens=60,
        )
    return job


def test_each_passage_is_drafted_tried_and_asked_for_again_at_most_once(organization, document, allowed):
    found = estimated(organization, fee_drafter(organization), document)
    # Three questions of three passages that are read twice at most: at best 3 drafts and 3 tries; where every
    # second draft is kept 6 and 6; at most 6, 6 and 6 asked again.
    assert (found.passages.low, found.passages.expected, found.passages.high) == (3, 6, 6)
    work = found.work
    assert (work.calls.low, work.calls.expected, work.calls.high) == (6, 12, 18)
    cost = work.cost_microyen
    assert (cost.low, cost.expected, cost.high) == (18 * YEN, 36 * YEN, 54 * YEN)
    assert [step.step.calls.high for step in work.steps] == [6, 6, 6, 0]


class Drafter:
    """Answers every draft with the sentence that it is asked about; knows nothing without documents."""

    key, max_concurrency = "scripted", 2

    async def generate(self, messages, settings):
        asked = messages[-1].content
        if "一文: " not in asked:
            reply = (
                "不明" if "JSON" not in asked else '{"question": "主軸ユニットの購入価格はいくらですか。"}'
            )
            return Generation(reply, "stop", 100, 20, None, 0.1, 0.2, "scripted")
        sentence = asked.rsplit("一文: ", 1)[1].split("\n")[0]
        draft = {
            "quote": sentence,
            "answer": sentence.rstrip("。")[-6:],
            "question": f"{sentence[:9]}について正しいのは何ですか。",
            "wrong": ["毎月の棚卸", "使用の中止"],
        }
        reply = json.dumps(draft, ensure_ascii=False)
        return Generation(reply, "stop", 100, 20, None, 0.1, 0.2, "scripted")

    async def aclose(self):
        pass


def test_what_drafting_really_costs_lies_in_the_range(organization, owner, document, allowed, monkeypatch):
    monkeypatch.setattr("evaluations.services.asking.open_provider", lambda snapshot: Drafter())
    order = DraftOrder(fee_drafter(organization), [document], 3, new_name="下書き")
    cost = estimate_drafting(organization, order).work.cost_microyen
    job = start_drafting(organization, owner, order)
    while draft_questions(job.pk):
        pass
    job.refresh_from_db()
    assert job.state == DraftState.DONE and job.tried >= 3
    assert cost.low <= open_month(organization.pk).spent_microyen <= cost.high


def test_the_worst_call_bounds_what_is_really_reserved(organization, owner, document, allowed, monkeypatch):
    reserved = []

    def noted(self, bounds, plain=None):
        found = plain(self, bounds)
        reserved.extend(found.microyen.values())
        return found

    from functools import partialmethod

    from evaluations.services.purse import Purse

    monkeypatch.setattr(Purse, "reserve", partialmethod(noted, plain=Purse.reserve))
    monkeypatch.setattr("evaluations.services.asking.open_provider", lambda snapshot: Drafter())
    candidate = vendor_candidate(organization)
    set_price(candidate)
    order = DraftOrder(candidate, [document], 3, new_name="下書き")
    draft = estimate_drafting(organization, order).work.steps[0].step
    job = start_drafting(organization, owner, order)
    while draft_questions(job.pk):
        pass
    most = (draft.worst.input_tokens + draft.worst.output_tokens) * 1000
    assert max(reserved) == most, "one yen a thousand tokens"


def test_earlier_drafting_tells_what_is_kept_and_the_time(organization, document, allowed):
    candidate = fee_drafter(organization)
    drafted_before(candidate)
    found = estimated(organization, candidate, document, wanted=1)
    assert (found.is_share_measured, found.kept_share) == (True, 0.5)
    # One question: two passages expected, four calls, one second each.
    assert (found.work.calls.expected, found.work.seconds.expected) == (4, pytest.approx(4.0))


def test_jobs_that_overlapped_tell_nothing(organization, document, allowed):
    candidate = fee_drafter(organization)
    drafted_before(candidate)
    drafted_before(candidate, "もう一つ")
    assert not estimated(organization, candidate, document).is_share_measured


def test_an_unknown_price_blocks_the_start(organization, owner, document, allowed):
    candidate = vendor_candidate(organization)
    found = estimated(organization, candidate, document).work
    assert "単価が分からない" in found.blocks[0].ja and found.cost_microyen is None
    with pytest.raises(EvaluationRefused, match="price of “Vendor model” is unknown"):
        start_drafting(organization, owner, DraftOrder(candidate, [document], 3, new_name="下書き"))
    assert not DraftJob.objects.exists() and not organization.test_sets.exists()


def test_a_local_model_without_a_rate_is_of_unknown_cost_and_starts(organization, owner, document):
    candidate = vendor_candidate(organization, provider=ProviderKind.TRANSFORMERS, base_url="")
    work = estimated(organization, candidate, document).work
    assert (work.kind, work.cost_microyen, work.blocks, work.warnings) == ("unknown", None, (), ())
    start_drafting(organization, owner, DraftOrder(candidate, [document], 3, new_name="下書き"))


def test_a_local_model_costs_its_measured_hours(organization, document):
    candidate = vendor_candidate(organization, provider=ProviderKind.TRANSFORMERS, base_url="")
    drafted_before(candidate)
    ComputeRate.objects.create(
        organization=organization, jpy_per_hour=Decimal(3600), valid_from="2026-01-01", source="減価償却"
    )
    work = estimated(organization, candidate, document, wanted=1).work
    assert (work.kind, work.cost_microyen.expected) == ("compute", pytest.approx(4 * YEN))


def test_a_class_that_may_not_be_sent_stops_the_drafting_at_its_passage(organization, document, allowed):
    candidate = fee_drafter(organization)
    secret = with_passages(organization, "極秘.pdf", TEXTS[:1])
    Document.objects.filter(pk=secret.pk).update(confidentiality="secret")
    before = AuditEntry.objects.count()
    found = estimated(organization, candidate, document, secret)
    # Of each document one passage comes before the second of any: the secret one is the first or the second.
    assert found.passages.low in (0, 1)
    assert [(one.confidentiality, one.calls) for one in found.work.policy.withheld] == [("secret", 2)]
    assert found.work.policy.asked == 8
    assert f"{found.passages.low + 1:.0f}番目の段落" in found.work.warnings[0].ja
    assert AuditEntry.objects.count() == before, "nothing was sent, so nothing was refused"


def test_where_nothing_may_be_sent_nothing_is_spent(organization, document, allowed):
    Document.objects.update(confidentiality="secret")
    work = estimated(organization, fee_drafter(organization), document).work
    assert (work.calls.high, work.cost_microyen.high, work.policy.refused) == (0, 0, 6)


def test_a_month_s_cap_below_one_call_starts_nothing(organization, owner, document, allowed):
    set_month_cap(organization, None, 2 * YEN)
    with pytest.raises(EvaluationRefused, match="2 yen left under the month's cap"):
        start_drafting(
            organization, owner, DraftOrder(fee_drafter(organization), [document], 3, new_name="下書き")
        )
    assert not DraftJob.objects.exists()


def test_a_cap_that_may_stop_it_says_how_many_calls_are_sure(organization, document, allowed):
    set_month_cap(organization, None, 20 * YEN)
    work = estimated(organization, fee_drafter(organization), document).work
    assert "18回の呼び出しのうち少なくとも6回" in work.warnings[0].ja
    assert "途中で止まる見込み" in work.warnings[1].ja


def test_documents_of_another_company_are_never_estimated(organization, other_organization, document):
    with pytest.raises(PermissionError):
        estimated(other_organization, fee_drafter(other_organization), document)


def asked(client, organization, candidate, document, wanted=3):
    where = reverse("evaluations:test_set_draft_estimate", args=[organization.slug])
    return client.post(
        where, {"documents": [document.pk], "wanted": wanted, "candidate": candidate.pk, "new_name": ""}
    )


def test_the_page_says_what_the_chosen_number_of_questions_will_take(
    owner_client, organization, document, allowed
):
    set_month_cap(organization, None, 500 * YEN)
    candidate = fee_drafter(organization)
    page = asked(owner_client, organization, candidate, document).content.decode()
    for words in ("18–54", "6–18", "3–6", "500", "50 %", "見積書 2026-01"):
        assert words in page, words
    assert "disabled" not in page
    one = asked(owner_client, organization, candidate, document, wanted=1).content.decode()
    assert "2–18" in one and "6–54" in one


def test_the_page_leads_to_the_price_that_is_missing(owner_client, organization, document, allowed):
    candidate = vendor_candidate(organization)
    page = asked(owner_client, organization, candidate, document).content.decode()
    assert reverse("evaluations:money_candidate_price", args=[organization.slug, candidate.pk]) in page
    assert 'id="draft-start"' in page and "disabled" in page


def test_the_form_shows_the_estimate_before_its_button(owner_client, organization, document):
    vendor_candidate(organization)
    page = owner_client.get(reverse("evaluations:test_set_draft", args=[organization.slug])).content.decode()
    where = reverse("evaluations:test_set_draft_estimate", args=[organization.slug])
    assert page.index(where) < page.index('id="draft-start"')


def test_only_members_who_may_start_ask_for_an_estimate(
    viewer_client, outsider_client, organization, document
):
    candidate = fee_drafter(organization)
    assert asked(viewer_client, organization, candidate, document).status_code == 403
    assert asked(outsider_client, organization, candidate, document).status_code == 404
