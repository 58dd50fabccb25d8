"""What keeps a report from going out as 稟議: each rule is a reason for which approvers send requests back.

Vague purpose, no number, hidden running cost, nobody who answers for a risk, no condition for stopping. The rules read
the report itself and what named people have committed to; they know no database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from unicodedata import normalize

from language.text import Text
from reports.contents import CostPart, Cover, ManagementReport
from tco.assumptions import AssumptionValue, Scenario, scenario_values
from tco.headlines import best_option

Rule = Literal["purpose", "number", "running", "review", "training", "risk_owner", "exit"]
Place = Literal["use_case", "assumption", "risk", "pilot_plan"]

# A purpose says what becomes different for whom: this many characters beside the phrases that fit any project.
LEAST_CHARACTERS = {"ja": 10, "en": 25}
_PHRASES = re.compile(
    r"業務(?:の)?(?:効率化|改善|改革)|生産性(?:の)?向上|効率化|省力化|省人化|高度化|最適化|見える化|品質向上|"
    r"働き方改革|競争力(?:の)?強化|DX(?:の)?推進|DX|デジタル化|AI(?:の)?活用|(?:生成)?AI(?:の)?導入|推進|検討|実現|支援|"
    r"を図る|を目指す|のため|する|を行う|"
    r"\b(?:improv\w+|increas\w+|boost\w*|enhanc\w+|productivity|efficiency|quality|operations?|business|digital|"
    r"transformation|dx|ai|use|using|introduc\w+|adopt\w*|the|of|and|by|our|with|to|for|a|an)\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\s、。・,.;:「」()（）のをにはがで]+")
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万半数](?:分|時間|割|件|人|円|倍|日|か月|年|%)|半(?:減|分|数)|倍増"
)
_ENGLISH_NUMBER = re.compile(r"\b(?:half|halve|third|quarter|double|twice)\b", re.IGNORECASE)

FOR_REFERENCE = Text("【参考資料】{title}", "[For reference] {title}")
_TRAINING = ("training_initial_jpy", "training_jpy_per_year")


@dataclass(frozen=True)
class OwnedRisk:
    """A risk of the register and who answers for it; an empty owner is nobody."""

    name: Text
    owner: str


@dataclass(frozen=True)
class Commitments:
    """What named people stand for beside the figures: effects with a target, owners of risks, conditions to stop."""

    effects: tuple[str, ...] = ()
    process_owner: str = ""
    risks: tuple[OwnedRisk, ...] = ()
    exit_conditions: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One rule that is not kept, in a sentence, and where it is put right; `key` names the assumption, if one."""

    rule: Rule
    message: Text
    place: Place
    key: str = ""


def findings_of(report: ManagementReport, commitments: Commitments) -> tuple[Finding, ...]:
    """Return every rule that a report breaks, in the order in which a reader would stumble; empty: it may go out."""
    return (
        *_purpose(report),
        *_number(report, commitments),
        *_hidden_costs(report.cost),
        *_risk_owner(commitments),
        *_exit(commitments),
    )


def marked_for_reference(cover: Cover) -> Cover:
    """Return the cover with its mark: in the title of page 1 and in the header of every page."""
    return replace(
        cover,
        title=FOR_REFERENCE.filled(title=cover.title).in_(cover.language),
        classification=Text(
            f"{cover.classification.ja}・参考資料", f"{cover.classification.en} · for reference"
        ),
    )


def has_number(text: str) -> bool:
    """Say whether a statement can be measured against: it holds a figure, in digits or in words.

    >>> has_number("検索時間を１件12分から5分に"), has_number("探す時間を半減"), has_number("時間を短縮")
    (True, True, False)
    """
    plain = normalize("NFKC", text)
    return bool(_NUMBER.search(plain) or _ENGLISH_NUMBER.search(plain))


def is_vague(purpose: str) -> bool:
    """Say whether a purpose would fit any project: little is left of it without the phrases that all of them use.

    >>> is_vague("業務効率化とDX推進のため"), is_vague("加工手順書を探す時間を1件12分から5分に減らす")
    (True, False)
    """
    plain = normalize("NFKC", purpose)
    left = _PLAIN.sub("", _PHRASES.sub("", plain))
    return len(left) < LEAST_CHARACTERS["en" if left.isascii() else "ja"]


