"""Sheet 12 リスクと対策: where each risk stands before and after what is done about it, and who answers for it."""

from collections.abc import Callable, Sequence

from language.text import Text
from reports.contents import Cover
from reports.programme.missing import TITLES
from reports.programme.risks import Exposure, RegisteredRisk
from reports.workbook.pen import Pen
from reports.workbook.programme_words import NOT_ASSIGNED
from reports.workbook.table import (
    UNCONFIRMED,
    Column,
    Content,
    Marked,
    draw_heading,
    draw_table,
    or_unconfirmed,
    set_table_page,
)

_COLUMNS, _WIDTH = 24, 5.6
_LAST = _COLUMNS - 1
_STEPS = 5
_WORST, _MOST, _SOME = 15, 10, 5
_NOTE = Text(
    "発生度×影響度（各1〜5）。15以上を「極めて高い」、10〜14を「高」、5〜9を「中」、4以下を「低」とします。"
    "欄内はリスクの番号です。対策後は、対策を実施した後の見込みです。",
    "Likelihood × impact, 1 to 5 each: 15 and more is critical, 10 to 14 high, 5 to 9 medium, 4 and less low. "
    "The cells name the risks. After is what remains once the response is in place.",
)
_BEFORE, _AFTER = Text("対策前", "Before the response"), Text("対策後", "After the response")
_IMPACT = Text("影響度 {n}", "Impact {n}")
_LIKELIHOOD = Text("発生度 {n}", "Likelihood {n}")
_LEVELS = (
    (_WORST, Text("極めて高い", "critical"), "worst"),
    (_MOST, Text("高", "high"), "bad"),
    (_SOME, Text("中", "medium"), "unknown"),
    (1, Text("低", "low"), "good"),
)
_COLUMNS_OF_TABLE = (
    Column(Text("番号", "No."), 0, 0),
    Column(Text("リスク", "Risk"), 1, 4),
    Column(Text("対策前", "Before"), 5, 6, ("center",)),
    Column(Text("対策後", "After"), 7, 8, ("center",)),
    Column(Text("対策", "Response"), 9, 13),
    Column(Text("責任者", "Owner"), 14, 15, ("center",)),
    Column(Text("誰の安全か", "Whose safety"), 16, 18),
    Column(Text("フェイルセーフ", "Fail-safe"), 19, 21),
    Column(Text("見直し日", "Review"), 22, 23),
)


def draw_risks(pen: Pen, cover: Cover, risks: tuple[RegisteredRisk, ...]) -> None:
    """Draw the whole sheet, the worst remaining risk first."""
    pen.columns((_WIDTH,) * _COLUMNS)
    ordered = sorted(risks, key=_worst_first)
    row = draw_heading(pen, TITLES[12], (_NOTE, _counts(risks)), _LAST) + 1
    height = _map_height(ordered)
    _draw_map(pen, row, 0, _BEFORE, ordered, lambda risk: risk.before, height)
    _draw_map(pen, row, 13, _AFTER, ordered, lambda risk: risk.after, height)
    table = row + _STEPS + 3
    end = draw_table(pen, table, _COLUMNS_OF_TABLE, [_line(risk) for risk in ordered])
    blocks = [(0, table), *((at, at) for at in range(table + 1, end))]
    set_table_page(pen, cover, blocks, _LAST, heads_row=table)


def _worst_first(risk: RegisteredRisk) -> tuple[int, int]:
    """What nobody rated comes first: it may be anything."""
    unrated = _STEPS * _STEPS + 1
    after, before = (one.level if one else unrated for one in (risk.after, risk.before))
    return -after, -before


def _counts(risks: Sequence[RegisteredRisk]) -> Text:
    high = sum(1 for risk in risks if risk.after and risk.after.level >= _MOST)
    unrated = sum(1 for risk in risks if risk.before is None or risk.after is None)
    orphans = sum(1 for risk in risks if not risk.owner.strip())
    return Text(
        f"登録 {len(risks)}件｜対策後も「高」以上 {high}件｜評価が未確認 {unrated}件｜責任者が未定 {orphans}件",
        f"{len(risks)} risks | high or critical after the response: {high} | not rated: {unrated} | "
        f"without owner: {orphans}",
    )


Rated = Callable[[RegisteredRisk], Exposure | None]


def _names_at(risks: Sequence[RegisteredRisk], rated: Rated, place: Exposure) -> str:
    return " ".join(risk.id for risk in risks if rated(risk) == place)


def _map_height(risks: Sequence[RegisteredRisk]) -> float:
    """High enough for the fullest cell, so that both maps are alike."""
    places = [Exposure(x, y) for x in range(1, _STEPS + 1) for y in range(1, _STEPS + 1)]
    rates: tuple[Rated, ...] = (lambda risk: risk.before, lambda risk: risk.after)
    longest = max(len(_names_at(risks, rated, place)) for rated in rates for place in places)
    lines = -(-longest // 11)
    return max(27.0, 6 + 12.5 * lines)


def _draw_map(
    pen: Pen,
    row: int,
    column: int,
    title: Text,
    risks: Sequence[RegisteredRisk],
    rated: Rated,
    height: float,
) -> None:
    """Impact upwards, likelihood to the right."""
    pen.merged(row, column, column + 10, title, "head")
    for step in range(_STEPS):
        impact, at = _STEPS - step, row + 1 + step
        pen.text(at, column, _IMPACT.filled(n=impact), "box", "tiny", "center", "middle")
        pen.height(at, height)
        for likelihood in range(1, _STEPS + 1):
            place, first = Exposure(likelihood, impact), column + 2 * likelihood - 1
            names = _names_at(risks, rated, place)
            look = _level(place).look
            pen.merged(at, first, first + 1, names, "box", look, "tiny", "center", "middle")
    foot = row + 1 + _STEPS
    pen.text(foot, column, "", "box")
    for likelihood in range(1, _STEPS + 1):
        first = column + 2 * likelihood - 1
        pen.merged(foot, first, first + 1, _LIKELIHOOD.filled(n=likelihood), "box", "tiny", "center")


def _level(place: Exposure) -> Marked:
    word, look = next((word, look) for least, word, look in _LEVELS if place.level >= least)
    return Marked(word, look)


def _line(risk: RegisteredRisk) -> list[Content]:
    return [
        risk.id,
        risk.name,
        _shown(risk.before),
        _shown(risk.after),
        or_unconfirmed(risk.response),
        risk.owner if risk.owner.strip() else NOT_ASSIGNED,
        or_unconfirmed(risk.whose_safety),
        or_unconfirmed(risk.fail_safe),
        risk.review_on,
    ]


def _shown(place: Exposure | None) -> Marked:
    if place is None:
        return UNCONFIRMED
    level = _level(place)
    word = level.word if isinstance(level.word, Text) else Text(level.word, level.word)
    sum_ = f"{place.likelihood}×{place.impact}={place.level}"
    return Marked(Text(f"{word.ja} {sum_}", f"{word.en} {sum_}"), level.look)
