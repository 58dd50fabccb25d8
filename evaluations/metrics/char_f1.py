"""Character F1: overlap of characters, good for ranking wordings, never a pass gate."""

from collections import Counter
from collections.abc import Sequence

from evaluations.metrics.normalise import normalise_short


def char_f1(answer: str, golds: Sequence[str]) -> float:
    """Return the best F1 (0 to 1) between the character multisets of the answer and of each gold, after J0.

    F1 = 2PR/(P+R) with P = |A∩G|/|A| and R = |A∩G|/|G|. It cannot see order or meaning, so a wrong dimension
    can score full marks: that is why the critical-token check is the gate. Raise ValueError without a gold.

    >>> char_f1("10.02mm", ["10.20mm"]), round(char_f1("不合格", ["合格"]), 2)
    (1.0, 0.8)
    """
    if not golds:
        raise ValueError("character F1 needs at least one gold answer")
    return max(_f1(normalise_short(answer), normalise_short(gold)) for gold in golds)


def _f1(answer: str, gold: str) -> float:
    if not answer or not gold:
        return float(answer == gold)
    common = (Counter(answer) & Counter(gold)).total()
    return 2 * common / (len(answer) + len(gold))
