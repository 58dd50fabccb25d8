"""Saying "it is not in the documents": found in one answer, counted over a run."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.metrics.marks import without_marks
from evaluations.metrics.normalise import unify
from evaluations.metrics.tokens import critical_tokens

_JA = (
    r"不明(?=です|である|だ|であ|とな|な(?:ため|の)|の(?:ため|よう)|[。、)\s]|$)"
    r"|(?:わか|分か|判)(?:りません|らない|りかね)|存じません|知りません"
    r"|(?:判断|回答|特定|確認|お答え|答え(?:ること)?(?:が|は)?|断定|推測|導(?:く|き出す)ことが|提供)(?:は|が)?(?:でき|出来)(?:ません|ない|かね)"
    r"|お?答えられ(?:ません|ない)|(?:お答え|回答)(?:いた)?し(?:かね|兼ね)"
    r"|(?:記載|記述|言及|情報|説明|規定|該当(?:する)?\S{0,12}?|答え|データ|定め)(?:が|は|も)?"
    r"(?:ありません|ない|無い|なし|無し|見当たり|見つかり(?:ません)|見つから(?:ない|なかった)|存在しない|存在しません|不足)"
    r"|(?:記載|記述|言及|明記|規定)(?:は|が)?(?:さ)?れて(?:い)?(?:ません|ない|おりません)"
    r"|(?:書かれて|含まれて|示されて|載って|述べられて)(?:い)?(?:ません|ない|おりません)"
    r"|見つかり(?:ません|ませんでした)|見当たり(?:ません|ませんでした)|不詳"
)
_PARTICIPLES = "stated|specified|mentioned|provided|given|available|included|described|found|known"
_EN = (
    r"\b(?:unknown|unanswerable|n/a|insufficient information"
    r"|no (?:relevant )?(?:information|mention|answer|data)"
    rf"|(?:is|are|was|were)(?: not|n't) (?:\w+ )?(?:{_PARTICIPLES})|not (?:{_PARTICIPLES})"
    r"|(?:do|does|did)(?: not|n't) (?:know|contain|mention|state|specify|provide|include|say)"
    r"|(?:cannot|can't|can not|could not|couldn't|unable to) (?:be )?"
    r"(?:determined?|answer(?:ed)?|find|found|tell|say|know))\b"
)
_PHRASE = re.compile(f"{_JA}|{_EN}", re.IGNORECASE)
# 記載がない場合は… states a rule, not an abstention.
_CONDITION = re.compile(r"\S{0,4}?(?:場合|とき|時|もの|箇所|項目|こと(?!から)|限り|品)")
_CLAUSES = re.compile(
    r"[。\n!?！？;；]+|(?<=[すがんいたるだ])(?:が|けれど|けど)、|、?(?:ただし|しかし)、?|\.\s|,?\s\b(?:but|however)\b,?",
    re.I,
)
_FILLER = re.compile(
    r"ください|下さい|お?問い?合わせ|確認|申し訳|恐れ入り|すみません|残念|提供された"
    r"|資料|文書|文脈|書類|マニュアル|質問|回答|ため$|^(?:そのため|したがって|よって|答え|以上)"
    r"|\b(?:sorry|please|contact|document|context|provided|question|answer|text|based on)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\s*(?:最終)?(?:回答|答え|解答|answer)\s*[:：]\s*", re.IGNORECASE)
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True)
class StructuredAnswer:
    """An answer given as JSON: what it says about answerability (None when it does not) and its text."""

    answerable: bool | None
    text: str


def structured_answer(answer: str) -> StructuredAnswer | None:
    """Read a JSON object with `answerable` or `answer`, fenced or not; None when the answer is none.

    >>> structured_answer('{"answerable": false, "answer": ""}')
    StructuredAnswer(answerable=False, text='')
    """
    fenced = _FENCE.search(answer)
    found = _OBJECT.search(fenced.group(1) if fenced else answer)
    try:
        value = json.loads(found.group()) if found else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not {"answerable", "answer"} & value.keys():
        return None
    answerable, text = value.get("answerable"), value.get("answer")
    is_text = isinstance(text, str | int | float) and not isinstance(text, bool)
    return StructuredAnswer(
        answerable if isinstance(answerable, bool) else None, str(text) if is_text else ""
    )


def answer_text(answer: str, shown: int = 0) -> str:
    """Return the words to be scored: the `answer` of a JSON object, else the answer itself.

    A leading 回答: or "Answer:" goes, and so do the marks of sources such as [1] (see `without_marks`, which `shown`
    is for).

    >>> answer_text("回答: 80℃ [1]"), answer_text('{"answerable": true, "answer": "80℃"}')
    ('80℃', '80℃')
    """
    structured = structured_answer(answer)
    text = structured.text if structured else answer
    return _LEAD.sub("", without_marks(text, shown)).strip()


def is_abstention(answer: str, question: str = "", shown: int = 0) -> bool:
    """Whether the answer says that it cannot be answered, and gives no value beside.

    A structured `"answerable": false` decides; phrases (不明です, 記載がありません, "not stated") are the
    fallback. Either is void when the answer also gives a value: 不明ですが、80℃です is a guess. Advice and
    apologies are no value, nor is what the question said itself, nor the number of a source. An empty answer is no
    abstention.

    >>> is_abstention("資料に記載がありません。"), is_abstention("不明ですが、80℃です。")
    (True, False)
    """
    structured = structured_answer(answer)
    if structured is None:
        return _abstains_in_words(without_marks(answer, shown), question)
    text = without_marks(structured.text, shown)
    if structured.answerable is False:
        return not text.strip() or _abstains_in_words(text, question)
    return _abstains_in_words(text, question)


def _abstains_in_words(answer: str, question: str) -> bool:
    clauses = [
        clause.strip() for clause in _CLAUSES.split(unify(answer)) if clause and clause.strip(" 、。.")
    ]
    silent = [clause for clause in clauses if _is_abstaining(clause)]
    return bool(silent) and not any(_gives_value(c, question) for c in clauses if c not in silent)


def _is_abstaining(clause: str) -> bool:
    return any(not _CONDITION.match(clause, found.end()) for found in _PHRASE.finditer(clause))


def _gives_value(clause: str, question: str) -> bool:
    asked, said = critical_tokens(question), critical_tokens(clause)
    if set(said.quantities) - set(asked.quantities) or set(said.codes) - set(asked.codes):
        return True
    if set(said.dates) - set(asked.dates):
        return True
    return not _FILLER.search(clause) and clause not in unify(question)


@dataclass(frozen=True)
class AbstentionMatrix:
    """Counts of answerable or not × answered or abstained, and the rates; a rate of nothing is None."""

    answerable_answered: int
    answerable_abstained: int
    unanswerable_answered: int
    unanswerable_abstained: int

    @property
    def false_answer_rate(self) -> float | None:
        """Return the share of unanswerable questions that were answered: invented answers."""
        return _share(self.unanswerable_answered, self.unanswerable_abstained)

    @property
    def over_refusal_rate(self) -> float | None:
        """Return the share of answerable questions on which the model abstained."""
        return _share(self.answerable_abstained, self.answerable_answered)

    @property
    def balanced_accuracy(self) -> float | None:
        """Return the mean of the two rates of doing right; None unless both kinds of question were asked."""
        wrong, refused = self.false_answer_rate, self.over_refusal_rate
        return None if wrong is None or refused is None else 1 - (wrong + refused) / 2

    def risk(self, cost_of_false_answer: float, cost_of_over_refusal: float) -> float | None:
        """Return both rates, each times what one such mistake costs the customer; None as for the accuracy.

        Of rates and not of counts: how many unanswerable questions a set holds is its author's choice.

        >>> AbstentionMatrix(36, 4, 2, 8).risk(cost_of_false_answer=1.0, cost_of_over_refusal=0.5)
        0.25
        """
        wrong, refused = self.false_answer_rate, self.over_refusal_rate
        if wrong is None or refused is None:
            return None
        return cost_of_false_answer * wrong + cost_of_over_refusal * refused


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part + rest else None


def matrix(pairs: Iterable[tuple[bool, bool]]) -> AbstentionMatrix:
    """Count (is the question answerable, did the model abstain) over the finished answers of a run.

    >>> matrix([(True, False), (True, True), (False, True), (False, False)]).balanced_accuracy
    0.5
    """
    counts = {(True, False): 0, (True, True): 0, (False, False): 0, (False, True): 0}
    for answerable, abstained in pairs:
        counts[answerable, abstained] += 1
    return AbstentionMatrix(*counts.values())
