"""What is measured of every answer beside the verdict, with the names that pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.metrics.chrf import chrf
from evaluations.metrics.citations import citation_score
from evaluations.metrics.extraction import given_record
from evaluations.metrics.field_scores import stored_check
from evaluations.metrics.groundedness import groundedness
from evaluations.metrics.rouge_l import rouge_l
from evaluations.metrics.token_sort import token_sort_ratio
from evaluations.metrics.verdict import Findings
from evaluations.testsets.item import Item
from language.text import Text

# Kinds whose answers are free wording, so that overlap with a right wording says something.
_WORDED = ("short", "summary")


@dataclass(frozen=True)
class Measure:
    """A measure of one answer: its name, what it says, and whether more of it is better."""

    name: Text
    meaning: Text
    more_is_better: bool = True


MEASURES: Mapping[str, Measure] = {
    "rouge_l": Measure(
        Text("ROUGE-L(日本語)", "ROUGE-L (Japanese words)"),
        Text(
            "正解と同じ語が同じ順で現れる度合い(0〜1)。短答と要約に使います。",
            "How much of the right wording comes back in the same order (0 to 1); short answers and summaries.",
        ),
    ),
    "chrf": Measure(
        Text("chrF", "chrF"),
        Text(
            "正解との文字n-gramの重なり(0〜1)。再現を重く見ます。短答と要約に使います。",
            "Overlap of character n-grams with the right wording (0 to 1), recall weighted; short answers, summaries.",
        ),
    ),
    "token_sort_ratio": Measure(
        Text("char_f1(llm-jp-eval方式)", "char_f1 as in llm-jp-eval"),
        Text(
            "公表されている比較表との照合にだけ使う値です。符号や記号の違いを見ません。",
            "Only to compare with published tables: blind to signs.",
        ),
    ),
    "field_f1": Measure(
        Text("項目F1", "Field F1"),
        Text(
            "抽出した項目の適合率と再現率の調和平均(0〜1)。",
            "Harmonic mean of precision and recall over the extracted fields (0 to 1).",
        ),
    ),
    "coverage": Measure(
        Text("要点の網羅率(規則による)", "Coverage by rules"),
        Text(
            "要約が含む要点の割合(0〜1)。言い換えは数えないため、下限の目安です。",
            "Share of the key points that the summary states (0 to 1); other wordings do not count: a lower bound.",
        ),
    ),
    "contradictions": Measure(
        Text("要点との食い違い", "Contradicted key points"),
        Text(
            "要約が食い違う数値などを述べた要点の数。",
            "Number of key points for which the summary gives another value.",
        ),
        more_is_better=False,
    ),
    "groundedness": Measure(
        Text("根拠の裏付け(規則による)", "Groundedness by rules"),
        Text(
            "渡した段落に字句どおり見つかる文の割合(0〜1)。言い換えは数えないため、下限の目安です。",
            "Share of the answer's sentences found literally in the passages shown (0 to 1): a lower bound.",
        ),
    ),
    "citation_precision": Measure(
        Text("引用の適合率", "Citation precision"),
        Text(
            "回答が示した出典番号のうち、文を実際に裏付ける割合(0〜1)。",
            "Share of the source numbers in the answer that support their sentence (0 to 1).",
        ),
    ),
    "citation_recall": Measure(
        Text("引用の再現率", "Citation recall"),
        Text(
            "回答の文のうち、示した出典で裏付けられる割合(0〜1)。出典番号を求めたのに1つも付けなかった回答は0です。",
            "Share of the answer's sentences that their cited sources support (0 to 1); 0 where sources were asked for "
            "and none is named.",
        ),
    ),
}


# Measured only on request, once for each embedding model; the model's key follows this beginning of the name.
SEMANTIC = "semantic:"
_SIMILARITY = Measure(
    Text("意味の近さ", "Semantic similarity"),
    Text(
        "正解との埋め込みのコサイン類似度。数値の誤りは見分けられず、モデルが違えば比べられません。",
        "Cosine of the embeddings of answer and right answer: blind to wrong numbers, not comparable between models.",
    ),
)


def measure_named(name: str) -> Measure | None:
    """Return what a stored measure is; None for the details of a record.

    >>> measure_named("semantic:multilingual-e5-small").name.en, measure_named("field:品番")
    ('Semantic similarity', None)
    """
    return _SIMILARITY if name.startswith(SEMANTIC) else MEASURES.get(name)


def measures_of(
    item: Item, found: Findings, marked: str, passages: Sequence[str], asked_to_cite: bool = False
) -> dict[str, float | None]:
    """Return every measure of one answer by its name in `MEASURES`; None where it does not apply.

    `marked` is the answer with its marks of sources, `passages` the texts shown, in the order of their numbers;
    `asked_to_cite`: marks were asked for, so that to leave them out is a fault.
    Records also give `record_valid`, `fields_unasked` and one number a field (see `field_scores.stored_check`).
    """
    golds = _wordings(item)
    claimed = marked
    if item.kind == "extraction":
        claimed = "\n".join((given_record(marked, item.schema) or {}).values())
    cited = citation_score(marked, passages, item.question, asked_to_cite) if found.record is None else None
    measures: dict[str, float | None] = {
        "rouge_l": rouge_l(found.text, golds),
        "chrf": chrf(found.text, golds),
        "token_sort_ratio": token_sort_ratio(found.text, golds),
        "field_f1": found.record.f1 if found.record else None,
        "coverage": found.coverage.share if found.coverage else None,
        "contradictions": float(found.coverage.contradictions) if found.coverage else None,
        "groundedness": None if found.abstained else groundedness(claimed, passages, item.question).share,
        "citation_precision": cited.precision if cited else None,
        "citation_recall": cited.recall if cited else None,
    }
    return _rounded(measures) | (stored_check(found.record) if found.record else {})


def _wordings(item: Item) -> tuple[str, ...]:
    """The right wordings that an answer may be compared with; a summary without one has its key points."""
    if item.kind not in _WORDED:
        return ()
    return item.golds or (" ".join(item.key_points),)


def _rounded(measures: Mapping[str, float | None]) -> dict[str, float | None]:
    """Six digits are enough to compare with and keep a hundred thousand stored scores small."""
    return {name: None if value is None else round(value, 6) for name, value in measures.items()}
