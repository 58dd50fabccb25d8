"""What an answer claims, sentence by sentence, and which sources it names for it."""

import re
from dataclasses import dataclass

from evaluations.metrics.abstention import is_abstention
from evaluations.metrics.marks import MARK, source_numbers, without_any_marks
from evaluations.metrics.tokens import critical_tokens
from evaluations.metrics.variants import content_words

# More claims are not looked at: nobody asked for so many, and each costs a search.
MOST_CLAIMS = 30
_MOST_SENTENCES = 300
_END = re.compile(
    rf"(?:[。！？!?]+[」』）)】”\"']*|(?<=[^\s\d])\.(?=\s|[\[［【]|$))(?:[ \t]*{MARK})*|\n+", re.IGNORECASE
)
# A dash needs a space after it to be a bullet: -80℃ keeps its sign.
_BULLET = re.compile(r"^\s*(?:[・●○■□▪•]+|[-*](?=\s)|\(?\d{1,2}[.)、](?=\D))\s*")
_PHRASE = re.compile(
    r"(?:以上|以下の(?:通り|とおり)|はい|承知(?:いた)?しました|回答|答え)(?:です|になります|となります)?[。.、:：]?"
)


@dataclass(frozen=True)
class Claim:
    """One sentence without its marks, and the numbers of the sources it cites, each once."""

    text: str
    citations: tuple[int, ...] = ()


def claims(answer: str) -> tuple[Claim, ...]:
    """Return the first 30 sentences that state something.

    Sentences that say "not in the documents", and headings without a content word or value, claim nothing. A mark
    such as [1], [1, 2] or 【資料2】 belongs to the sentence before it.

    >>> claims("許容温度は80℃です。[1] 点検は3か月ごと[2][3]。")
    (Claim(text='許容温度は80℃です。', citations=(1,)), Claim(text='点検は3か月ごと。', citations=(2, 3)))
    """
    found = (_claim(sentence) for sentence in sentences(answer)[:_MOST_SENTENCES])
    stated = (claim for claim in found if _states_something(claim.text))
    return tuple(claim for claim, _ in zip(stated, range(MOST_CLAIMS), strict=False))


def sentences(text: str) -> list[str]:
    """Cut a text after its sentences and lines; marks of sources stay with the sentence before them.

    >>> sentences("弁を閉じる。[1] Open the valve. 1.5 MPaとする")
    ['弁を閉じる。[1]', 'Open the valve.', '1.5 MPaとする']
    """
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [sentence for sentence in (*found, text[start:].strip()) if sentence]


def _claim(sentence: str) -> Claim:
    return Claim(_BULLET.sub("", without_any_marks(sentence)).strip(), source_numbers(sentence))


def _states_something(text: str) -> bool:
    if text.endswith((":", "：")) or _PHRASE.fullmatch(text) or is_abstention(text):
        return False
    return bool(content_words(text)) or bool(critical_tokens(text))
