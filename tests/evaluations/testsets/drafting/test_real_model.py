"""A real small model drafts on this machine, and something a person can review comes of it."""

import pytest

from evaluations.models import Candidate, Passage
from evaluations.services.drafting import DraftOrder, draft_questions, start_drafting
from evaluations.states import DraftState, ProviderKind, ReviewState
from tests.evaluations.finished_run import add_document

TEXTS = (
    "油中の水分は 0.1 % 未満とし、毎月1回測定する。焼入油 Q-3 の交換は熱処理課が行う。",
    "ホイスト H-2 の定格荷重は 500 kg とし、月に一度は保全課が点検する。",
    "切削液タンク T-5 の濃度は 8 % とし、毎週月曜日に製造課が測定する。",
    "乾燥機 D-4 の設定温度は 120 ℃ とし、始業前に成形課が確認する。",
)


@pytest.mark.models
# The job's lease is renewed over a connection of its own, which a test's open transaction would keep waiting.
@pytest.mark.django_db(transaction=True)
def test_a_small_local_model_proposes_questions_with_evidence(organization, owner, media):
    document = add_document(organization)
    document.passages.all().delete()
    for number, text in enumerate(TEXTS, start=1):
        place = {"kind": "page", "number": number, "label": f"p.{number}", "text_sha256": str(number)}
        Passage.objects.create(document=document, ordinal=number, text=text, **place)
    candidate = Candidate.objects.create(
        organization=organization,
        key="qwen",
        name="Qwen",
        provider=ProviderKind.TRANSFORMERS,
        openness="open",
        weights_key="qwen2.5-coder-0.5b-instruct",
    )
    job = start_drafting(organization, owner, DraftOrder(candidate, [document], wanted=1, new_name="実機"))
    draft_questions(job.pk)
    job.refresh_from_db()
    assert job.failure is None and job.state == DraftState.DONE
    assert job.proposed == 1, job.discarded
    (item,) = job.test_set.items.all()
    assert item.review == ReviewState.PROPOSED
    assert item.evidence[0]["quote"] in item.passage.text
