"""Risks that follow from the report's own numbers; an owner is printed only where somebody is named."""

from collections.abc import Sequence
from dataclasses import replace

from evaluations.summary import RunSummary
from language.text import Text
from reports.contents import CostPart, Risk
from reports.programme.risks import RegisteredRisk
from reports.programme.said import Said
from reports.workbook.words import UNKNOWN
from tco.assumptions import Scenario, scenario_values
from tco.headlines import best_option

_YEN_PER_MILLION = 1_000_000
HIGHEST_LEVEL = 25  # likelihood 5 times impact 5


def risks_of(cost: CostPart, summary: RunSummary | None, process_owner: str) -> tuple[Risk, ...]:
    """List what may go wrong, the most expensive first: wrong answers, money, supply, data.

    Until the register names somebody else, the owner of the process answers for them.
    """
    found = (
        _wrong_answers(summary),
        *_loss(cost),
        *_supply(cost),
        Risk(
            Text("社外に出せない資料が送られる", "Documents that must stay inside are sent out"),
            Text(
                "機密区分ごとに送信先を制限し、方針に合わない案は推奨しない。",
                "Every document class has its allowed hosts; options against the policy are not recommended.",
            ),
        ),
    )
    return tuple(replace(risk, owner=process_owner) for risk in found)


def named_risks(registered: Sequence[RegisteredRisk]) -> tuple[Risk, ...]:
    """Return the risks of the register, the highest first; one that nobody has rated comes before all others."""
    return tuple(
        Risk(as_text(risk.name), as_text(risk.response or UNKNOWN), risk.owner)
        for risk in sorted(registered, key=_remaining, reverse=True)
    )


def _remaining(risk: RegisteredRisk) -> int:
    """The exposure that is left, as far as it is known; no exposure known counts as the highest."""
    left = risk.after or risk.before
    return left.level if left else HIGHEST_LEVEL + 1


def as_text(said: Said) -> Text:
    """Words that somebody wrote in one language stand in both."""
    return said if isinstance(said, Text) else Text(said, said)


def _wrong_answers(summary: RunSummary | None) -> Risk:
    response = Text(
        "重大な質問は必ず原文で確認する。重大な誤りの上限が許容値を下回るまで、確認なしの利用を認めない。",
        "Severe questions are always checked against the source; no use without checking until the bound is tolerable.",
    )
    best = summary.best if summary else None
    if best is None or best.severe_upper95 is None:
        name = Text("重大な誤りの頻度が分かっていない", "How often severe answers are wrong is unknown")
    else:
        name = Text(
            f"重大な誤り（実測{best.severe_errors}/{best.severe_items}、95%上限{best.severe_upper95:.0%}）",
            f"Severe wrong answers ({best.severe_errors}/{best.severe_items} measured, "
            f"at most {best.severe_upper95:.0%})",
        )
    return Risk(name, response)


def _loss(cost: CostPart) -> tuple[Risk, ...]:
    """Only where the best option that the policy allows loses money in the cautious scenario."""
    values = scenario_values(cost.model, cost.inputs.lines, Scenario.CAUTIOUS)
    results = cost.model.evaluate(dict(values))
    best = best_option(results)
    npv = results.scalar(f"{best.key}.npv")
    if npv is None or npv >= 0 or not results.number(f"{best.key}.allowed"):
        return ()
    loss = f"{-npv / _YEN_PER_MILLION:,.1f}"
    option = best.label
    return (
        Risk(
            Text(
                f"慎重シナリオでは最良の案（{option.ja}）でも{loss}百万円の損失",
                f"Cautious scenario: even {option.en} loses {loss} million JPY",
            ),
            Text(
                "小さく試し、利用率・短縮時間・実現率を測ってから次の支出を決める。撤退条件を先に数字で決める。",
                "Try small; measure adoption, time saved and redeployment before spending more; set exit numbers.",
            ),
        ),
    )


def _supply(cost: CostPart) -> tuple[Risk, ...]:
    """Renting depends on a supplier, its prices and the yen."""
    values = scenario_values(cost.model, cost.inputs.lines, Scenario.STANDARD)
    option = best_option(cost.model.evaluate(dict(values)))
    if option.has_machines:
        return (
            Risk(
                Text("機器の故障・入手難・陳腐化", "Hardware fails, is hard to get, or ages"),
                Text(
                    "予備と保守を費用に含め、GPUクラウドへの切替を手順にしておく。",
                    "Spare and maintenance are in the cost; moving to a GPU cloud is a written procedure.",
                ),
            ),
        )
    return (
        Risk(
            Text("提供終了・値上げ・円安", "Withdrawal, price rise, weak yen"),
            Text(
                "同じ質問集で代替モデルを定期的に再評価し、再評価と切替の費用を計画に含める。",
                "A substitute is evaluated on the same questions regularly; the cost of switching is in the plan.",
            ),
        ),
    )
