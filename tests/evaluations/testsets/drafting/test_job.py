"""A drafting job from start to review: with a scripted model, through the gates that every call passes."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.errors import EvaluationRefused
from evaluations.models import Call, Candidate, CandidatePrice, Document, DraftJob, Host, Passage, SendingRule
from evaluations.providers.protocol import ContextTooLong, EndpointDown, Generation
from evaluations.services import drafting
from evaluations.services.drafting import DRAFT, DraftOrder, draft_questions, start_drafting, stop_drafting
from evaluations.services.reconcile import wake_waiting_work
from evaluations.services.test_sets import freeze_test_set, store_items
from evaluations.states import CallPurpose, DraftState, ItemOrigin, ProviderKind, ReviewState
from evaluations.testsets.item import Item
from language.text import Text
from tests.evaluations.finished_run import add_candidates, add_document

pytestmark = pytest.mark.django_db
TEXTS = (
    "主軸ユニットの許容温度は 80 ℃ 以下とする。温度が許容値を超えたときは運転を止め、保全課の当番へ連絡する。"
    "記録は点検票 CK-7 に残す。",
    "油圧ユニットの作動油は 2,000 時間ごとに交換する。作動油の交換は保全課の有資格者が行い、交換記録を三年間保存する。",
    "冷却水ポンプ P-12 の吐出圧力は 0.45 MPa とする。圧力が下がったときはフィルタを清掃し、職長へ報告する。",
)


class ScriptedModel:
    """Drafts from the sentence it is asked about; knows nothing without documents."""

    key, max_concurrency = "scripted", 2

    def __init__(self):
        self.asked, self.closed, self.trouble = [], 0, {}

    async def generate(self, messages, settings):
        self.asked.append(messages)
        asked = messages[-1].content
        for words, error in self.trouble.items():
            if words in asked:
                raise error
        if "JSON" not in asked:
            return generation("不明")
        if "一文: " not in asked:
            return generation('{"question": "主軸ユニットの購入価格はいくらですか。"}')
        return generation(drafted(asked.rsplit("一文: ", 1)[1].split("\n")[0]))

    async def aclose(self):
        self.closed += 1


def generation(text):
    return Generation(text, "stop", 100, 20, None, 0.1, 0.2, "scripted")


def drafted(sentence) -> str:
    """A question about the sentence whose answer is its last words."""
    answer = sentence.rstrip("。")[-6:]
    subject = sentence[:9]
    reply = {"quote": sentence, "answer": answer, "question": f"{subject}について正しいのは何ですか。"}
    if "℃" in sentence:
        reply |= {"answer": "80", "unit": "度"}
    if "時間" in sentence:
        reply |= {"answer": "2,000"}
    if "MPa" in sentence:
        reply |= {"answer": "0.45"}
    return json.dumps({**reply, "wrong": ["毎月の棚卸", "使用の中止"]}, ensure_ascii=False)


@pytest.fixture
def model(monkeypatch):
    scripted = ScriptedModel()
    monkeypatch.setattr("evaluations.services.asking.open_provider", lambda snapshot: scripted)
    return scripted


@pytest.fixture
def order(organization, media):
    document = add_document(organization)
    document.passages.all().delete()
    for number, text in enumerate(TEXTS, start=1):
        Passage.objects.create(
            document=document,
            ordinal=number,
            text=text,
            text_sha256=str(number),
            kind="page",
            number=number,
            label=f"p.{number}",
        )
    candidate = add_candidates(organization)[0]
    return DraftOrder(candidate, [document], wanted=3, new_name="下書き")


@pytest.fixture
def job(organization, owner, order):
    return start_drafting(organization, owner, order)


def test_proposals_wait_for_review_with_their_passage_quote_and_checks(model, job):
    assert draft_questions(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.proposed) == (DraftState.DONE, 3)
    for item in job.test_set.items.all():
        assert (item.origin, item.review, item.reviewed_by) == (ItemOrigin.DRAFTED, ReviewState.PROPOSED, "")
        assert all(check["passed"] and check["ja"] for check in item.checks.values())
        if item.kind != "unanswerable":
            assert item.evidence[0]["quote"] in item.passage.text
            assert "needs_document" in item.checks
    assert [item.key for item in job.test_set.items.all()] == ["Q001", "Q002", "Q003"]
    assert model.closed == 1


def test_nothing_drafted_can_be_frozen_before_a_person_decides(model, job, owner):
    draft_questions(job.pk)
    with pytest.raises(EvaluationRefused) as refusal:
        freeze_test_set(job.test_set, owner)
    assert refusal.value.code == "not-reviewed"


def test_every_call_is_noted_as_drafting_with_its_documents(model, job, order):
    draft_questions(job.pk)
    calls = Call.objects.all()
    assert calls.count() == len(model.asked) > 3
    assert {call.purpose for call in calls} == {CallPurpose.DRAFT}
    assert all(order.documents[0].pk in call.document_ids for call in calls)


def test_a_killed_worker_leaves_what_was_kept_and_the_next_goes_on_there(model, job):
    model.trouble = {"MPa": RuntimeError("killed")}
    with pytest.raises(RuntimeError):
        draft_questions(job.pk)
    job.refresh_from_db()
    kept = list(job.test_set.items.values_list("question", flat=True))
    assert job.state == DraftState.DRAFTING and draft_questions(job.pk) is False  # its lease still runs
    DraftJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    model.trouble = {}
    draft_questions(job.pk)
    job.refresh_from_db()
    assert job.state == DraftState.DONE
    questions = list(job.test_set.items.values_list("question", flat=True))
    assert questions[: len(kept)] == kept and len(set(questions)) == len(questions)


def test_a_job_that_stops_half_way_three_times_is_given_up(model, job):
    model.trouble = {"": RuntimeError("killed")}
    for _ in range(3):
        with pytest.raises(RuntimeError):
            draft_questions(job.pk)
        DraftJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    draft_questions(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure["code"]) == (DraftState.FAILED, "gave-up")


def test_stopping_keeps_what_is_drafted(model, job, owner):
    stop_drafting(job, owner)
    draft_questions(job.pk)
    job.refresh_from_db()
    assert (job.state, job.tried) == (DraftState.STOPPED, 0)
    assert not model.asked


def test_a_worker_out_of_time_hands_over(model, job):
    assert draft_questions(job.pk, must_stop=lambda: True) is True
    job.refresh_from_db()
    assert job.state == DraftState.DRAFTING and job.lease_until is None
    draft_questions(job.pk)
    job.refresh_from_db()
    assert job.state == DraftState.DONE


def test_an_endpoint_that_is_down_fails_the_job_with_its_reason(model, job):
    model.trouble = {"": EndpointDown("endpoint-down", Text("接続できません。", "Cannot be reached."))}
    draft_questions(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure["ja"]) == (DraftState.FAILED, "接続できません。")


def test_a_passage_that_does_not_fit_is_counted_and_the_others_go_on(model, job):
    too_long = ContextTooLong("context-too-long", Text("長すぎます。", "Too long."))
    model.trouble = {"油圧": too_long}
    draft_questions(job.pk)
    job.refresh_from_db()
    assert job.state == DraftState.DONE and job.discarded["too_long"] >= 1


def test_replies_that_are_no_drafts_are_counted_by_reason(model, job, monkeypatch):
    monkeypatch.setattr(
        "tests.evaluations.testsets.drafting.test_job.drafted", lambda sentence: "すみません。"
    )
    draft_questions(job.pk)
    job.refresh_from_db()
    assert job.state == DraftState.DONE and job.discarded["readable"] >= 2
    assert job.tried == len(job.passage_ids) == sum(job.discarded.values()) + job.proposed


def test_what_the_model_knows_by_heart_is_thrown_away(model, job, monkeypatch):
    original = ScriptedModel.generate

    async def knows(self, messages, settings):
        said = await original(self, messages, settings)
        return generation("80 ℃、2,000 時間、0.45 MPa") if said.text == "不明" else said

    monkeypatch.setattr(ScriptedModel, "generate", knows)
    draft_questions(job.pk)
    job.refresh_from_db()
    assert set(job.discarded) & {"needs_document", "new", "absent"}
    assert not job.test_set.items.filter(kind="numeric").exists()


def test_questions_that_the_set_already_has_are_not_proposed_again(model, organization, owner, order, job):
    draft_questions(job.pk)
    again = start_drafting(
        organization, owner, DraftOrder(order.candidate, order.documents, 3, test_set=job.test_set)
    )
    draft_questions(again.pk)
    again.refresh_from_db()
    questions = list(job.test_set.items.values_list("question", flat=True))
    assert len(set(questions)) == len(questions)
    assert again.discarded.get("new", 0) >= 1


def test_a_deleted_passage_is_counted_as_gone(model, job, order):
    order.documents[0].passages.first().delete()
    draft_questions(job.pk)
    job.refresh_from_db()
    assert job.discarded["passage"] >= 1


def test_a_document_that_may_not_leave_stops_the_job_at_the_gate(organization, owner, order, settings):
    settings.ALLOWED_ENDPOINTS = ["198.51.100.7:443"]
    remote = Candidate.objects.create(
        organization=organization,
        key="remote",
        name="遠隔",
        provider=ProviderKind.OPENAI,
        openness="closed",
        base_url="https://198.51.100.7/v1",
        model_name="m",
    )
    CandidatePrice.objects.create(
        candidate=remote,
        currency="JPY",
        input_per_million=1,
        output_per_million=1,
        valid_from=date(2026, 1, 1),
        source="見積書",
    )
    job = start_drafting(organization, owner, DraftOrder(remote, order.documents, 1, new_name="遠隔の下書き"))
    draft_questions(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure["code"]) == (DraftState.FAILED, "policy")
    assert not Call.objects.exists()


def test_secret_documents_beside_the_chosen_ones_cost_a_draft_and_not_the_job(
    model, organization, owner, order, settings, monkeypatch
):
    monkeypatch.setattr(drafting, "kind_for", lambda *_place: "unanswerable")
    settings.ALLOWED_ENDPOINTS = ["198.51.100.7:443"]
    remote = Candidate.objects.create(
        organization=organization,
        key="remote",
        name="遠隔",
        provider=ProviderKind.OPENAI,
        openness="closed",
        base_url="https://198.51.100.7/v1",
        model_name="m",
    )
    CandidatePrice.objects.create(
        candidate=remote,
        currency="JPY",
        input_per_million=1,
        output_per_million=1,
        valid_from=date(2026, 1, 1),
        source="見積書",
    )
    host = Host.objects.create(organization=organization, name="V", kind="vendor", address="198.51.100.7:443")
    SendingRule.objects.create(organization=organization, host=host, confidentiality="public", reason="公開")
    Document.objects.update(confidentiality="public")
    secret = add_document(organization, "極秘.pdf", {1: "主軸ユニットの購入価格は別紙による。" + TEXTS[0]})
    Document.objects.filter(pk=secret.pk).update(confidentiality="secret")
    job = start_drafting(organization, owner, DraftOrder(remote, order.documents, 3, new_name="公開の下書き"))
    while draft_questions(job.pk):
        pass
    job.refresh_from_db()
    assert (job.state, job.failure) == (DraftState.DONE, None)
    assert job.discarded["policy"] >= 1
    assert model.asked and not any("別紙" in message.content for asked in model.asked for message in asked)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"wanted": 0}, "wanted"),
        ({"wanted": 201}, "wanted"),
        ({"documents": []}, "documents"),
        ({"new_name": " "}, "new_name"),
    ],
)
def test_an_order_that_cannot_be_filled_starts_nothing(organization, owner, order, change, code):
    with pytest.raises(EvaluationRefused) as refusal:
        start_drafting(organization, owner, replace(order, **change))
    assert refusal.value.code == code
    assert not DraftJob.objects.exists() and not organization.test_sets.exists()


def test_a_frozen_set_takes_no_drafts(organization, owner, order):
    approved = Item("Q1", "何色ですか。", "short", ("青",), reviewed_by="佐藤")
    frozen = freeze_test_set(store_items(organization, owner, [approved], "確定", "a.xlsx"), owner)
    with pytest.raises(EvaluationRefused) as refusal:
        start_drafting(organization, owner, replace(order, test_set=frozen))
    assert refusal.value.code == "frozen"


def test_the_reconciler_wakes_a_job_that_nobody_works_on(job, monkeypatch):
    woken = []
    monkeypatch.setattr("evaluations.services.reconcile.wake", lambda task, pk: woken.append((task, pk)))
    DraftJob.objects.filter(pk=job.pk).update(woken_at=None)
    wake_waiting_work()
    assert (DRAFT, job.pk) in woken
