"""What a person asks for when questions are to be drafted, and which passages are read for it, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.errors import EvaluationRefused
from evaluations.models import Candidate, Document, Passage, TestSet
from evaluations.states import DocumentState, ProviderKind
from evaluations.testsets.drafting.plan import reading_order
from language.text import Text

WANTED = range(1, 201)
MOST_AT_ONCE = 8  # passages in hand
NO_PASSAGES = Text(
    "選んだ資料に、質問を作れる長さの文章がありません。何も開始していません。読み取り済みの資料を選んでください。",
    "The chosen documents hold no text long enough to ask about. Nothing was started. Choose documents that are read.",
)
OUT_OF_RANGE = Text(
    "作る質問の数は1〜200にしてください。何も開始していません。",
    "Ask for 1 to 200 questions. Nothing was started.",
)
CANNOT_DRAFT = Text(
    "この候補は回答ファイルから読むだけなので、質問を作れません。別の候補を選んでください。何も開始していません。",
    "This candidate only reads an answers file and cannot draft. Nothing was started. Choose another.",
)


@dataclass(frozen=True)
class DraftOrder:
    """What a person asks for: a draft set to add to, or the name of a new one."""

    candidate: Candidate
    documents: Sequence[Document]
    wanted: int
    test_set: TestSet | None = None
    new_name: str = ""
    seed: int = 1


def drawn_passages(order: DraftOrder) -> list[int]:
    """Return the passages in the order they are read; raise EvaluationRefused for an order that cannot be filled."""
    if order.wanted not in WANTED:
        raise EvaluationRefused("wanted", OUT_OF_RANGE)
    if order.candidate.provider == ProviderKind.FILE:
        raise EvaluationRefused("candidate", CANNOT_DRAFT)
    ready = [document.pk for document in order.documents if document.state == DocumentState.READY]
    texts: dict[int, list[tuple[int, str]]] = {pk: [] for pk in ready}
    passages = Passage.objects.filter(document_id__in=ready).order_by("document_id", "ordinal")
    for pk, document, text in passages.values_list("pk", "document_id", "text"):
        texts[document].append((pk, text))
    drawn = reading_order(texts, order.seed, order.wanted)
    if not drawn:
        raise EvaluationRefused("documents", NO_PASSAGES)
    return drawn
