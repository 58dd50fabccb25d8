"""Which option of a multiple choice an answer names."""

import re
import string
from collections.abc import Iterator, Sequence

from evaluations.metrics.normalise import normalise, normalise_short, unify

_OWN_LABEL = re.compile(r"^\(?([a-z]|[アイウエオカキクケコ]|\d{1,2})(?:[):、]|\.(?!\d)|\s)\s*(?=\S)")
_CONCLUSION = r"(?:答え|正解|解答|回答|選択肢|選択|answer|option|choice)(?:\s?(?:は|:|is|=))*\s*[「(]?"
_LABEL_END = r"(?=[).:、。,\s」]|です|番|$)"
_DENIED = r"(?!\s?[」)]?(?:では|じゃ|で)(?:は)?(?:なく|ない|ありません))"


def chosen(answer: str, choices: Sequence[str]) -> int | None:
    """Return the index of the one option that the answer names, or None when it names none or several.

    Options are named by their text (不合格 is not also 合格) or by their label: the one written before the
    text ("ア 研磨", "B. 研磨"), else A, B, C … by position. A label counts alone, at the beginning, or after
    答えは, 選択肢, "answer is". Where several options are named, a conclusion such as 正解はB decides.
    Label and text must not disagree.

    >>> [chosen(answer, ("合格", "不合格")) for answer in ("不合格です。", "(B)", "合格か不合格")]
    [1, 1, None]
    """
    text = normalise(answer)
    named = set(_by_label(text, choices)) | set(_by_text(text, choices))
    if len(named) > 1:
        named = set(_by_conclusion(text, choices))
    return named.pop() if len(named) == 1 else None


def option_of(gold: str, choices: Sequence[str]) -> int | None:
    """Return the index of the option that a gold means: its text, its text without label, or its label."""
    wanted = normalise_short(gold)
    for names in ([normalise_short(choice) for choice in choices], _texts(choices), labels(choices)):
        if names.count(wanted) == 1:
            return names.index(wanted)
    return None


def labels(choices: Sequence[str]) -> list[str]:
    """Return each option's label in small letters: written before its text, else a, b, c … by position."""
    return _own_labels(choices) or list(string.ascii_lowercase[: len(choices)])


def _own_labels(choices: Sequence[str]) -> list[str]:
    found = [match.group(1) for choice in choices if (match := _OWN_LABEL.match(unify(choice).lower()))]
    return found if len(found) == len(choices) == len(set(found)) else []


def _texts(choices: Sequence[str]) -> list[str]:
    if not _own_labels(choices):
        return [normalise_short(choice) for choice in choices]
    return [normalise_short(_OWN_LABEL.sub("", unify(choice).lower())) for choice in choices]


def _by_text(text: str, choices: Sequence[str]) -> Iterator[int]:
    texts = _texts(choices)
    for place in sorted(range(len(choices)), key=lambda place: -len(texts[place])):
        pattern = _bounded(texts[place])
        if re.search(pattern + _DENIED, text):
            yield place
        text = re.sub(pattern, "\0", text)


def _bounded(wanted: str) -> str:
    left = r"(?<![a-z0-9.,°-])" if wanted[:1].isascii() else ""
    right = r"(?![a-z0-9]|[.,]\d)" if wanted[-1:].isascii() else ""
    return left + re.escape(wanted) + right


def _by_label(text: str, choices: Sequence[str]) -> Iterator[int]:
    for place, label in enumerate(labels(choices)):
        if re.search(rf"(?:^\s*[「(]?|{_CONCLUSION}){label}{_LABEL_END}{_DENIED}", text):
            yield place


def _by_conclusion(text: str, choices: Sequence[str]) -> Iterator[int]:
    texts = _texts(choices)
    for place, label in enumerate(labels(choices)):
        by_label = rf"{_CONCLUSION}{label}{_LABEL_END}{_DENIED}"
        if re.search(rf"{by_label}|{_CONCLUSION}{re.escape(texts[place])}{_DENIED}", text):
            yield place