def _purpose(report: ManagementReport) -> Iterator[Finding]:
    purpose = report.cover.purpose.strip()
    if not purpose:
        yield Finding(
            "purpose",
            Text(
                "目的が書かれていません。誰の、どの作業が、どう変わるのかを書いてください。",
                "No purpose is written. Say whose work changes, which work, and how.",
            ),
            "use_case",
        )
    elif is_vague(purpose):
        yield Finding(
            "purpose",
            Text(
                f"目的「{_short(purpose)}」は、どの案件にも当てはまる言葉だけです。"
                "誰の、どの作業が、どう変わるのかを書いてください。",
                f"The purpose “{_short(purpose)}” would fit any project. Say whose work changes, which work, and how.",
            ),
            "use_case",
        )


def _number(report: ManagementReport, commitments: Commitments) -> Iterator[Finding]:
    if any(has_number(text) for text in (report.cover.purpose, *commitments.effects)):
        return
    yield Finding(
        "number",
        Text(
            "目的にも期待効果にも数字がありません。現状値と目標値を書いてください(例: 1件12分を5分に)。",
            "Neither the purpose nor the expected effect has a number. Write today's value and the target "
            "(for example 12 minutes a case to 5).",
        ),
        "use_case",
    )


def _hidden_costs(cost: CostPart) -> Iterator[Finding]:
    """Costs that a plan seldom escapes: zero stands only where somebody entered it and says why."""
    lines = {line.key: line for line in cost.inputs.lines}
    operations = _operations_key(cost)
    if operations and not _is_stated(lines.get(operations)):
        yield _hidden("running", Text("運用要員", "Operations staff"), operations)
    for use in cost.model.shape.uses:
        key = f"{use.prefix}review_minutes_per_request"
        if not _is_stated(lines.get(key)):
            yield _hidden("review", Text("回答の確認時間", "Minutes to review an answer"), key)
    if not any(_is_stated(lines.get(key)) for key in _TRAINING):
        yield _hidden("training", Text("導入研修費・継続研修費", "Training, once and a year"), _TRAINING[0])


def _operations_key(cost: CostPart) -> str:
    """The input for people who run the option that the report proposes; empty for doing nothing."""
    results = cost.model.evaluate(scenario_values(cost.model, cost.inputs.lines, Scenario.STANDARD))
    key = f"{best_option(results).key}_ops_fte"
    return key if key in cost.model.input_by_key else ""


def _is_stated(line: AssumptionValue | None) -> bool:
    """Whether a cost is there, or somebody entered zero and said where that comes from."""
    if line is None:
        return False
    return line.mode > 0 or (not line.is_default and bool(line.source.ja.strip()))


def _hidden(rule: Rule, label: Text, key: str) -> Finding:
    message = Text(
        f"「{label.ja}」が0円のまま、その根拠もありません。見積を入れるか、0とする根拠を出所に書いてください。",
        f"“{label.en}” is zero without a reason. Enter an estimate, or say in its source why it is zero.",
    )
    return Finding(rule, message, "assumption", key)


def _risk_owner(commitments: Commitments) -> Iterator[Finding]:
    if not commitments.risks and not commitments.process_owner.strip():
        yield Finding(
            "risk_owner",
            Text(
                "リスクに責任を持つ人がいません。業務の責任者を登録してください。",
                "Nobody answers for the risks. Name the owner of the process.",
            ),
            "use_case",
        )
    for risk in commitments.risks:
        if not risk.owner.strip():
            yield Finding(
                "risk_owner",
                Text(
                    f"リスク「{_short(risk.name.ja)}」の責任者が決まっていません。名前を登録してください。",
                    f"Nobody answers for the risk “{_short(risk.name.en)}”. Enter a name.",
                ),
                "risk",
            )


def _exit(commitments: Commitments) -> Iterator[Finding]:
    written = commitments.exit_conditions
    if any(has_number(text.ja) for text in written):
        return
    if written:
        message = Text(
            f"撤退条件「{_short(written[0].ja)}」に数字がありません。やめる数字を書いてください。",
            f"The exit condition “{_short(written[0].en)}” has no number. Write the number at which you stop.",
        )
    else:
        message = Text(
            "撤退条件がありません。どの数字を下回ったら(上回ったら)やめるのかを書いてください。",
            "There is no exit condition. Write the number below (or above) which you stop.",
        )
    yield Finding("exit", message, "pilot_plan")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
