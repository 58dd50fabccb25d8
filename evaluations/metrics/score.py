"""The score of one answer: exact match, character F1, critical gate, abstention, pass or fail and why."""

from dataclasses import dataclass

from evaluations.metrics.abstention import answer_text, is_abstention
from evaluations.metrics.char_f1 import char_f1
from evaluations.metrics.choice import chosen, option_of
from evaluations.metrics.critical import CriticalCheck, check_critical
from evaluations.metrics.exact import contains_gold, is_exact, is_variant, longest_with
from evaluations.metrics.normalise import NORMALISATION, normalise
from evaluations.metrics.numeric import check_numeric
from evaluations.metrics.tokens import critical_tokens
from evaluations.metrics.variants import content_words
from evaluations.testsets.item import Item
from language.text import Text

SCORING = f"score-1 {NORMALISATION}"
_EXTRA_CHARACTERS_WITH_TOKENS = 200
# No answer needs more; longer ones are not read closely, whoever sends them.
LONGEST_ANSWER_CHARACTERS = 8_000
_WORDS_NEEDED = 2 / 3

_TRUNCATED = Text(
    "回答がトークン上限で途中切れとなったため、正答としません。",
    "Cut off by the token limit, so it cannot pass.",
)
_EMPTY = Text("回答が空です。", "The answer is empty.")
_ABSTAINED = Text(
    "答えられる質問ですが、「わからない」と回答しました。",
    "The question has an answer, but the model abstained.",
)
_ABSTAINED_RIGHT = Text(
    "資料に答えがないことを正しく示しました。", "Rightly says that the documents hold no answer."
)
_INVENTED = Text(
    "資料に答えがない質問に、答えを作って回答しました。",
    "Answers a question that the documents do not answer.",
)
_EXACT = Text("正解と一致しました。", "Equals the right answer.")
_VARIANT = Text("表記の違いを除き、正解と一致しました。", "Equals the right answer but for its spelling.")
_CONTAINED = Text("短い回答の中に正解が含まれています。", "A short answer that contains the right one.")
_TOKENS = Text(
    "数値・単位・日付・品番・判定語がすべて正解と一致しました。",
    "Numbers, units, dates, codes and words of judgement all agree.",
)
_DIFFERENT = Text("正解と一致しません。", "Does not agree with the right answer.")
_TOO_LONG = Text(
    "回答が長すぎます({length}字、上限{limit}字)。資料の書き写しは正答としません。",
    "Too long ({length} characters, at most {limit}): copying the document is not an answer.",
)
_MISSING = Text("正解にある「{tokens}」が回答にありません。", "Missing from the answer: {tokens}.")
_CONTRADICTING = Text("正解と食い違う「{tokens}」があります。", "Contradicts the right answer: {tokens}.")
_WORDS_MISSING = Text(
    "数値などは合っていますが、ほかの語が正解と違います。", "The numbers agree, but the other words do not."
)
_NUMBER_RIGHT = Text("数値が許容差の範囲で正解と一致しました。", "The number is right within its tolerance.")
_NUMBER_WRONG = Text("正解の数値が回答にありません。", "The right number is not in the answer.")
_NUMBERS_SEVERAL = Text(
    "正解と食い違う別の数値や範囲の語があります。",
    "Gives a contradicting number or bound beside the right one.",
)
_CHOICE_RIGHT = Text("正しい選択肢を選びました。", "Names the right option.")
_CHOICE_WRONG = Text("別の選択肢を選びました。", "Names another option.")
_CHOICE_UNCLEAR = Text("選択肢を一つに特定できません。", "Does not name exactly one option.")


@dataclass(frozen=True)
class ItemScore:
    """The score of one answer; `reason` explains `passed`, `version` names the rules that gave it."""

    exact: bool
    critical_pass: bool
    char_f1: float
    abstained: bool
    passed: bool
    reason: Text
    version: str


@dataclass(frozen=True)
class _Verdict:
    passed: bool
    critical_pass: bool
    reason: Text


