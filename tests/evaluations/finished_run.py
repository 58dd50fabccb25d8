"""A small company with read documents, a frozen question set and a finished run, written as rows.

No model is asked: pages show what the database holds, whoever put it there.
"""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Organization, User
from evaluations.models import (
    Answer,
    Candidate,
    Document,
    Passage,
    Retrieval,
    Run,
    RunCandidate,
    Score,
    TestItem,
    TestSet,
)
from evaluations.running.instructions import PROMPT_VERSION
from evaluations.services.opening import snapshot_of
from evaluations.services.runs import corpus_sha256
from evaluations.services.test_sets import freeze_test_set, items_of
from evaluations.states import AnswerState, Confidentiality, DocumentState, Openness, ProviderKind, RunState
from evaluations.testsets.freezing import content_hash

MANUAL_TEXTS = {
    1: "第2章 日常点検\n始業点検は３か月ごとに行い、記録を5年間保管する。担当は保全課(内線204)とする。",
    2: "警報 E-0421 が出たときは、主軸の温度を確認する。許容温度は 80 ℃ 以下である。",
}
QUESTIONS: tuple[tuple[Any, ...], ...] = (
    # question, kind, golds, unit, tolerance, severity, (page, quote) or None
    (
        "始業点検の周期はどのくらいですか。",
        "short",
        ["3か月ごと", "3か月"],
        "",
        None,
        "normal",
        (1, "3か月ごと"),
    ),
    (
        "主軸の許容温度は何℃以下ですか。",
        "numeric",
        ["80"],
        "℃",
        Decimal("0.5"),
        "severe",
        (2, "許容温度は 80 ℃ 以下"),
    ),
    ("工場長の誕生日はいつですか。", "unanswerable", [], "", None, "normal", None),
    ("点検の記録は何年間保管しますか。", "numeric", ["5"], "年", None, "minor", (1, "記録を5年間保管")),
)
# One tuple a candidate: answer and verdict for each question; None is a failed answer.
ANSWERS = (
    (("3か月ごと", True), ("80℃以下", True), ("不明", True), ("5年間", True)),
    (("毎月です。<script>alert(1)</script>", False), ("80℃", True), ("4月1日", False), None),
)


def add_document(
    organization: Organization, name: str = "保全要領書.pdf", texts: dict[int, str] | None = None
) -> Document:
    texts = texts or MANUAL_TEXTS
    content = two_page_pdf()
    document = Document.objects.create(
        organization=organization,
        name=name,
        sha256=hashlib.sha256(name.encode() + content).hexdigest(),
        size_bytes=len(content),
        confidentiality=Confidentiality.INTERNAL,
        state=DocumentState.READY,
        media_type="application/pdf",
        language="ja",
        units=2,
        notices=[{"code": "page_blank", "where": "", "ja": "3 ページは白紙です。", "en": "Page 3 is blank."}],
        parsed_at=timezone.now(),
    )
    document.file.save(f"documents/{organization.pk}/manual", ContentFile(content), save=True)
    for ordinal, (number, text) in enumerate(texts.items()):
        Passage.objects.create(
            document=document,
            ordinal=ordinal,
            text=text,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            kind="page",
            number=number,
            label=f"p.{number}",
            heading_path=["第2章 日常点検"],
        )
    return document


def add_test_set(organization: Organization, user: User | None, document: Document) -> TestSet:
    test_set = TestSet.objects.create(
        organization=organization, name="保全の質問集", content_hash="", source_name="質問集.xlsx"
    )
    for number, (question, kind, golds, unit, tolerance, severity, place) in enumerate(QUESTIONS, start=1):
        evidence = (
            [{"document": document.name, "locator": f"p.{place[0]}", "quote": place[1]}] if place else []
        )
        TestItem.objects.create(
            test_set=test_set,
            number=number,
            key=f"Q{number:02}",
            question=question,
            kind=kind,
            golds=golds,
            unit=unit,
            tolerance=tolerance,
            severity=severity,
            evidence=evidence,
            reviewed_by="保全課 佐藤",
            reviewed_on=date(2026, 11, 2),
        )
    test_set.content_hash = content_hash(items_of(list(test_set.items.all())))
    test_set.save()
    return freeze_test_set(test_set, user)


def add_candidates(organization: Organization) -> list[Candidate]:
    return [
        Candidate.objects.create(
            organization=organization,
            key=key,
            name=name,
            provider=ProviderKind.TRANSFORMERS,
            openness=Openness.OPEN,
            weights_key=key,
            licence="Apache-2.0",
        )
        for key, name in (
            ("qwen", "Qwen2.5-Coder-0.5B-Instruct (Q4_K_M) (API)"),
            ("smol", "SmolLM2-135M-Instruct (Q4_1)"),
        )
    ]


def add_finished_run(organization: Organization, user: User | None = None, name: str = "第1回評価") -> Run:
    """Everything from the document to the scores."""
    document = add_document(organization)
    test_set = add_test_set(organization, user, document)
    run = Run.objects.create(
        organization=organization,
        name=name,
        test_set=test_set,
        corpus_sha256=corpus_sha256([document]),
        state=RunState.DONE,
        prompt_version=PROMPT_VERSION,
        retrievers=["bm25"],
        answer_retriever="bm25",
        evidence_characters=600,
        created_by=user,
        started_at=timezone.now(),
        finished_at=timezone.now(),
    )
    run.documents.add(document)
    passages = list(document.passages.values_list("pk", flat=True))
    for item in test_set.items.all():
        Retrieval.objects.create(
            run=run, retriever="bm25", item=item, passage_ids=passages, scores=[2.0, 1.0]
        )
    for ordinal, candidate in enumerate(add_candidates(organization)):
        place = RunCandidate.objects.create(
            run=run,
            candidate=candidate,
            ordinal=ordinal,
            snapshot=snapshot_of(candidate),
            hardware="CPU, 2 threads",
        )
        for item, given in zip(test_set.items.all(), ANSWERS[ordinal], strict=True):
            _add_answer(place, item, given, passages, run.finished_at)
    return run


def _add_answer(
    place: RunCandidate,
    item: TestItem,
    given: tuple[str, bool] | None,
    passages: list[int],
    at: datetime | None,
) -> None:
    if given is None:
        failure = {"code": "timeout", "ja": "時間内に応答がありませんでした。", "en": "No reply in time."}
        Answer.objects.create(
            run_candidate=place, item=item, state=AnswerState.FAILED, failure=failure, attempt=6
        )
        return
    text, passed = given
    answer = Answer.objects.create(
        run_candidate=place,
        item=item,
        state=AnswerState.DONE,
        text=text,
        finish_reason="stop",
        input_tokens=420,
        output_tokens=9,
        ttft_s=0.8,
        total_s=1.4,
        passage_ids=passages,
        attempt=1,
        finished_at=at,
    )
    reason = {"ja": "数値と単位が一致しました。", "en": "Number and unit agree."}
    wrong = {"ja": "正答の語句がありません。", "en": "The right words are missing."}
    Score.objects.create(
        answer=answer,
        version="S1",
        exact=passed,
        critical_pass=passed,
        char_f1=1.0 if passed else 0.2,
        abstained=text == "不明",
        passed=passed,
        reason=reason if passed else wrong,
    )


def two_page_pdf() -> bytes:
    """The smallest honest PDF with two pages of text."""
    from io import BytesIO

    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 200))
    for text in MANUAL_TEXTS.values():
        canvas.setFont("HeiseiMin-W3", 9)
        for line_number, start in enumerate(range(0, len(text), 26)):
            canvas.drawString(20, 170 - 16 * line_number, text[start : start + 26].replace("\n", " "))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
