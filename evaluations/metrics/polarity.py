"""Words that turn the meaning of an answer round: 以上/以下, 合格/不合格, 可/不可, 必要/不要 …"""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Polarity:
    """One side of a pair or group of words that exclude each other."""

    group: str
    value: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


# "on" is also a preposition: it counts in capitals, alone, and after a word of switching.
_SWITCH = (
    r"(?<![A-Za-z]){capitals}(?![A-Za-z])"
    r"|(?i:\b(?:power(?:ed)?|turn(?:ed)?|switch(?:ed)?|be|is) {small}\b|^\s*{small}\W*$)"
)
# Order matters: the longer or negative form first, since a found word hides the text under it.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("bound", "以上", r"(?<=[^\s。、,.])以上|\bat least\b|\bor more\b|\bor (?:higher|greater)\b|≧|≥"),
    (
        "bound",
        "以下",
        r"以下(?!の(?:通|とお|項|手順|点|よう))|以内|\bat most\b|\bor less\b|\bup to\b|\bwithin\b|≦|≤",
    ),
    ("bound", "未満", r"未満|を?下回|より(?:低|小さ|少な|短)|\bless than\b|\bbelow\b"),
    (
        "bound",
        "超",
        r"を?超え|超過|を?上回|より(?:高|大き|多|長)|超(?=[のはで、。)\s]|$)|\bmore than\b|\bexceed",
    ),
    ("verdict", "不合格", r"不合格|\bfail(?:s|ed)?\b|\brejected\b"),
    ("verdict", "合格", r"合格|\bpass(?:es|ed)?\b|\baccepted\b"),
    (
        "permission",
        "不可",
        r"不可能?(?!欠|逆|避|分|解|視|侵)|禁止|できません|できない|出来ません|出来ない|(?:ては|では)(?:なりません|ならない|いけません|いけない)"
        r"|認められ(?:ません|ない)|許可され(?:ません|ない|ていません|ていない)"
        r"|\b(?:prohibited|forbidden|impossible|not allowed|not permitted|must not|cannot|can't)\b",
    ),
    (
        "permission",
        "可",
        r"(?<![許認不])可能?(?![否視燃動変塑逆搬溶聴])|できます|できる|出来ます|出来る|(?:ても|でも)(?:よい|良い|いい|構いません|構わない)"
        r"|許可され|認められ|\b(?:allowed|permitted|possible)\b",
    ),
    (
        "need",
        "不要",
        r"不必?要|必要(?:は|が)?(?:ありません|ない|無い|なし|無し)"
        r"|\b(?:not (?:required|needed|necessary)|unnecessary)\b",
    ),
    ("need", "必要", r"必要|必須|\b(?:required|needed|necessary|mandatory)\b"),
    ("quality", "不良", r"不良|\bdefective\b"),
    ("quality", "良", r"良品|良好|良(?=で|、|。|$)"),
    ("condition", "正常", r"異常(?:は|が)?(?:なし|無し|ありません|ない)"),
    ("condition", "異常", r"異常|\babnormal\b"),
    ("condition", "正常", r"正常|\bnormal\b"),
    ("turn", "反時計", r"反時計|左回り|\b(?:counter|anti)-?clockwise\b"),
    ("turn", "時計", r"時計回|時計方向|右回り|\bclockwise\b"),
    ("rotation", "逆転", r"逆転|逆回転"),
    ("rotation", "正転", r"正転|正回転"),
    ("ok", "NG", r"(?<![A-Za-z])NG(?![A-Za-z])"),
    ("ok", "OK", r"(?<![A-Za-z])OK(?![A-Za-z])"),
    ("switch", "OFF", _SWITCH.format(capitals="OFF", small="off")),
    ("switch", "ON", _SWITCH.format(capitals="ON", small="on")),
    ("existence", "なし", r"(?:なし|無し|無)(?=で|[、。)]|$)"),
    ("existence", "あり", r"(?:あり|有り|有)(?=で|[、。)]|$)"),
    ("yes", "いいえ", r"^\s*(?:いいえ|no\b)"),
    ("yes", "はい", r"^\s*(?:はい|yes\b)"),
)
_CAPITALS_MATTER = ("ok", "switch")
_PATTERNS = tuple(
    (group, value, re.compile(form, 0 if group in _CAPITALS_MATTER else re.IGNORECASE))
    for group, value, form in _WORDS
)
_OPPOSITE = {
    "合格": "不合格",
    "不合格": "合格",
    "可": "不可",
    "不可": "可",
    "必要": "不要",
    "不要": "必要",
    "良": "不良",
    "不良": "良",
    "異常": "正常",
    "正常": "異常",
}


def polarities(text: str) -> list[Polarity]:
    """Return the polarity words of a unified text in order, each once per place.

    >>> [word.value for word in polarities("10mm以上は不合格、再検査は不要です。")]
    ['以上', '不合格', '不要']
    """
    found: list[Polarity] = []
    hidden = text
    for group, value, pattern in _PATTERNS:
        for match in pattern.finditer(hidden):
            found.append(Polarity(group, value, *match.span()))
        hidden = pattern.sub(lambda match: "\0" * len(match.group()), hidden)
    return sorted(found, key=lambda word: word.start)


def opposite(word: Polarity) -> Polarity | None:
    """Return what a denied word says (合格ではない → 不合格); None when that leaves several meanings."""
    value = _OPPOSITE.get(word.value)
    return Polarity(word.group, value, word.start, word.end) if value else None