def score_answer(item: Item, answer: str, truncated: bool = False) -> ItemScore:
    """Score one answer to one item; pure, deterministic, about a millisecond once the dictionary is loaded.

    - short: an exact or variant match passes. A gold with numbers, dates or codes passes when every critical
      token is in the answer and none contradicts, two thirds of its other content words are there (words of
      the question need not be repeated), and the answer has at most 200 + question + 4 x gold characters.
      A gold whose only critical tokens are words (不要, 合格) needs all of its other words. A gold without
      any passes when a short, unhedged answer contains it (`contains_gold`). So 80℃です。 passes for 80℃
      and a copied page does not.
    - numeric: the value within `tolerance`, any unit of the dimension, no second value.
    - choice: exactly one option named, the right one.
    - unanswerable: passes only by abstaining; exact and F1 are then 1, else 0 (as in SQuAD 2.0).
    - longer than 8,000 characters: never passes.
    - truncated: cut by the token limit; never passes, the reason says so, and it is to be counted apart.
    An abstention never passes an answerable item unless it is literally the gold.
    """
    text = answer_text(answer[: LONGEST_ANSWER_CHARACTERS + 1])
    exact = bool(item.golds) and is_exact(text, item.golds)
    too_long = len(answer) > LONGEST_ANSWER_CHARACTERS
    abstained = not exact and not too_long and is_abstention(answer, item.question)
    verdict = _far_too_long(len(answer)) if too_long else _verdict(item, text, abstained)
    if truncated:
        verdict = _Verdict(False, verdict.critical_pass, _TRUNCATED)
    if item.kind == "unanswerable":
        exact, f1 = abstained, float(abstained)
    else:
        f1 = char_f1(text, item.golds)
    return ItemScore(exact, verdict.critical_pass, f1, abstained, verdict.passed, verdict.reason, SCORING)


def _far_too_long(length: int) -> _Verdict:
    return _Verdict(False, False, _TOO_LONG.filled(length=length, limit=LONGEST_ANSWER_CHARACTERS))


def _verdict(item: Item, text: str, abstained: bool) -> _Verdict:
    if item.kind == "unanswerable":
        return _Verdict(
            abstained, abstained, _ABSTAINED_RIGHT if abstained else _INVENTED if text.strip() else _EMPTY
        )
    if abstained:
        return _Verdict(False, False, _ABSTAINED)
    if not text.strip():
        return _Verdict(False, False, _EMPTY)
    return {"numeric": _numeric, "choice": _choice}.get(item.kind, _short)(item, text)


def _numeric(item: Item, text: str) -> _Verdict:
    check = check_numeric(text, item.golds, item.unit, item.tolerance, item.question)
    if check.is_right and not check.contradicting:
        return _Verdict(True, True, _NUMBER_RIGHT)
    return _Verdict(False, False, _NUMBERS_SEVERAL if check.is_right else _NUMBER_WRONG)


def _choice(item: Item, text: str) -> _Verdict:
    option = chosen(text, item.choices)
    if option is None:
        return _Verdict(False, False, _CHOICE_UNCLEAR)
    is_right = option in {option_of(gold, item.choices) for gold in item.golds}
    return _Verdict(is_right, is_right, _CHOICE_RIGHT if is_right else _CHOICE_WRONG)


def _short(item: Item, text: str) -> _Verdict:
    if is_exact(text, item.golds):
        return _Verdict(True, True, _EXACT)
    if any(is_variant(text, [gold]) and check_critical(gold, text).passed for gold in item.golds):
        return _Verdict(True, True, _VARIANT)
    verdicts = [_against(gold, item, text) for gold in item.golds]
    return max(verdicts, key=lambda verdict: (verdict.passed, verdict.critical_pass))


def _against(gold: str, item: Item, text: str) -> _Verdict:
    if not critical_tokens(gold):
        return _without_tokens(gold, item, text)
    check = check_critical(gold, text, item.question, [other for other in item.golds if other != gold])
    if not check.passed:
        return _Verdict(False, False, _gate_reason(check))
    limit = longest_with(gold, item.question, _EXTRA_CHARACTERS_WITH_TOKENS)
    if len(normalise(text)) > limit:
        return _Verdict(False, True, _TOO_LONG.filled(length=len(normalise(text)), limit=limit))
    if not _other_words_agree(gold, text, item.question):
        return _Verdict(False, True, _WORDS_MISSING)
    return _Verdict(True, True, _TOKENS)


def _without_tokens(gold: str, item: Item, text: str) -> _Verdict:
    if contains_gold(text, gold, item.question):
        return _Verdict(True, True, _CONTAINED)
    limit = longest_with(gold, item.question)
    length = len(normalise(text))
    return _Verdict(
        False, True, _DIFFERENT if length <= limit else _TOO_LONG.filled(length=length, limit=limit)
    )


def _gate_reason(check: CriticalCheck) -> Text:
    if check.contradicting:
        return _CONTRADICTING.filled(tokens="、".join(check.contradicting))
    return _MISSING.filled(tokens="、".join(check.missing))


def _other_words_agree(gold: str, text: str, question: str) -> bool:
    tokens = critical_tokens(gold)
    wanted = set(content_words(tokens.residue)) - set(content_words(question))
    if not wanted:
        return True
    found = wanted & set(content_words(text))
    return len(found) / len(wanted) >= (_WORDS_NEEDED if tokens.has_values else 1)
