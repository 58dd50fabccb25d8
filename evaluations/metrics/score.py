"""The score of one answer: exact match, character F1, critical gate, abstention, measures, pass or fail and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evaluations.metrics.abstention import answer_text, is_abstention
from evaluations.metrics.char_f1 import char_f1
from evaluations.metrics.coverage import coverage
from evaluations.metrics.exact import is_exact
from evaluations.metrics.extraction import check_record
from evaluations.metrics.marks import without_marks
from evaluations.metrics.measures import measures_of
from evaluations.metrics.normalise import NORMALISATION
from evaluations.metrics.verdict import REFUSED, TRUNCATED, Findings, Verdict, too_long, verdict_on
from evaluations.testsets.item import Item
from language.text import Text

SCORING = f"score-3 {NORMALISATION}"
# No answer needs more; longer ones are not read closely, whoever sends them.
LONGEST_ANSWER_CHARACTERS = 8_000


@dataclass(frozen=True)
class ItemScore:
    """The score of one answer; `reason` explains `passed`, `version` names the rules that gave it.

    `measures` holds the measures by their name in `measures.MEASURES`; None: does not apply to this answer.
    """

    exact: bool
    critical_pass: bool
    char_f1: float
    abstained: bool
    passed: bool
    reason: Text
    version: str
    measures: Mapping[str, float | None]


def score_answer(
    item: Item,
    answer: str,
    truncated: bool = False,
    *,
    refused: bool = False,
    passages: Sequence[str] = (),
    asked_to_cite: bool = False,
) -> ItemScore:
    """Score one answer to one item; pure, deterministic, about a millisecond once the dictionary is loaded.

    `passages` are the texts that stood in the prompt, in the order of their numbers. Marks of sources such as [1]
    are no part of what is judged: only the measures of citations read them, and `asked_to_cite` says that the prompt
    asked for them. An answer that is literally the gold is left as it stands.

    - short: an exact or variant match passes. A gold with numbers, dates or codes passes when every critical
      token is in the answer and none contradicts, two thirds of its other content words are there (words of
      the question need not be repeated), and the answer has at most 200 + question + 4 x gold characters.
      A gold whose only critical tokens are words (不要, 合格) needs all of its other words. A gold without
      any passes when a short, unhedged answer contains it (`contains_gold`). So 80℃です。 passes for 80℃
      and a copied page does not.
    - numeric: the value within `tolerance`, any unit of the dimension, no second value.
    - choice: exactly one option named, the right one.
    - extraction: a readable record with every required field right and no value wrong or invented; exact means
      that the optional fields are right too and nothing else is given, and F1 is that of the fields.
    - summary: every key point covered, none contradicted (`coverage`), and no longer than 200 + question +
      4 x key points characters.
    - unanswerable: passes only by abstaining; exact and F1 are then 1, else 0 (as in SQuAD 2.0).
    - longer than 8,000 characters: never passes; measures are those of its first 8,000 characters.
    - truncated by the token limit, or refused by the model: never passes, the reason says so, and it is to be
      counted apart. A refusal counts as an abstention.
    An abstention never passes an answerable item unless it is literally the gold.
    """
    cut = answer[:LONGEST_ANSWER_CHARACTERS]
    is_too_long = len(answer) > LONGEST_ANSWER_CHARACTERS
    found = _findings(item, cut, is_too_long, refused, len(passages))
    longest = LONGEST_ANSWER_CHARACTERS
    verdict = too_long(len(answer), longest) if is_too_long else verdict_on(item, found)
    verdict = _never_passing(verdict, truncated, refused)
    exact, f1 = _overlap(item, found, refused)
    measures = measures_of(item, found, cut, passages, asked_to_cite and not (truncated or refused))
    return ItemScore(
        exact, verdict.critical_pass, f1, found.abstained, verdict.passed, verdict.reason, SCORING, measures
    )


def _findings(item: Item, answer: str, is_too_long: bool, refused: bool, shown: int) -> Findings:
    text = _judged_text(item, answer, shown)
    is_gold = is_exact(text, item.golds)
    record = check_record(answer, item.golds, item.schema) if item.kind == "extraction" else None
    is_record = record is not None and record.is_valid
    abstained = refused or not (
        is_gold or is_too_long or is_record or not is_abstention(answer, item.question, shown)
    )
    covered = coverage(text, item.key_points, item.question) if item.kind == "summary" else None
    return Findings(text, abstained, record, covered)


def _judged_text(item: Item, answer: str, shown: int) -> str:
    if item.kind == "extraction":
        return without_marks(answer, shown)
    return answer if is_exact(answer, item.golds) else answer_text(answer, shown)


def _overlap(item: Item, found: Findings, refused: bool) -> tuple[bool, float]:
    if item.kind == "unanswerable":
        return (False, 0.0) if refused else (found.abstained, float(found.abstained))
    if found.record:
        return found.record.is_exact, found.record.f1 or float(found.record.is_exact)
    golds = item.golds or (" ".join(item.key_points),)
    return bool(item.golds) and is_exact(found.text, item.golds), char_f1(found.text, golds)


def _never_passing(verdict: Verdict, truncated: bool, refused: bool) -> Verdict:
    if refused:
        return Verdict(False, False, REFUSED)
    return replace(verdict, passed=False, reason=TRUNCATED) if truncated else verdict
