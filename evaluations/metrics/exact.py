"""Exact match after J0, spelling variants, and a gold contained in a short answer."""

import re
from collections.abc import Sequence

from evaluations.metrics.normalise import normalise, normalise_short
from evaluations.metrics.variants import content_words, has_negation, variant_keys

_EXTRA_CHARACTERS = 80
_TURNING_PREFIX = re.compile(r"[不未非無反逆]$")
_DENIED_AFTER = re.compile(r"(?:では|じゃ|で)(?:は)?(?:なく|ない|ありません)")
_DENIED_BEFORE = re.compile(r"\bnot\s+(?:an?\s|the\s)?$")
_CLAUSE_END = re.compile(r"[、。,\n]|(?<!\d)\.|\.(?!\d)")
_HEDGE = re.compile(
    r"または|又は|もしくは|若しくは|あるいは|或いは|のいずれか|かもしれ|可能性があ|\b(?:or|either|maybe|perhaps)\b"
)


def is_exact(answer: str, golds: Sequence[str]) -> bool:
    """Whether J0 of the answer equals J0 of one of the golds (EM_ja).

    >>> is_exact("「モーター」です。", ["ﾓｰﾀｰ"])
    True
    """
    return normalise_short(answer) in {normalise_short(gold) for gold in golds}


def is_variant(answer: str, golds: Sequence[str]) -> bool:
    """Whether the answer is another spelling of one of the golds: 歩留り = 歩留まり."""
    keys = variant_keys(answer)
    return any(keys & variant_keys(gold) for gold in golds)


def longest_with(gold: str, question: str, extra: int = _EXTRA_CHARACTERS) -> int:
    """Return how many characters an answer may have that only contains the gold.

    80 characters, the question (answers repeat it) and four times the gold, all after J0. A gold of 5
    characters to a question of 30 allows 130: two sentences, and less than a passage of a document.
    """
    return extra + len(normalise(question)) + 4 * len(normalise_short(gold))


def contains_gold(answer: str, gold: str, question: str = "") -> bool:
    """Whether a short answer states the gold among other words.

    The gold stands in the answer literally or as the same content words in a row, and
    - the answer is no longer than `longest_with`: copying a document is not answering;
    - no 不, 未, 非 … stands before it and no negation belongs to it, unless the gold or the question has one
      itself (着用してはならないものは何ですか);
    - the answer does not hedge (または, かもしれません) where neither gold nor question does.
    """
    text, wanted = normalise(answer), normalise_short(gold)
    if not wanted or len(text) > longest_with(gold, question):
        return False
    if _HEDGE.search(text) and not _HEDGE.search(normalise(gold) + normalise(question)):
        return False
    may_deny = has_negation(gold) or has_negation(question)
    return _stands_in(text, wanted, may_deny) or _words_stand_in(answer, gold, question)


def _stands_in(text: str, wanted: str, may_deny: bool) -> bool:
    edge_left = r"(?<![a-z0-9])" if wanted[0].isascii() and wanted[0].isalnum() else ""
    edge_right = r"(?![a-z0-9])" if wanted[-1].isascii() and wanted[-1].isalnum() else ""
    places = re.finditer(edge_left + re.escape(wanted) + edge_right, text)
    return any(not _is_turned_round(text, place.start(), place.end(), may_deny) for place in places)


def _is_turned_round(text: str, start: int, end: int, may_deny: bool) -> bool:
    if _TURNING_PREFIX.search(text[:start]) or _DENIED_AFTER.match(text, end):
        return True
    clause = _CLAUSE_END.split(text[end:], maxsplit=1)[0]
    return not may_deny and bool(_DENIED_BEFORE.search(text[:start]) or has_negation(clause))


def _words_stand_in(answer: str, gold: str, question: str) -> bool:
    wanted, said = content_words(gold), content_words(answer)
    if not wanted or (has_negation(answer) != has_negation(gold) and not has_negation(question)):
        return False
    places = range(len(said) - len(wanted) + 1)
    return any(said[place : place + len(wanted)] == wanted for place in places)
